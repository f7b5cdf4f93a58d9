/** Only this site's own pages may change anything: their browser says so in the Origin header. */
import 'server-only';
import type { LabSettings } from './settings';

type Settings = Pick<LabSettings, 'publicOrigin' | 'trustProxy'>;

/** Why the request is refused, or null. Browsers send Origin with every POST and DELETE. */
export function whyForeign(headers: Headers, settings: Settings): string | null {
  const origin = headers.get('origin');
  if (!origin) return 'The request has no Origin header; only pages of this site may do this.';
  if (settings.publicOrigin !== null) {
    return origin === settings.publicOrigin
      ? null
      : `The request comes from ${origin}, and this site is ${settings.publicOrigin} (PUBLIC_URL).`;
  }
  const forwarded = settings.trustProxy ? headers.get('x-forwarded-host') : null;
  const host = forwarded ?? headers.get('host');
  const matches = URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
  return matches
    ? null
    : `The request comes from ${origin}, but was sent to ${host}. Behind a proxy, set PUBLIC_URL.`;
}
