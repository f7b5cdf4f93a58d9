/**
 * What each byte of PostgreSQL's protocol 3.0 means. Chapters of the manual: Message Formats and
 * SASL Authentication, https://www.postgresql.org/docs/18/protocol.html
 */
import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';
import type { Turn } from '../service';
import { createCursor } from './field-cursor';
import { backendMessages, frontendMessages, type MessageRow } from './message-table';
import { CANCEL_REQUEST, GSS_REQUEST, SSL_REQUEST } from './messages';

const requests: Record<number, string> = {
  [SSL_REQUEST]: 'the client asks: may we encrypt this connection with TLS?',
  [GSS_REQUEST]: 'the client asks: may we encrypt this connection with Kerberos?',
  [CANCEL_REQUEST]: 'a request to stop a question of another connection',
};

/** The first message of a connection: it alone has no type byte. */
function annotateStart(bytes: Buffer, at: number) {
  const length = bytes.length - at >= 4 ? bytes.readUInt32BE(at) : 0;
  const code = bytes.length - at >= 8 ? bytes.readUInt32BE(at + 4) : 0;
  if (length < 8 || (code >>> 16 !== 3 && !requests[code])) {
    const rest = bytes.length - at;
    return {
      next: bytes.length,
      login: false,
      fields: [field(at, rest, 'not PostgreSQL', 'no start of this protocol: the server hangs up')],
    };
  }
  const cursor = createCursor(bytes, at, at + length);
  cursor.number(4, 'length', (value) => `${value} bytes, these four included`);
  const request = requests[code];
  if (request) {
    cursor.number(4, 'request', (value) => `${value}: ${request}`);
    cursor.take(cursor.left(), 'key', () => 'which connection, and the secret that proves it');
    return { next: at + length, login: false, fields: cursor.fields };
  }
  cursor.number(4, 'version', () => `protocol ${code >>> 16}.${code & 0xffff}`);
  while (cursor.left() > 0 && cursor.peek() !== 0) {
    const name = cursor.text('parameter', (text) => `a name: ${text}`);
    cursor.text('value', (text) => `${name} is ${text}`);
  }
  cursor.take(cursor.left(), 'end', () => 'a zero byte: no more parameters');
  return { next: at + length, login: true, fields: cursor.fields };
}

/** What has to be remembered from one message to the next. */
type State = { started: boolean; asked: boolean; passwords: number };

function annotateMessage(bytes: Buffer, at: number, row: MessageRow, state: State) {
  const whole = bytes.length - at >= 5;
  const length = whole ? bytes.readUInt32BE(at + 1) : 0;
  const next = whole && length >= 4 ? at + 1 + length : bytes.length;
  const cursor = createCursor(bytes, at, next);
  cursor.take(1, 'type', (part) => `${part.toString('latin1')}: ${row.name}. ${row.about}`);
  cursor.take(4, 'length', () => `${length} bytes, these four included`);
  row.body?.(cursor, state);
  cursor.take(cursor.left(), 'rest', () => 'more of this message');
  return { next, fields: cursor.fields };
}

function annotateTurn({ from, bytes: given }: Turn, state: State): WireField[] {
  const bytes = Buffer.from(given);
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (from === 'client' && !state.started) {
      const start = annotateStart(bytes, at);
      fields.push(...start.fields);
      state.started = start.login;
      state.asked = !start.login;
      at = start.next;
      continue;
    }
    const type = String.fromCharCode(bytes[at] ?? 0);
    if (from === 'server' && state.asked && !state.started && 'NS'.includes(type)) {
      const meaning = type === 'N' ? 'no: go on without encryption' : 'yes: TLS begins now';
      fields.push(field(at, 1, 'answer', `${type}, one byte alone: ${meaning}`));
      state.asked = false;
      at++;
      continue;
    }
    const table = from === 'client' ? frontendMessages : backendMessages;
    const row = Object.hasOwn(table, type) ? table[type] : undefined;
    if (!row) {
      fields.push(field(at, bytes.length - at, 'unknown', 'no message of this protocol'));
      break;
    }
    const told = annotateMessage(bytes, at, row, state);
    fields.push(...told.fields);
    at = told.next;
  }
  return fields;
}

export function annotatePostgres(turns: readonly Turn[]): WireField[][] {
  const state: State = { started: false, asked: false, passwords: 0 };
  return turns.map((turn) => annotateTurn(turn, state));
}
