/**
 * Messages of PostgreSQL's protocol 3.0, as bytes:
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */

/** First words of a connection that carry no type byte: version 3.0, and requests in its place. */
export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;
export const CANCEL_REQUEST = 80_877_102;

/** MAX_STARTUP_PACKET_LENGTH of the real server. */
const MOST_STARTUP = 10_000;
/** What one message may have here; the real server takes a gigabyte of some. */
const MOST_MESSAGE = 32_768;

export type Startup =
  | { state: 'partial' }
  | { state: 'wrong' }
  | { state: 'whole'; used: number; code: number; parameters: ReadonlyMap<string, string> };

/** The first message of a connection, or a request to change to something else first. */
export function parseStartup(bytes: Buffer): Startup {
  if (bytes.length < 4) return { state: 'partial' };
  const length = bytes.readUInt32BE(0);
  if (length < 8 || length > MOST_STARTUP) return { state: 'wrong' };
  if (bytes.length < length) return { state: 'partial' };
  const code = bytes.readUInt32BE(4);
  const words = bytes.toString('utf8', 8, length).split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
    parameters.set(words[index] ?? '', words[index + 1] ?? '');
  }
  return { state: 'whole', used: length, code, parameters };
}

export type Framed =
  | { state: 'partial' }
  | { state: 'wrong'; why: string }
  | { state: 'whole'; used: number; type: string; body: Buffer };

/** Query, extended query, COPY and what ends them; `p` answers a question for a password. */
const known = 'QPBEDCHSFdcfXp';

/** One message with its type byte, at the beginning of `bytes`. */
export function parseMessage(bytes: Buffer): Framed {
  const [code] = bytes;
  if (code === undefined) return { state: 'partial' };
  const type = String.fromCharCode(code);
  if (!known.includes(type)) {
    return { state: 'wrong', why: `invalid frontend message type ${code}` };
  }
  if (bytes.length < 5) return { state: 'partial' };
  const length = bytes.readUInt32BE(1);
  if (length < 4 || length > MOST_MESSAGE) return { state: 'wrong', why: 'invalid message length' };
  if (bytes.length < length + 1) return { state: 'partial' };
  return { state: 'whole', used: length + 1, type, body: bytes.subarray(5, length + 1) };
}

const word = (text: string) => Buffer.from(`${text}\0`);
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const message = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(body.length + 4), body]);
};

export const query = (sql: string) => message('Q', word(sql));
export const sync = message('S');

/** ErrorResponse; `FATAL` is followed by the end of the connection. */
export const errorResponse = (severity: 'ERROR' | 'FATAL', code: string, text: string) =>
  message(
    'E',
    ...[`S${severity}`, `V${severity}`, `C${code}`, `M${text}`].map(word),
    Buffer.from([0]),
  );

export const readyForQuery = message('Z', Buffer.from('I'));
export const parameterStatus = (name: string, value: string) =>
  message('S', word(name), word(value));
export const backendKeyData = (pid: number, key: Buffer) => message('K', int32(pid), key);

/** AuthenticationOk, AuthenticationSASL and its two answers. */
export const authenticationOk = message('R', int32(0));
export const askForSasl = message('R', int32(10), word('SCRAM-SHA-256'), Buffer.from([0]));
export const saslContinue = (text: string) => message('R', int32(11), Buffer.from(text));
export const saslFinal = (text: string) => message('R', int32(12), Buffer.from(text));

/** NegotiateProtocolVersion: 3.0 it is, and none of the options named. */
export const negotiate = (options: readonly string[]) =>
  message('v', int32(0), int32(options.length), ...options.map(word));
