/** The thread of one client: greeting, login, and one statement after the other. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isLoopback, unmapAddress } from '../../packet/address';
import type { ResultSet } from '../database/sql-run';
import type { SqlType } from '../database/sql-syntax';
import { TableStore } from '../database/table-store';
import { lookupAddress } from '../resolve';
import { createInbox, type Inbox, receiveMore, sendAll } from '../socket-io';
import { type DatabaseAccount, findAccount, mayUse, readAccounts } from './accounts';
import { formatSqlError } from './errors';
import { denied, executeStatement, type Session, useDatabase } from './execute';
import {
  command,
  END,
  formatColumn,
  formatComplaint,
  formatGreeting,
  formatLength,
  formatOk,
  formatPacket,
  formatRow,
  type Login,
  type Packet,
  parseLogin,
  parsePacket,
  scramblePassword,
} from './packets';

export type Client = {
  fd: number;
  id: number;
  addr: string;
  folder: string;
  variables: Readonly<Record<string, string>>;
  /** Whether addresses are turned into names. */
  resolves: boolean;
};
type Say = (level: 'Note' | 'ERROR' | 'Warning', text: string, id?: number) => Routine;

function* receive(inbox: Inbox): Routine<Packet | null> {
  for (;;) {
    const parsed = parsePacket(inbox.bytes);
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.length);
      return parsed.packet;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok && more.errno === 'EINTR') continue;
    if (!more.ok || !more.value) return null;
  }
}

/** 20 bytes that can be read, as the real server's are. */
function* createScramble(): Routine<string> {
  let bytes = '';
  while (bytes.length < 20) {
    const byte = yield* sys.random(94);
    bytes += String.fromCharCode(33 + (byte.ok ? byte.value : 0));
  }
  return bytes;
}

export function* serveClient(client: Client, say: Say): Routine {
  const inbox = createInbox(client.fd);
  const scramble = yield* createScramble();
  const greeting = formatGreeting({ version: '', id: client.id, scramble });
  yield* sendAll(client.fd, formatPacket({ sequence: 0, body: greeting }));
  const first = yield* receive(inbox);
  const addr = unmapAddress(client.addr);
  const complain = (sequence: number, number: number, state: string, message: string) =>
    sendAll(
      client.fd,
      formatPacket({
        sequence,
        body: formatComplaint({ number, state, message: encodeText(message) }),
      }),
    );
  if (first && first.sequence !== 1) {
    yield* complain(1, 1156, '08S01', 'Got packets out of order');
  }
  const login = first?.sequence === 1 ? parseLogin(first.body) : null;
  if (first?.sequence === 1 && !login) yield* complain(2, 1043, '08S01', 'Bad handshake');
  if (!login) {
    const text = `Aborted connection ${client.id} to db: 'unconnected' user: 'unauthenticated' host: '${addr}' (This connection closed normally without authentication)`;
    yield* say('Warning', text, client.id);
  } else {
    const session = yield* logIn(client, login, scramble, addr);
    if ('number' in session) yield* complain(2, session.number, session.state, session.message);
    else {
      yield* sendAll(
        client.fd,
        formatPacket({ sequence: 2, body: formatOk({ affected: 0, info: '' }) }),
      );
      yield* serveStatements(inbox, session);
    }
  }
  yield* sys.close(client.fd);
}

type Refusal = { number: number; state: string; message: string };

function* logIn(
  client: Client,
  login: Login,
  scramble: string,
  addr: string,
): Routine<Session | Refusal> {
  const user = decodeText(login.user);
  const own = client.resolves && isLoopback(addr);
  const name = own ? 'localhost' : client.resolves ? yield* lookupAddress(addr) : null;
  const host = name ?? addr;
  const accounts = yield* readAccounts(client.folder);
  const account: DatabaseAccount | null = findAccount(
    accounts,
    user,
    name === null ? [addr] : [name, addr],
  );
  const right =
    account !== null && login.proof === scramblePassword(encodeText(account.password), scramble);
  if (!right) {
    const using = login.proof === '' ? 'NO' : 'YES';
    return {
      number: 1045,
      state: '28000',
      message: `Access denied for user '${user}'@'${host}' (using password: ${using})`,
    };
  }
  const { folder, variables, id } = client;
  const session: Session = {
    folder,
    account,
    caller: `${user}@${host}`,
    database: null,
    id,
    variables,
  };
  if (login.database === null) return session;
  const database = decodeText(login.database);
  const store = new TableStore(folder);
  if (!mayUse(account, database)) return formatSqlError(denied(session, database), '', null);
  if (!(yield* store.hasDatabase(database)))
    return formatSqlError({ kind: 'no-database', name: database }, '', null);
  session.database = database;
  return session;
}

const types: Readonly<Record<SqlType, number>> = {
  int4: 3,
  int8: 8,
  numeric: 246,
  float8: 5,
  text: 253,
  varchar: 253,
  bool: 1,
  timestamp: 12,
  date: 10,
  inet: 253,
  unknown: 253,
};

function formatResult({ fields, rows }: ResultSet): string[] {
  const cell = (value: string | null, type: SqlType | undefined) =>
    value === null ? null : encodeText(type === 'bool' ? (value === 't' ? '1' : '0') : value);
  return [
    formatLength(fields.length),
    ...fields.map(({ name, type, table, notNull = false }) =>
      formatColumn({
        name: encodeText(name),
        table: encodeText(table ?? ''),
        type: types[type],
        notNull,
      }),
    ),
    END,
    ...rows.map((row) => formatRow(row.map((value, at) => cell(value, fields[at]?.type)))),
    END,
  ];
}

function* serveStatements(inbox: Inbox, session: Session): Routine {
  for (;;) {
    const packet = yield* receive(inbox);
    if (!packet) return;
    const code = packet.body.charCodeAt(0);
    const words = decodeText(packet.body.slice(1));
    if (code === command.quit) return;
    const now = yield* sys.now();
    const wrong = (error: Parameters<typeof formatSqlError>[0]) => ({
      kind: 'wrong' as const,
      complaint: formatSqlError(error, '', session.database),
    });
    const answer =
      code === command.query
        ? yield* executeStatement(session, words, now.ok ? now.value : 0)
        : code === command.database
          ? yield* useDatabase(session, words, wrong)
          : code === command.ping
            ? ({ kind: 'fine', fine: { affected: 0, info: '' } } as const)
            : ({
                kind: 'wrong',
                complaint: { number: 1047, state: '08S01', message: 'Unknown command' },
              } as const);
    const bodies =
      answer.kind === 'rows'
        ? formatResult(answer.result)
        : answer.kind === 'fine'
          ? [formatOk(answer.fine)]
          : [
              formatComplaint({
                ...answer.complaint,
                message: encodeText(answer.complaint.message),
              }),
            ];
    const bytes = bodies.map((body, at) => formatPacket({ sequence: at + 1, body })).join('');
    if (!(yield* sendAll(inbox.fd, bytes)).ok) return;
  }
}
