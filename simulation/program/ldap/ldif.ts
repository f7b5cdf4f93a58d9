/** LDIF (RFC 2849) and distinguished names (RFC 4514). */
import { encodeText } from '../../host/bytes';
import { decodeBase64, encodeBase64 } from '../secret/base64';

/** `value` is bytes, one character each. */
export type Attribute = { name: string; value: string };
export type Entry = {
  dn: string;
  attributes: readonly Attribute[];
};

/** The parts of a name, the deepest first; null for what is no name. Empty is the root. */
function parseDn(text: string): { type: string; value: string }[] | null {
  if (text.trim() === '') return [];
  const parts = text
    .split(/(?<!\\),/)
    .map((part) => /^\s*([A-Za-z][\w.-]*)\s*=\s*(.+?)\s*$/.exec(part));
  if (parts.some((part) => part === null)) return null;
  return parts.map((part) => ({ type: part?.[1] ?? '', value: part?.[2] ?? '' }));
}

/** The same text for names that are equal; null for what is no name. */
export function normalizeDn(text: string): string | null {
  const parts = parseDn(text);
  return (
    parts &&
    parts.map(({ type, value }) => `${type}=${value}`.toLowerCase().replace(/\s+/g, ' ')).join(',')
  );
}

/** `ann, people, shop.example`, as ldapsearch heads an entry. */
export function formatFriendlyDn(text: string): string {
  const parts = parseDn(text) ?? [];
  const domain: string[] = [];
  while (parts.at(-1)?.type.toLowerCase() === 'dc') domain.unshift(parts.pop()?.value ?? '');
  return [
    ...parts.map(({ value }) => value),
    ...(domain.length > 0 ? [domain.join('.')] : []),
  ].join(', ');
}

export type ParsedLdif = { ok: true; entries: Entry[] } | { ok: false; line: number; text: string };

export function parseLdif(text: string): ParsedLdif {
  const entries: { dn: string; attributes: Attribute[] }[] = [];
  let open: { dn: string; attributes: Attribute[] } | null = null;
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const number = index + 1;
    let line = lines[index] ?? '';
    while (lines[index + 1]?.startsWith(' ')) {
      line += lines[index + 1]?.slice(1);
      index += 1;
    }
    if (line === '') open = null;
    if (line === '' || line.startsWith('#') || line.startsWith('version:')) continue;
    const parts = /^([\w.;-]+)(::?) *(.*)$/.exec(line);
    const value = parts?.[2] === '::' ? decodeBase64(parts[3] ?? '') : encodeText(parts?.[3] ?? '');
    if (!parts || value === null) return { ok: false, line: number, text: 'could not parse entry' };
    const name = parts[1] ?? '';
    if (name.toLowerCase() === 'dn') {
      if (parseDn(value) === null) return { ok: false, line: number, text: 'invalid DN' };
      open = { dn: value, attributes: [] };
      entries.push(open);
    } else if (open) {
      open.attributes.push({ name, value });
    } else return { ok: false, line: number, text: 'no dn before the first attribute' };
  }
  return { ok: true, entries };
}

/** `cn: Ann`, or with base 64 where the bytes are not safe (RFC 2849); lines of 78 at most. */
export function formatAttribute(name: string, value: string): string {
  const safe = /^(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )$/.test(value);
  const hidden = name.toLowerCase() === 'userpassword';
  const line =
    value === ''
      ? `${name}:`
      : safe && !hidden
        ? `${name}: ${value}`
        : `${name}:: ${encodeBase64(value)}`;
  const rows = [line.slice(0, 78)];
  for (let at = 78; at < line.length; at += 77) rows.push(` ${line.slice(at, at + 77)}`);
  return `${rows.join('\n')}\n`;
}
