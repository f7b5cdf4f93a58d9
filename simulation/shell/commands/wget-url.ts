/** URLs as wget reads them, and the names of the files it makes of them. */
import { encodeText } from '../../host/bytes';

export type WgetUrl = {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  path: string;
  text: string;
};
export type UrlRead = { ok: true; url: WgetUrl } | { ok: false; message: string };

/** `message` is printed alone; it begins with the URL. */
export function parseWgetUrl(given: string): UrlRead {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const fail = (message: string): UrlRead => ({ ok: false, message: `${text}: ${message}.` });
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):\/\/([^]*)$/i.exec(text) ?? [];
  const kind = scheme.toLowerCase();
  if (kind === 'ftp' || kind === 'ftps') {
    return fail(`${kind} is not in this simulation of wget`);
  }
  if (kind !== 'http' && kind !== 'https') return fail(`Unsupported scheme ‘${scheme}’`);
  const [, authority = '', tail = ''] = /^([^/?#]*)([^]*)$/.exec(rest) ?? [];
  const place = authority.replace(/^[^@]*@/, '');
  const six = /^\[([^\]]*)\](?::(.*))?$/.exec(place);
  const [host = '', port] = six ? [six[1] ?? '', six[2]] : place.split(':', 2);
  if (host === '') return fail('Invalid host name');
  if (port !== undefined && port !== '' && (!/^\d{1,6}$/.test(port) || Number(port) > 65535)) {
    return fail('Bad port number');
  }
  const usual = kind === 'https' ? 443 : 80;
  const number = port ? Number(port) : usual;
  const path = encodeUnsafe((tail.startsWith('/') ? tail : `/${tail}`).replace(/#.*/, ''));
  const shown = six ? `[${host.toLowerCase()}]` : encodeUnsafe(host.toLowerCase());
  const url = `${kind}://${shown}${number === usual ? '' : `:${number}`}${path}`;
  return {
    ok: true,
    url: { scheme: kind, host: host.toLowerCase(), port: number, path, text: url },
  };
}

/** Bytes that may not stand in a URL, percent-encoded. */
function encodeUnsafe(text: string): string {
  return encodeText(text).replace(
    /[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** A Location, which may be relative to where it came from. */
export function resolveLocation(from: WgetUrl, location: string): UrlRead {
  if (/^[a-z][a-z\d+.-]*:/i.test(location)) return parseWgetUrl(location);
  const root = from.text.slice(0, from.text.length - from.path.length);
  if (location.startsWith('//')) return parseWgetUrl(`${from.scheme}:${location}`);
  if (location.startsWith('/')) return parseWgetUrl(root + location);
  return parseWgetUrl(root + from.path.replace(/[?].*/, '').replace(/[^/]*$/, '') + location);
}

/** `index.html` for a folder; the query is part of a name. */
export function fileNameOf({ path }: WgetUrl): string {
  const [, plain = '', query = ''] = /^([^?]*)(\?[^]*)?$/.exec(path) ?? [];
  const last = plain.slice(plain.lastIndexOf('/') + 1) || 'index.html';
  const name = last.replace(/%([2-7][\da-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return (name + query).replaceAll('/', '%2F');
}
