/** libpq of PostgreSQL 15: reaching a server, logging in, asking. Its complaints are libpq's own. */
import { decodeText, encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { ByteReader, bigEndian } from '../database/binary';
import { formatLookupError, lookupHost, parseLiteral } from '../resolve';
import { encodeBase64 } from '../secret/base64';
import { createInbox, type Inbox, receiveMore, sendAll } from '../socket-io';
import { randomBytes, receiveMessage } from './authenticate';
import { answerMd5, clientFinal, clientFirst, formatMd5Secret, parseAttributes } from './scram';
import {
  authentication,
  type ErrorFields,
  type FieldDescription,
  formatMessage,
  formatRequest,
  formatStartup,
  type Message,
  parseDataRow,
  parseError,
  parseRowDescription,
  SSL_REQUEST,
} from './wire';

export type Target = {
  /** Null asks for the Unix socket. */
  host: string | null;
  port: string;
  user: string;
  database: string;
  password: string | null;
  /** Milliseconds; null leaves it to the kernel. */
  timeout: number | null;
  application: string;
};

export type Connection = {
  inbox: Inbox;
  addr: string;
  parameters: Record<string, string>;
  /** ReadyForQuery's letter: `T` in a transaction, `E` in one that has failed. */
  status: string;
};
export type Connected =
  | { ok: true; connection: Connection }
  /** `rejected`: a server was there and said no. */
  | { ok: false; text: string; needsPassword: boolean; rejected: boolean };

const CLOSED =
  'server closed the connection unexpectedly\n' +
  '\tThis probably means the server terminated abnormally\n' +
  '\tbefore or while processing the request.';
export const CONNECTION_LOST = CLOSED;

function failure(
  text: string,
  more: Partial<{ needsPassword: boolean; rejected: boolean }> = {},
): Connected {
  return { ok: false, text, needsPassword: false, rejected: false, ...more };
}

export function* connectToServer(target: Target): Routine<Connected> {
  const { host, port } = target;
  if (!/^\s*[+-]?\d+\s*$/.test(port)) {
    return failure(`invalid integer value "${port}" for connection option "port"`);
  }
  const number = Number(port);
  if (number < 1 || number > 65535) return failure(`invalid port number: "${port}"`);
  if (host === null || host.startsWith('/')) {
    const path = `${host ?? '/var/run/postgresql'}/.s.PGSQL.${number}`;
    return failure(
      `connection to server on socket "${path}" failed: No such file or directory\n` +
        '\tIs the server running locally and accepting connections on that socket?',
    );
  }
  const found = yield* lookupHost(host);
  if (!found.ok) {
    return failure(
      `could not translate host name "${host}" to address: ${formatLookupError(found.error)}`,
    );
  }
  const texts: string[] = [];
  for (const addr of found.addrs) {
    const shown = parseLiteral(host) === null ? `"${host}" (${addr})` : `"${host}"`;
    const head = `connection to server at ${shown}, port ${number} failed: `;
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const reached = yield* connectInTime(opened.value, addr, number, target.timeout);
    if (!reached.ok) {
      yield* sys.close(opened.value);
      texts.push(head + describeFailure(reached.errno));
      continue;
    }
    const connection: Connection = {
      inbox: createInbox(opened.value),
      addr,
      parameters: {},
      status: 'I',
    };
    const entered = yield* logIn(connection, target);
    if (entered.ok) return entered;
    yield* sys.close(opened.value);
    texts.push(head + entered.text);
    return { ...entered, text: texts.join('\n') };
  }
  return failure(texts.join('\n'));
}

function describeFailure(errno: Errno): string {
  if (errno === 'EINPROGRESS') return 'timeout expired';
  return `${formatErrno(errno)}\n\tIs the server running on that host and accepting TCP/IP connections?`;
}

function lost(errno: Errno | null): string {
  return errno === null || errno === 'EPIPE'
    ? CLOSED
    : `could not receive data from server: ${formatErrno(errno)}`;
}

function* logIn(connection: Connection, target: Target): Routine<Connected> {
  const { inbox } = connection;
  // sslmode=prefer: first the question for TLS.
  yield* sendAll(inbox.fd, formatRequest(SSL_REQUEST));
  const more = yield* receiveMore(inbox);
  if (!more.ok) return failure(lost(more.errno));
  if (!more.value) return failure(CLOSED);
  const letter = inbox.bytes.charAt(0);
  if (letter === 'S') return failure('the server wants TLS, which psql has not in this simulation');
  if (letter !== 'N')
    return failure(`received invalid response to SSL negotiation: ${decodeText(letter)}`);
  inbox.bytes = inbox.bytes.slice(1);
  const { user, database, application } = target;
  const startup = formatStartup({
    user: encodeText(user),
    database: encodeText(database),
    application_name: application,
    client_encoding: 'UTF8',
  });
  yield* sendAll(inbox.fd, startup);
  return yield* exchange(connection, target);
}

function* exchange(connection: Connection, target: Target): Routine<Connected> {
  const { inbox, parameters } = connection;
  const proof: Proof = { first: null, signature: null };
  for (;;) {
    const message = yield* receiveMessage(inbox);
    if (!message) {
      const odd = inbox.bytes !== '' && !inbox.ended;
      return failure(odd ? oddAnswer(inbox.bytes.charAt(0)) : CLOSED);
    }
    switch (message.type) {
      case 'R': {
        const asked = yield* answerRequest(inbox, message, target, proof);
        if (asked) return asked;
        break;
      }
      case 'S': {
        const reader = new ByteReader(message.body);
        const name = reader.untilZero();
        parameters[name] = decodeText(reader.untilZero());
        break;
      }
      case 'E':
        return failure(formatServerError(parseError(message.body)), { rejected: true });
      case 'Z':
        return { ok: true, connection };
      case 'K':
      case 'N':
      case 'v':
        break;
      default:
        return failure(oddAnswer(message.type));
    }
  }
}

function oddAnswer(letter: string): string {
  return `expected authentication request from server, but received ${decodeText(letter)}`;
}

type Proof = { first: string | null; signature: string | null };

/** Answers one AuthenticationXxx; what comes back is why it cannot be. */
function* answerRequest(
  inbox: Inbox,
  { body }: Message,
  { user, password }: Target,
  proof: Proof,
): Routine<Connected | null> {
  const reader = new ByteReader(body);
  const code = reader.bigEndian(4);
  const data = body.slice(4);
  const send = (bytes: string) => sendAll(inbox.fd, formatMessage('p', bytes));
  if (code === authentication.ok) return null;
  if (code === authentication.saslFinal) {
    const good = parseAttributes(data).v === proof.signature;
    return good ? null : failure('incorrect server signature');
  }
  const known = [authentication.cleartext, authentication.md5, authentication.sasl];
  if (known.includes(code) && (password === null || password === '')) {
    return failure('fe_sendauth: no password supplied', { needsPassword: true });
  }
  const words = encodeText(password ?? '');
  if (code === authentication.cleartext) yield* send(`${words}\0`);
  else if (code === authentication.md5) {
    yield* send(`${answerMd5(formatMd5Secret(words, encodeText(user)), data)}\0`);
  } else if (code === authentication.sasl) {
    if (!data.split('\0').includes('SCRAM-SHA-256')) {
      return failure("none of the server's SASL authentication mechanisms are supported");
    }
    proof.first = clientFirst(encodeBase64(yield* randomBytes(18)));
    const first = `n,,${proof.first}`;
    yield* send(`SCRAM-SHA-256\0${bigEndian(first.length, 4)}${first}`);
  } else if (code === authentication.saslContinue && proof.first !== null) {
    const final = clientFinal(words, proof.first, data);
    if (!final) return failure('malformed SCRAM message');
    proof.signature = final.signature;
    yield* send(final.message);
  } else return failure(`authentication method ${code} not supported`);
  return null;
}

/** As psql shows it without a query, e.g. `FATAL:  database "x" does not exist`. */
export function formatServerError({ S = 'ERROR', M = '', D, H }: ErrorFields): string {
  const rows = [`${S}:  ${M}`];
  if (D !== undefined) rows.push(`DETAIL:  ${D}`);
  if (H !== undefined) rows.push(`HINT:  ${H}`);
  return decodeText(rows.join('\n'));
}

/** With the line that a position points into (reportErrorPosition of libpq). */
export function formatQueryError(fields: ErrorFields, query: string): string {
  const { S = 'ERROR', M = '', D, H, P } = fields;
  const rows = [`${S}:  ${decodeText(M)}`];
  const place = Number(P ?? 0) - 1;
  if (place >= 0) {
    const before = [...query].slice(0, place).join('');
    const number = before.split('\n').length;
    const line = query.split('\n')[number - 1] ?? '';
    const head = `LINE ${number}: `;
    const column = [...(before.split('\n').at(-1) ?? '')].length;
    rows.push(head + line.replace(/\t/g, ' '), `${' '.repeat(head.length + column)}^`);
  }
  if (D !== undefined) rows.push(`DETAIL:  ${decodeText(D)}`);
  if (H !== undefined) rows.push(`HINT:  ${decodeText(H)}`);
  return rows.join('\n');
}

type Result =
  | { kind: 'rows'; fields: FieldDescription[]; rows: (string | null)[][]; tag: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'error'; fields: ErrorFields }
  | { kind: 'notice'; fields: ErrorFields };

/** `open` is false where the connection has ended on the way. */
export type Asked = { results: Result[]; open: boolean };

/** Asks by the simple query protocol and gathers everything up to ReadyForQuery. */
export function* askServer(connection: Connection, query: string): Routine<Asked> {
  const { inbox } = connection;
  const results: Result[] = [];
  yield* sendAll(inbox.fd, formatMessage('Q', `${encodeText(query)}\0`));
  let fields: FieldDescription[] | null = null;
  let rows: (string | null)[][] = [];
  for (;;) {
    const message = yield* receiveMessage(inbox);
    if (!message) return { results, open: false };
    switch (message.type) {
      case 'T':
        fields =
          parseRowDescription(message.body)?.map((one) => ({
            ...one,
            name: decodeText(one.name),
          })) ?? [];
        rows = [];
        break;
      case 'D':
        rows.push(
          (parseDataRow(message.body) ?? []).map((cell) =>
            cell === null ? null : decodeText(cell),
          ),
        );
        break;
      case 'C': {
        const tag = new ByteReader(message.body).untilZero();
        results.push(fields ? { kind: 'rows', fields, rows, tag } : { kind: 'tag', tag });
        fields = null;
        break;
      }
      case 'E':
      case 'N':
        results.push({
          kind: message.type === 'E' ? 'error' : 'notice',
          fields: parseError(message.body),
        });
        break;
      case 'Z':
        connection.status = message.body;
        return { results, open: true };
      default:
        break;
    }
  }
}

/** Terminate, and the end of the connection. */
export function* leaveServer({ inbox }: Connection): Routine {
  yield* sendAll(inbox.fd, formatMessage('X', ''));
  yield* sys.close(inbox.fd);
}
