/** MariaDB's client/server protocol, version 10 of the handshake (mariadb.com/kb, Clientserver Protocol). */
import { ByteReader, littleEndian } from '../database/binary';
import { sha1 } from '../secret/sha1';

export const MARIADB_VERSION = '10.11.19-MariaDB-0+deb12u1';
/** MySQL's clients of old take a version from 10 on for replication: MariaDB hides it (RPL_VERSION_HACK). */
const VERSION_PREFIX = '5.5.5-';
/** Capabilities: CONNECT_WITH_DB, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH and their like. */
const SERVER_LOW = 0xf7de;
const SERVER_HIGH = 0x80ff;
const CLIENT_FLAGS = 0x0008a205;
const WITH_DATABASE = 0x8;
const PROTOCOL_41 = 0x200;
const SECURE = 0x8000;
const PLUGIN_AUTH = 0x80000;
const LENGTH_AUTH = 0x200000;
const PLUGIN = 'mysql_native_password';

export const command = { quit: 1, database: 2, query: 3, statistics: 9, ping: 14 } as const;

export type Packet = { sequence: number; body: string };

export function formatPacket({ sequence, body }: Packet): string {
  return littleEndian(body.length, 3) + String.fromCharCode(sequence % 256) + body;
}

/** The first packet in `bytes` and its length with the head; null while it is not whole. */
export function parsePacket(bytes: string): { packet: Packet; length: number } | null {
  if (bytes.length < 4) return null;
  const reader = new ByteReader(bytes);
  const size = reader.littleEndian(3);
  const sequence = reader.littleEndian(1);
  if (reader.left < size) return null;
  return { packet: { sequence, body: reader.take(size) }, length: size + 4 };
}

/** Length-encoded integer and string. */
export function formatLength(value: number): string {
  if (value < 251) return String.fromCharCode(value);
  if (value < 65536) return `\xfc${littleEndian(value, 2)}`;
  return value < 2 ** 24 ? `\xfd${littleEndian(value, 3)}` : `\xfe${littleEndian(value, 8)}`;
}

function formatString(text: string): string {
  return formatLength(text.length) + text;
}

function readLength(reader: ByteReader): number | null {
  const first = reader.littleEndian(1);
  if (first === 251) return null;
  const size = { 252: 2, 253: 3, 254: 8 }[first];
  return size === undefined ? first : reader.littleEndian(size);
}

function readString(reader: ByteReader): string | null {
  const length = readLength(reader);
  return length === null ? null : reader.take(length);
}

export type Greeting = { version: string; id: number; scramble: string };

/** `scramble` is 20 bytes, none of them zero. */
export function formatGreeting({ id, scramble }: Greeting): string {
  return (
    `\x0a${VERSION_PREFIX}${MARIADB_VERSION}\0${littleEndian(id, 4)}${scramble.slice(0, 8)}\0` +
    `${littleEndian(SERVER_LOW, 2)}\x08${littleEndian(2, 2)}${littleEndian(SERVER_HIGH, 2)}\x15` +
    `${'\0'.repeat(10)}${scramble.slice(8)}\0${PLUGIN}\0`
  );
}

/** Null where the body is no greeting of version 10. */
export function parseGreeting(body: string): Greeting | null {
  const reader = new ByteReader(body);
  if (reader.littleEndian(1) !== 10) return null;
  const version = reader.untilZero().replace(VERSION_PREFIX, '');
  const id = reader.littleEndian(4);
  const first = reader.take(8);
  reader.take(1 + 2 + 1 + 2 + 2 + 1 + 10);
  const scramble = first + reader.take(12);
  return reader.short ? null : { version, id, scramble };
}

/** SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))); empty for no password. */
export function scramblePassword(password: string, scramble: string): string {
  if (password === '') return '';
  const once = sha1(password);
  const mask = sha1(scramble + sha1(once));
  return [...once]
    .map((byte, at) => String.fromCharCode(byte.charCodeAt(0) ^ mask.charCodeAt(at)))
    .join('');
}

export type Login = { user: string; proof: string; database: string | null };

