/** PostgreSQL's frontend/backend protocol 3.0 (manual, chapter 55) as bytes: messages out, messages in. */
import { ByteReader, bigEndian } from '../database/binary';

export const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 3 * 65536;
/** A start-up packet may not be longer (MAX_STARTUP_PACKET_LENGTH). */
export const LONGEST_STARTUP = 10000;

/** A message with its type, one letter. */
export function formatMessage(type: string, body: string): string {
  return type + bigEndian(body.length + 4, 4) + body;
}

export function formatStartup(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const body = `${bigEndian(PROTOCOL_3, 4)}${pairs.join('')}\0`;
  return bigEndian(body.length + 4, 4) + body;
}

/** SSLRequest, GSSENCRequest: eight bytes. */
export function formatRequest(code: number): string {
  return bigEndian(8, 4) + bigEndian(code, 4);
}

export type Startup =
  | { kind: 'request'; code: number }
  | { kind: 'startup'; major: number; minor: number; parameters: Record<string, string> };

/** The first packet of a client, without its length. */
export function parseStartup(body: string): Startup {
  const reader = new ByteReader(body);
  const code = reader.bigEndian(4);
  if ([SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST].includes(code)) return { kind: 'request', code };
  const parameters: Record<string, string> = {};
  while (reader.left > 0) {
    const name = reader.untilZero();
    if (name === '') break;
    parameters[name] = reader.untilZero();
  }
  return { kind: 'startup', major: code >>> 16, minor: code & 0xffff, parameters };
}

export type Message = { type: string; body: string };

/** The first whole message in `bytes` and how long it is; null while it is not whole, `bad` where it cannot be. */
export function parseMessage(bytes: string): { message: Message; length: number } | null | 'bad' {
  if (bytes.length < 5) return null;
  const length = new ByteReader(bytes, 1).bigEndian(4);
  if (length < 4 || length > 2 ** 24) return 'bad';
  if (bytes.length < length + 1) return null;
  return {
    message: { type: bytes.charAt(0), body: bytes.slice(5, length + 1) },
    length: length + 1,
  };
}

/** ErrorResponse and NoticeResponse: S severity, C SQLSTATE, M message, D detail, H hint, P position. */
export type ErrorFields = Readonly<Record<string, string>>;

export function formatError(fields: ErrorFields, type: 'E' | 'N' = 'E'): string {
  const rows = Object.entries(fields).map(([code, text]) => `${code}${text}\0`);
  return formatMessage(type, `${rows.join('')}\0`);
}

export function parseError(body: string): ErrorFields {
  const fields: Record<string, string> = {};
  const reader = new ByteReader(body);
  while (reader.left > 0) {
    const code = reader.take(1);
    if (code === '\0' || code === '') break;
    fields[code] = reader.untilZero();
  }
  return fields;
}

export type FieldDescription = { name: string; oid: number; size: number; modifier: number };

export function formatRowDescription(fields: readonly FieldDescription[]): string {
  const rows = fields.map(
    ({ name, oid, size, modifier }) =>
      `${name}\0${bigEndian(0, 4)}${bigEndian(0, 2)}${bigEndian(oid, 4)}${bigEndian(size, 2)}${bigEndian(modifier, 4)}${bigEndian(0, 2)}`,
  );
  return formatMessage('T', bigEndian(fields.length, 2) + rows.join(''));
}

/** Null where the body is no RowDescription. */
export function parseRowDescription(body: string): FieldDescription[] | null {
  const reader = new ByteReader(body);
  const fields: FieldDescription[] = [];
  for (let left = reader.bigEndian(2); left > 0 && !reader.short; left -= 1) {
    const name = reader.untilZero();
    reader.take(6);
    const oid = reader.bigEndian(4);
    const size = (reader.bigEndian(2) << 16) >> 16;
    const modifier = reader.bigEndian(4) | 0;
    reader.take(2);
    fields.push({ name, oid, size, modifier });
  }
  return reader.short ? null : fields;
}

export function formatDataRow(cells: readonly (string | null)[]): string {
  const parts = cells.map((cell) =>
    cell === null ? bigEndian(-1, 4) : bigEndian(cell.length, 4) + cell,
  );
  return formatMessage('D', bigEndian(cells.length, 2) + parts.join(''));
}

export function parseDataRow(body: string): (string | null)[] | null {
  const reader = new ByteReader(body);
  const cells: (string | null)[] = [];
  for (let left = reader.bigEndian(2); left > 0 && !reader.short; left -= 1) {
    const length = reader.bigEndian(4);
    cells.push(length === 0xffffffff ? null : reader.take(length));
  }
  return reader.short ? null : cells;
}

/** AuthenticationXxx: `R` with a number. */
export const authentication = {
  ok: 0,
  cleartext: 3,
  md5: 5,
  sasl: 10,
  saslContinue: 11,
  saslFinal: 12,
};

export function formatAuthentication(code: number, data = ''): string {
  return formatMessage('R', bigEndian(code, 4) + data);
}
