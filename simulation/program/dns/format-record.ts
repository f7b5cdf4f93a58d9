/** Records as text, in the way of zone files and of dig (RFC 1035, 5.1; RFC 3597). */
import type { RecordData } from './message';
import { formatName } from './name';

/** A character string in quotation marks. */
export function formatText(bytes: string): string {
  const inner = [...bytes]
    .map((one) => {
      if (one === '"' || one === '\\') return `\\${one}`;
      const code = one.charCodeAt(0);
      return code >= 0x20 && code < 0x7f ? one : `\\${String(code).padStart(3, '0')}`;
    })
    .join('');
  return `"${inner}"`;
}

export function formatData(data: RecordData): string {
  switch (data.type) {
    case 'A':
    case 'AAAA':
      return data.addr;
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return formatName(data.name);
    case 'SOA': {
      const { serial, refresh, retry, expire, minimum } = data;
      const names = `${formatName(data.primary)} ${formatName(data.mailbox)}`;
      return `${names} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case 'MX':
      return `${data.preference} ${formatName(data.name)}`;
    case 'TXT':
      return data.texts.map(formatText).join(' ');
    case 'SRV':
      return `${data.priority} ${data.weight} ${data.port} ${formatName(data.name)}`;
    case 'other': {
      const hex = [...data.bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0'));
      const shown = hex.join('').toUpperCase();
      return `\\# ${data.bytes.length}${shown === '' ? '' : ` ${shown}`}`;
    }
  }
}

/** Tabs up to `column`, one blank where that is passed already. */
export function fillTo(text: string, column: number): string {
  if (text.length >= column) return `${text} `;
  return text + '\t'.repeat(Math.ceil((column - text.length) / 8));
}

/** BIND's columns of owner, TTL, class and type. */
export function formatOwner(owner: string): string {
  return fillTo(owner, 24);
}
