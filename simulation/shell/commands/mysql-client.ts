/** The client's half of MariaDB's protocol: reaching a server, logging in, asking. */
import { decodeText, encodeText } from '../../host/bytes';
import { errnoNumber } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import {
  type ColumnInfo,
  type Complaint,
  command,
  type Fine,
  formatLogin,
  formatPacket,
  parseColumn,
  parseGreeting,
  parseHead,
  parsePacket,
  parseRow,
  scramblePassword,
} from '../../program/mariadb/packets';
import { lookupErrorNumber, lookupHost } from '../../program/resolve';
import { createInbox, type Inbox, receiveMore, sendAll } from '../../program/socket-io';

export type MysqlTarget = {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string | null;
  /** Milliseconds; null leaves it to the kernel. */
  timeout: number | null;
};
export type MysqlConnection = { inbox: Inbox; version: string; id: number };
export type Asked =
  | { kind: 'rows'; columns: ColumnInfo[]; rows: (string | null)[][] }
  | { kind: 'fine'; fine: Fine }
  | { kind: 'error'; complaint: Complaint };

const complaint = (number: number, state: string, message: string): Complaint => ({
  number,
  state,
  message,
});
const LOST = complaint(2013, 'HY000', 'Lost connection to server during query');

export function formatComplaintText(
  { number, state, message }: Complaint,
  line: number | null,
): string {
  return `ERROR ${number} (${state})${line === null ? '' : ` at line ${line}`}: ${message}\n`;
}

function* receive(inbox: Inbox): Routine<string | null> {
  for (;;) {
    const parsed = parsePacket(inbox.bytes);
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.length);
      return parsed.packet.body;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) return null;
  }
}

export function* connectMysql(target: MysqlTarget): Routine<MysqlConnection | Complaint> {
  const { host, port } = target;
  const found = yield* lookupHost(host);
  if (!found.ok)
    return complaint(
      2005,
      'HY000',
      `Unknown server host '${host}' (${lookupErrorNumber(found.error)})`,
    );
  let number = 0;
  for (const addr of found.addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const reached = yield* connectInTime(opened.value, addr, port, target.timeout ?? 600_000);
    if (reached.ok) {
      const entered = yield* logIn(createInbox(opened.value), target);
      if ('number' in entered) yield* sys.close(opened.value);
      return entered;
    }
    // The client waits with poll(2): where that ends in a failure it reports EINPROGRESS, the
    // errno of the connect that it began, and where its own time is up, ETIMEDOUT.
    number =
      reached.errno === 'EINPROGRESS'
        ? errnoNumber('ETIMEDOUT')
        : errnoNumber(reached.errno === 'ENETUNREACH' ? reached.errno : 'EINPROGRESS');
    yield* sys.close(opened.value);
  }
  return complaint(2002, 'HY000', `Can't connect to server on '${host}' (${number})`);
}

function* logIn(inbox: Inbox, target: MysqlTarget): Routine<MysqlConnection | Complaint> {
  const lost = (where: string, errno = 0) =>
    complaint(2013, 'HY000', `Lost connection to server at '${where}', system error: ${errno}`);
  if (target.timeout !== null) {
    const spoken = yield* sys.poll([inbox.fd], target.timeout);
    if (!spoken.ok || spoken.value.length === 0) {
      return lost('handshake: reading initial communication packet', errnoNumber('ETIMEDOUT'));
    }
  }
  const hello = yield* receive(inbox);
  if (hello === null) return lost('handshake: reading initial communication packet');
  const head = parseHead(hello);
  if (head.kind === 'error')
    return { ...head.complaint, message: decodeText(head.complaint.message) };
  const greeting = parseGreeting(hello);
  if (!greeting) {
    return complaint(
      2007,
      'HY000',
      `Protocol mismatch; server version = ${hello.charCodeAt(0) || 0}, client version = 10`,
    );
  }
  const body = formatLogin({
    user: encodeText(target.user),
    proof: scramblePassword(encodeText(target.password), greeting.scramble),
    database: target.database === null ? null : encodeText(target.database),
  });
  yield* sendAll(inbox.fd, formatPacket({ sequence: 1, body }));
  const answer = yield* receive(inbox);
  if (answer === null) return lost('handshake: reading authorization packet');
  const verdict = parseHead(answer);
  if (verdict.kind === 'error')
    return { ...verdict.complaint, message: decodeText(verdict.complaint.message) };
  if (verdict.kind !== 'ok')
    return complaint(2059, 'HY000', 'the login that the server asks for is not in this simulation');
  return { inbox, version: decodeText(greeting.version), id: greeting.id };
}

/** One command and its answer; `open` false where the connection has ended. */
export function* askMysql({ inbox }: MysqlConnection, code: number, words: string): Routine<Asked> {
  const request = formatPacket({
    sequence: 0,
    body: String.fromCharCode(code) + encodeText(words),
  });
  const sent = yield* sendAll(inbox.fd, request);
  if (!sent.ok)
    return { kind: 'error', complaint: complaint(2006, 'HY000', 'Server has gone away') };
  const first = yield* receive(inbox);
  if (first === null) return { kind: 'error', complaint: LOST };
  const head = parseHead(first);
  if (head.kind === 'ok')
    return { kind: 'fine', fine: { ...head.fine, info: decodeText(head.fine.info) } };
  if (head.kind === 'error') {
    return {
      kind: 'error',
      complaint: { ...head.complaint, message: decodeText(head.complaint.message) },
    };
  }
  const columns: ColumnInfo[] = [];
  const rows: (string | null)[][] = [];
  for (let ends = 0; ends < 2; ) {
    const body = yield* receive(inbox);
    if (body === null) return { kind: 'error', complaint: LOST };
    const kind = parseHead(body).kind;
    if (kind === 'end') ends += 1;
    else if (ends === 0) {
      const column = parseColumn(body);
      columns.push({ ...column, name: decodeText(column.name) });
    } else
      rows.push(
        parseRow(body, columns.length).map((cell) => (cell === null ? null : decodeText(cell))),
      );
  }
  return { kind: 'rows', columns, rows };
}

export function* leaveMysql({ inbox }: MysqlConnection): Routine {
  yield* sendAll(inbox.fd, formatPacket({ sequence: 0, body: String.fromCharCode(command.quit) }));
  yield* sys.close(inbox.fd);
}
