/** Domain names: labels as bytes, and their text in zone files and on the screen (RFC 1035, 3.1 and 5.1). */
import { encodeText } from '../../host/bytes';

/** Labels from the leaf upwards, as byte strings; the root has none. */
export type Name = readonly string[];
type NameError =
  | 'empty label'
  | 'label too long'
  | 'ran out of space'
  | 'bad escape'
  | 'unexpected end of input';
export type NameReading = { ok: true; name: Name } | { ok: false; error: NameError };

export const ROOT: Name = [];
const MOST_LABEL = 63;
export const MOST_NAME = 255;

/** What a name takes on the wire without compression, in bytes. */
export function nameSize(name: Name): number {
  return name.reduce((sum, label) => sum + label.length + 1, 1);
}

/** A name as it is typed; without a dot at its end it continues with `origin`. */
export function parseName(text: string, origin: Name = ROOT): NameReading {
  if (text === '.') return { ok: true, name: ROOT };
  if (text === '') return { ok: false, error: 'unexpected end of input' };
  const bytes = encodeText(text);
  const labels: string[] = [];
  let label = '';
  let absolute = false;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes.charAt(at);
    if (byte === '.') {
      if (label === '') return { ok: false, error: 'empty label' };
      labels.push(label);
      label = '';
      absolute = at === bytes.length - 1;
      continue;
    }
    if (byte === '\\') {
      const digits = /^\d{3}/.exec(bytes.slice(at + 1));
      if (digits && Number(digits[0]) > 255) return { ok: false, error: 'bad escape' };
      if (at + 1 === bytes.length) return { ok: false, error: 'unexpected end of input' };
      byte = digits ? String.fromCharCode(Number(digits[0])) : bytes.charAt(at + 1);
      at += digits ? 3 : 1;
    }
    label += byte;
    if (label.length > MOST_LABEL) return { ok: false, error: 'label too long' };
  }
  if (label !== '') labels.push(label);
  const name = absolute ? labels : [...labels, ...origin];
  if (nameSize(name) > MOST_NAME) return { ok: false, error: 'ran out of space' };
  return { ok: true, name };
}

function escapeByte(byte: string): string {
  if (/["().;\\@$]/.test(byte)) return `\\${byte}`;
  const code = byte.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? byte : `\\${String(code).padStart(3, '0')}`;
}

/** With a dot at its end, as dig writes it. */
export function formatName(name: Name): string {
  if (name.length === 0) return '.';
  return name.map((label) => `${[...label].map(escapeByte).join('')}.`).join('');
}

/** Without the dot at its end, as getaddrinfo and logs write it. */
export function formatBareName(name: Name): string {
  return name.length === 0 ? '.' : formatName(name).slice(0, -1);
}

/** Equal for names that differ in case only (RFC 4343). */
export function nameKey(name: Name): string {
  return formatName(name).toLowerCase();
}

export function isSameName(a: Name, b: Name): boolean {
  return a.length === b.length && nameKey(a) === nameKey(b);
}

/** Whether `name` is `zone` or lies below it. */
export function isWithin(name: Name, zone: Name): boolean {
  return name.length >= zone.length && isSameName(name.slice(name.length - zone.length), zone);
}
