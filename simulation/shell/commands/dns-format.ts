/** How dig and host write a message (BIND's dns_message_totext), and the date as dig has it. */
import { formatLogDate } from '../../program/date-text';
import { fillTo, formatData, formatOwner } from '../../program/dns/format-record';
import {
  COOKIE,
  type DnsRecord,
  type Edns,
  type Message,
  type Soa,
  typeOf,
} from '../../program/dns/message';
import { formatName } from '../../program/dns/name';
import { nameOfClass, nameOfCode, nameOfOpcode, nameOfType } from '../../program/dns/record-types';

export type Columns = { ttl: boolean; class: boolean; multiline: boolean };
const allColumns: Columns = { ttl: true, class: true, multiline: false };

export function formatHeader(message: Message): string {
  const { flags, opcode, code, id } = message;
  const names = [
    message.response ? 'qr' : '',
    ...(['aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).map((key) => (flags[key] ? key : '')),
  ].filter((one) => one !== '');
  const status = `opcode: ${nameOfOpcode(opcode)}, status: ${nameOfCode(code)}, id: ${id}`;
  const additional = message.additional.length + (message.edns ? 1 : 0);
  const counts =
    `QUERY: ${message.question.length}, ANSWER: ${message.answer.length}, ` +
    `AUTHORITY: ${message.authority.length}, ADDITIONAL: ${additional}`;
  const list = [' ', names.join(' ')].join('').trimEnd();
  return `;; ->>HEADER<<- ${status}\n;; flags:${list}; ${flags.z ? 'MBZ: 0x4; ' : ''}${counts}\n`;
}

function hex(bytes: string): string {
  return [...bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** `sent` is the cookie of the question, by which an answer is known for good. */
export function formatEdns({ version, dnssec, size, options }: Edns, sent: string | null): string {
  const lines = options.map(({ code, bytes }) => {
    if (code !== COOKIE) return `; OPT=${code}: ${hex(bytes)}\n`;
    const whole = sent !== null && bytes.startsWith(sent) && bytes.length >= 16;
    const word = bytes === sent ? 'echoed' : whole ? 'good' : 'bad';
    return `; COOKIE: ${hex(bytes)}${sent === null ? '' : ` (${word})`}\n`;
  });
  const flags = dnssec ? ' do' : '';
  const line = `; EDNS: version: ${version}, flags:${flags}; udp: ${size}\n`;
  return `;; OPT PSEUDOSECTION:\n${line}${lines.join('')}`;
}

export function formatQuestion(message: Message): string {
  return message.question
    .map(({ name, type, class: kind }) => {
      return `;${fillTo(formatName(name), 32)}${nameOfClass(kind)}\t${nameOfType(type)}\n`;
    })
    .join('');
}

function formatSpan(seconds: number): string {
  const units: [number, string][] = [
    [604800, 'week'],
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  let left = seconds;
  const parts = units.flatMap(([size, word]) => {
    const count = Math.floor(left / size);
    left %= size;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

function formatSoaLines(soa: Soa): string {
  const rows: [number, string][] = [
    [soa.serial, 'serial'],
    [soa.refresh, `refresh (${formatSpan(soa.refresh)})`],
    [soa.retry, `retry (${formatSpan(soa.retry)})`],
    [soa.expire, `expire (${formatSpan(soa.expire)})`],
    [soa.minimum, `minimum (${formatSpan(soa.minimum)})`],
  ];
  const lines = rows.map(([value, word]) => `\t\t\t\t${String(value).padEnd(10)} ; ${word}\n`);
  return `${formatName(soa.primary)} ${formatName(soa.mailbox)} (\n${lines.join('')}\t\t\t\t)`;
}

export function formatRow(record: DnsRecord, columns: Columns = allColumns): string {
  const { ttl, data } = record;
  const kind = nameOfClass(record.class);
  const type = nameOfType(typeOf(data));
  const owner = formatOwner(formatName(record.name));
  if (columns.multiline) {
    const value = data.type === 'SOA' ? formatSoaLines(data) : formatData(data);
    const between = [columns.ttl ? String(ttl) : '', columns.class ? kind : '', type];
    return `${owner}${between.filter((one) => one !== '').join(' ')} ${value}\n`;
  }
  const fields = [...(columns.ttl ? [ttl] : []), ...(columns.class ? [kind] : []), type];
  return `${owner}${fields.join('\t')}\t${formatData(data)}\n`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Mon Nov 23 13:11:59 UTC 2026` */
export function formatWhen(ms: number): string {
  const [date = '', time = ''] = formatLogDate(ms).split(' ');
  const [day, month, year] = date.split('/');
  return `${days[new Date(ms).getUTCDay()]} ${month} ${day} ${time} UTC ${year}`;
}
