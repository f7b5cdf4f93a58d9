/** The request that curl sends for a URL and its options. */
import { encodeText } from '../../host/bytes';
import type { Headers } from '../../program/http-message';
import type { CurlSettings } from './curl-options';
import { formatAuthority, type Url } from './curl-url';

export type CurlRequest = { method: string; head: string; body: string };

/** `version` is the HTTP version to speak; a redirect drops the body and goes on with GET. */
export function buildRequest(
  settings: CurlSettings,
  url: Url,
  version: string,
  redirected: boolean,
): CurlRequest {
  const data = encodeText(settings.data.join(settings.json ? '' : '&'));
  const hasBody = settings.data.length > 0 && !settings.get && !redirected;
  const method = settings.method ?? (settings.head ? 'HEAD' : hasBody ? 'POST' : 'GET');
  const query = settings.get && settings.data.length > 0 ? data : '';
  const target = query
    ? `${url.target}${url.target.includes('?') ? '&' : '?'}${query}`
    : url.target;
  const custom = settings.headers.map(readCustom);
  const user = url.user === null ? settings.user : `${url.user}:${url.password}`;
  const own: Headers = [
    ['Host', formatAuthority(url)],
    ...(user === null ? [] : [['Authorization', `Basic ${encodeBase64(user)}`] as const]),
    ['User-Agent', settings.agent],
    ...(settings.json && hasBody ? [['Content-Type', 'application/json'] as const] : []),
    ['Accept', settings.json ? 'application/json' : '*/*'],
  ];
  const lines: string[] = [];
  for (const [name, value] of own) {
    const change = custom.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (change) {
      if (change.line !== null && name === 'Host') lines.push(change.line);
    } else if (value !== '') lines.push(`${name}: ${value}`);
  }
  for (const { name, line } of custom) {
    if (line !== null && name.toLowerCase() !== 'host') lines.push(line);
  }
  const typed = custom.some((one) => one.name.toLowerCase() === 'content-type');
  if (hasBody) {
    lines.push(`Content-Length: ${data.length}`);
    if (!settings.json && !typed) lines.push('Content-Type: application/x-www-form-urlencoded');
  }
  const head = encodeText(
    `${[`${method} ${target} HTTP/${version}`, ...lines].join('\r\n')}\r\n\r\n`,
  );
  return { method, head, body: hasBody ? data : '' };
}

/** `Name: value` adds, `Name:` takes away, `Name;` is empty. */
function readCustom(text: string): { name: string; line: string | null } {
  const match = /^([^:;]+)([:;])\s*(.*)$/s.exec(text.replace(/[\r\n]/g, ''));
  if (!match) return { name: text, line: null };
  const name = match[1] ?? '';
  if (match[2] === ';') return { name, line: `${name}:` };
  return { name, line: match[3] === '' ? null : text.replace(/[\r\n]/g, '') };
}

function encodeBase64(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = encodeText(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = [0, 1, 2].map((offset) => bytes.charCodeAt(at + offset) || 0);
    const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => letters[(bits >> shift) & 63]).join('');
    out += four.slice(0, Math.min(4, bytes.length - at + 1)).padEnd(4, '=');
  }
  return out;
}
