/** Django 5.2's rule of who may be asked for: HttpRequest.get_host() and ALLOWED_HOSTS. */
import { formatPythonString } from '../python-text';
import type { Settings } from './read-settings';

/** `host` as it is repeated in links, or the sentence that the log and the page show. */
export type HostCheck = { ok: true; host: string } | { ok: false; message: string };

const form = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/;
/** Allowed where the list is empty and DEBUG is on. */
const debugHosts = ['.localhost', '127.0.0.1', '[::1]'];

/** Checks the Host header; `own` is what stands in for it where there is none. */
export function checkHost(header: string | null, own: string, settings: Settings): HostCheck {
  const raw = header ?? own;
  const match = form.exec(raw.toLowerCase());
  const domain = (match?.[1] ?? '').replace(/\.$/, '');
  const { allowedHosts, debug } = settings;
  const allowed = debug && allowedHosts.length === 0 ? debugHosts : allowedHosts;
  if (domain !== '' && allowed.some((pattern) => isSameDomain(domain, pattern))) {
    return { ok: true, host: raw };
  }
  const advice =
    domain === ''
      ? 'The domain name provided is not valid according to RFC 1034/1035.'
      : `You may need to add ${formatPythonString(domain)} to ALLOWED_HOSTS.`;
  return { ok: false, message: `Invalid HTTP_HOST header: ${formatPythonString(raw)}. ${advice}` };
}

/** `*` is everybody; `.example.com` is that name and all below it. */
function isSameDomain(domain: string, given: string): boolean {
  const pattern = given.toLowerCase();
  if (pattern === '*') return true;
  if (pattern.startsWith('.')) return domain === pattern.slice(1) || domain.endsWith(pattern);
  return pattern !== '' && domain === pattern;
}