export function formatLogin({ user, proof, database }: Login): string {
  const flags = CLIENT_FLAGS | PLUGIN_AUTH | (database === null ? 0 : WITH_DATABASE);
  const head = `${littleEndian(flags, 4)}${littleEndian(2 ** 24, 4)}\x21${'\0'.repeat(23)}`;
  const tail = database === null ? '' : `${database}\0`;
  return `${head}${user}\0${String.fromCharCode(proof.length)}${proof}${tail}${PLUGIN}\0`;
}

/** Null where the body is no HandshakeResponse41. */
export function parseLogin(body: string): Login | null {
  const reader = new ByteReader(body);
  const flags = reader.littleEndian(4);
  reader.take(28);
  if ((flags & PROTOCOL_41) === 0 || reader.short) return null;
  const user = reader.untilZero();
  const proof =
    (flags & LENGTH_AUTH) !== 0
      ? (readString(reader) ?? '')
      : (flags & SECURE) !== 0
        ? reader.take(reader.littleEndian(1))
        : reader.untilZero();
  const database = (flags & WITH_DATABASE) !== 0 && reader.left > 0 ? reader.untilZero() : null;
  return reader.short ? null : { user, proof, database: database === '' ? null : database };
}

export type Fine = { affected: number; info: string };

export function formatOk({ affected, info }: Fine): string {
  return `\0${formatLength(affected)}\0${littleEndian(2, 2)}\0\0${info === '' ? '' : formatString(info)}`;
}

export type Complaint = { number: number; state: string; message: string };

export function formatComplaint({ number, state, message }: Complaint): string {
  return `\xff${littleEndian(number, 2)}#${state}${message}`;
}

export const END = `\xfe\0\0${littleEndian(2, 2)}`;

/** Types of columns: the numbers of the protocol. */
export type ColumnInfo = { name: string; table: string; type: number; notNull: boolean };

export function formatColumn({ name, table, type, notNull }: ColumnInfo): string {
  const words = ['def', '', table, table, name, name].map(formatString).join('');
  return `${words}\x0c${littleEndian(33, 2)}${littleEndian(255, 4)}${String.fromCharCode(type)}${littleEndian(notNull ? 1 : 0, 2)}\0\0\0`;
}

export function parseColumn(body: string): ColumnInfo {
  const reader = new ByteReader(body);
  const words = Array.from({ length: 6 }, () => readString(reader) ?? '');
  reader.take(1 + 2 + 4);
  return {
    name: words[4] ?? '',
    table: words[2] ?? '',
    type: reader.littleEndian(1),
    notNull: (reader.littleEndian(2) & 1) === 1,
  };
}

export function formatRow(cells: readonly (string | null)[]): string {
  return cells.map((cell) => (cell === null ? '\xfb' : formatString(cell))).join('');
}

export function parseRow(body: string, count: number): (string | null)[] {
  const reader = new ByteReader(body);
  return Array.from({ length: Math.min(count, 4096) }, () => readString(reader));
}

export type Head =
  | { kind: 'ok'; fine: Fine }
  | { kind: 'error'; complaint: Complaint }
  | { kind: 'end' }
  | { kind: 'other'; count: number };

/** What the first packet of an answer is. */
export function parseHead(body: string): Head {
  const reader = new ByteReader(body);
  const first = body.charCodeAt(0);
  if (first === 0) {
    reader.take(1);
    const affected = readLength(reader) ?? 0;
    readLength(reader);
    reader.take(4);
    return {
      kind: 'ok',
      fine: { affected, info: reader.left > 0 ? (readString(reader) ?? '') : '' },
    };
  }
  if (first === 0xff) {
    reader.take(1);
    const number = reader.littleEndian(2);
    const marked = body.charAt(3) === '#';
    const state = marked ? body.slice(4, 9) : 'HY000';
    return { kind: 'error', complaint: { number, state, message: body.slice(marked ? 9 : 3) } };
  }
  if (first === 0xfe && body.length < 9) return { kind: 'end' };
  return { kind: 'other', count: readLength(reader) ?? 0 };
}
