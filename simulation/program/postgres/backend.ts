/** The process that serves one client, from its start-up packet to its farewell. */
import { decodeText, encodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { unmapAddress } from '../../packet/address';
import { ByteReader } from '../database/binary';
import { TableStore } from '../database/table-store';
import { lookupAddress } from '../resolve';
import { createInbox, type Inbox, receiveMore, sendAll, takeBytes } from '../socket-io';
import {
  authenticate,
  backendKey,
  randomBytes,
  receiveMessage,
  receiveOrSignal,
} from './authenticate';
import { builtInDatabases } from './catalog';
import { executeQuery, type Session } from './execute';
import { type HbaLine, matchHba } from './hba';
import { type LogSource, log } from './log';
import { readRoles } from './roles';
import { isOn, type Settings } from './settings';
import { statusOf } from './transaction';
import {
  authentication,
  CANCEL_REQUEST,
  formatAuthentication,
  formatError,
  formatMessage,
  LONGEST_STARTUP,
  parseStartup,
  type Startup,
} from './wire';

/** What the server's first process hands to one of these. */
export type Charge = {
  directory: string;
  settings: Settings;
  hba: HbaLine[];
  hbaPath: string;
  /** Why nobody is let in, if so. */
  closed: 'shutting down' | 'full' | null;
};

/** The descriptor of the client's socket. */
export const CLIENT_FD = 9;

type Client = { inbox: Inbox; source: LogSource; addr: string };

export function* serveClient(context: ProgramContext, charge: Charge): Routine<number> {
  const peer = yield* sys.getpeername(CLIENT_FD);
  if (!peer.ok) return 1;
  const addr = unmapAddress(peer.value.addr);
  const source: LogSource = {
    pid: context.pid,
    settings: charge.settings,
    session: { user: '', database: '', addr, port: peer.value.port },
  };
  const client: Client = { inbox: createInbox(CLIENT_FD), source, addr };
  if (isOn(charge.settings.log_connections)) {
    yield* log(source, ['LOG', `connection received: host=${addr} port=${peer.value.port}`]);
  }
  const startup = yield* receiveStartup(client);
  if (startup) yield* welcome(context, charge, client, startup);
  yield* sys.close(CLIENT_FD);
  return 0;
}

/** Null where the client has gone or has been sent away. */
function* receiveStartup(client: Client): Routine<Extract<Startup, { kind: 'startup' }> | null> {
  const { inbox, source } = client;
  for (;;) {
    while (inbox.bytes.length < 4) {
      const more = yield* receiveMore(inbox);
      if (more.ok && more.value) continue;
      if (inbox.bytes !== '') yield* log(source, ['LOG', 'incomplete startup packet']);
      return null;
    }
    const length = new ByteReader(inbox.bytes).bigEndian(4) - 4;
    if (length < 4 || length > LONGEST_STARTUP) {
      yield* log(source, ['LOG', 'invalid length of startup packet']);
      return null;
    }
    while (inbox.bytes.length < length + 4) {
      const more = yield* receiveMore(inbox);
      if (more.ok && more.value) continue;
      yield* log(source, ['LOG', 'incomplete startup packet']);
      return null;
    }
    takeBytes(inbox, 4);
    const startup = parseStartup(takeBytes(inbox, length));
    if (startup.kind === 'startup') return startup;
    if (startup.code === CANCEL_REQUEST) return null;
    // No TLS and no GSS here: one letter says so, and the client goes on or away.
    yield* sendAll(inbox.fd, 'N');
  }
}

/** Sends a client away; the log has it too. */
function* refuse(client: Client, code: string, message: string, details: string[] = []): Routine {
  yield* log(
    client.source,
    ['FATAL', message],
    ...(details.length ? [['DETAIL', details.join('\n')] as const] : []),
  );
  const fields = { S: 'FATAL', V: 'FATAL', C: code, M: encodeText(message) };
  yield* sendAll(client.inbox.fd, formatError(fields));
}

function* welcome(
  context: ProgramContext,
  charge: Charge,
  client: Client,
  startup: Extract<Startup, { kind: 'startup' }>,
): Routine {
  const { inbox, source } = client;
  const { major, minor, parameters } = startup;
  if (major !== 3) {
    const message = `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.0`;
    yield* log(source, ['FATAL', message]);
    // A client of protocol 1 or 2 is told in the form of those days.
    yield* sendAll(inbox.fd, `EFATAL:  ${message}\n\0`);
    return;
  }
  const user = decodeText(parameters.user ?? '');
  if (user === '') {
    return yield* refuse(client, '28000', 'no PostgreSQL user name specified in startup packet');
  }
  const database = decodeText(parameters.database || parameters.user || '');
  if (source.session) source.session = { ...source.session, user, database };
  if (charge.closed === 'shutting down') {
    return yield* refuse(client, '57P03', 'the database system is shutting down');
  }
  if (charge.closed === 'full')
    return yield* refuse(client, '53300', 'sorry, too many clients already');
  const line = yield* findLine(charge, client, user, database);
  const whom = `host "${client.addr}", user "${user}", database "${database}", no encryption`;
  if (!line) return yield* refuse(client, '28000', `no pg_hba.conf entry for ${whom}`);
  if (line.method === 'reject') {
    return yield* refuse(client, '28000', `pg_hba.conf rejects connection for ${whom}`);
  }
  const roles = yield* readRoles(charge.directory);
  const result = yield* authenticate(inbox, line, roles, user);
  if (result.verdict === 'gone') return;
  if (result.verdict === 'failed') {
    const matched = `Connection matched pg_hba.conf line ${line.number}: "${line.raw}"`;
    const message = `password authentication failed for user "${user}"`;
    return yield* refuse(client, '28P01', message, [...result.details, matched]);
  }
  const role = Object.hasOwn(roles, user) ? roles[user] : undefined;
  if (!role) return yield* refuse(client, '28000', `role "${user}" does not exist`);
  if (isOn(charge.settings.log_connections)) {
    yield* log(source, ['LOG', `connection authorized: user=${user} database=${database}`]);
  }
  const store = new TableStore(`${charge.directory}/base`);
  if (!builtInDatabases.includes(database) && !(yield* store.hasDatabase(database))) {
    return yield* refuse(client, '3D000', `database "${database}" does not exist`);
  }
  if (database === 'postgres' && !(yield* store.hasDatabase(database)))
    yield* store.createDatabase(database);
  const own = yield* sys.getsockname(CLIENT_FD);
  const server = own.ok ? own.value : { addr: '', port: 0 };
  const session: Session = {
    transaction: null,
    ...{ store, directory: charge.directory, settings: charge.settings, user, database },
    superuser: role.superuser,
    server: { addr: unmapAddress(server.addr), port: server.port },
    client: { addr: client.addr, port: source.session?.port ?? 0 },
    pid: context.pid,
  };
  yield* greet(client, session, parameters.application_name ?? '');
  yield* serveQueries(client, session);
}

function* findLine(
  charge: Charge,
  client: Client,
  user: string,
  database: string,
): Routine<HbaLine | null> {
  const interfaces = yield* sys.interfaces();
  const own = (interfaces.ok ? interfaces.value : []).flatMap(({ addrs }) =>
    addrs.map(({ addr, prefix }) => `${addr}/${prefix}`),
  );
  const hostName = yield* lookupAddress(client.addr);
  return matchHba(charge.hba, { user, database, address: client.addr, own, hostName });
}

const readyFor = (session: Session | null) => formatMessage('Z', session ? statusOf(session) : 'I');

function* greet({ inbox }: Client, session: Session, application: string): Routine {
  const { settings } = session;
  const told: Record<string, string> = {
    application_name: application,
    client_encoding: 'UTF8',
    DateStyle: settings.datestyle ?? '',
    default_transaction_read_only: 'off',
    in_hot_standby: 'off',
    integer_datetimes: 'on',
    IntervalStyle: 'postgres',
    is_superuser: session.superuser ? 'on' : 'off',
    server_encoding: 'UTF8',
    server_version: settings.server_version ?? '',
    session_authorization: encodeText(session.user),
    standard_conforming_strings: 'on',
    TimeZone: settings.timezone ?? '',
  };
  const rows = Object.entries(told).map(([name, value]) =>
    formatMessage('S', `${name}\0${value}\0`),
  );
  const key = formatMessage('K', backendKey(session.pid, yield* randomBytes(4)));
  yield* sendAll(
    inbox.fd,
    formatAuthentication(authentication.ok) + rows.join('') + key + readyFor(null),
  );
}

function* serveQueries(client: Client, session: Session): Routine {
  const { inbox, source } = client;
  for (;;) {
    const message = yield* receiveOrSignal(inbox);
    if (message === 'signal') {
      return yield* refuse(client, '57P01', 'terminating connection due to administrator command');
    }
    if (!message || message.type === 'X') return;
    if (message.type !== 'Q') {
      yield* refuseMessage(client, session, message.type);
      continue;
    }
    const query = decodeText(new ByteReader(message.body).untilZero());
    const now = yield* sys.now();
    const answer = yield* executeQuery(session, query, now.ok ? now.value : 0);
    if (answer.error) {
      const { M = '', P, H, D } = answer.error;
      const at = P === undefined ? '' : ` at character ${P}`;
      yield* log(
        source,
        ['ERROR', M + at],
        ...(D === undefined ? [] : [['DETAIL', D] as const]),
        ...(H === undefined ? [] : [['HINT', H] as const]),
        ['STATEMENT', query],
      );
    }
    const sent = yield* sendAll(inbox.fd, answer.bytes + readyFor(session));
    if (!sent.ok) return;
  }
}

/** The extended protocol of prepared statements is not spoken here. */
function* refuseMessage({ inbox }: Client, session: Session, type: string): Routine {
  const extended = 'PBEDCHSF'.includes(type);
  const message = extended
    ? 'prepared statements are not in this simulation'
    : `invalid frontend message type ${type.charCodeAt(0)}`;
  const fields = { S: 'ERROR', V: 'ERROR', C: extended ? '0A000' : '08P01', M: message };
  // After a mistake everything up to Sync is passed over.
  for (let next = type; extended && next !== 'S'; ) {
    const following = yield* receiveMessage(inbox);
    if (!following) return;
    next = following.type;
  }
  yield* sendAll(inbox.fd, formatError(fields) + readyFor(session));
}
