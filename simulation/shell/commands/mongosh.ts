/** `mongosh` 2: the shell of MongoDB. Written from its manual, not captured; of JavaScript it reads single calls only. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import type { BsonDocument, BsonValue } from '../../program/mongodb/bson';
import { formatMongo, parseMongo } from '../../program/mongodb/op-msg';
import { lookupHost } from '../../program/resolve';
import { createInbox, type Inbox, receiveMore, sendAll } from '../../program/socket-io';
import { parseOptions } from '../options';
import { formatMongoValue } from './mongosh-format';
import { type MongoLine, parseMongoLine } from './mongosh-parse';

const VERSION = '2.3.1';
const options = [
  { long: 'eval', value: 'JAVASCRIPT', help: '' },
  { long: 'host', value: 'HOST', help: '' },
  { long: 'port', value: 'PORT', help: '' },
  { long: 'quiet', help: '' },
  { long: 'version', help: '' },
];

type Shell = { inbox: Inbox; database: string; next: number };

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    yield* printError(`Error parsing command line: ${parsed.message}\n`);
    return 1;
  }
  const given = parsed.options;
  if (given.has('version')) {
    yield* print(`${VERSION}\n`);
    return 0;
  }
  const uri = /^(?:mongodb:\/\/)?([^:/]*)(?::(\d+))?(?:\/([^?]*))?$/.exec(parsed.operands[0] ?? '');
  const whole =
    parsed.operands[0]?.startsWith('mongodb://') || /[.:/]/.test(parsed.operands[0] ?? '');
  const host = given.get('host') ?? (whole && uri?.[1] ? uri[1] : '127.0.0.1');
  const port = Number(given.get('port') ?? (whole ? uri?.[2] : undefined) ?? 27017);
  const database = (whole ? uri?.[3] : parsed.operands[0]) || 'test';
  const script = given.get('eval');
  const quiet = script !== undefined || given.has('quiet');
  if (!quiet) {
    const log = yield* createLogId();
    const query = `directConnection=true&serverSelectionTimeoutMS=2000&appName=mongosh+${VERSION}`;
    yield* print(
      `Current Mongosh Log ID:\t${log}\nConnecting to:\t\tmongodb://${host}:${port}/?${query}\n`,
    );
  }
  const connected = yield* connect(host, port);
  if (typeof connected === 'string') {
    yield* printError(`${connected}\n`);
    return 1;
  }
  const shell: Shell = { inbox: connected, database, next: 1 };
  const hello = yield* ask(shell, { hello: 1, $db: 'admin' });
  if (!hello) {
    yield* printError(
      `MongoServerSelectionError: connection <monitor> to ${host}:${port} closed\n`,
    );
    return 1;
  }
  if (script !== undefined) {
    for (const line of script.split(';'))
      if ((yield* runLine(shell, parseMongoLine(line))) === 'wrong') return 1;
    return 0;
  }
  const info = yield* ask(shell, { buildInfo: 1, $db: 'admin' });
  if (!quiet)
    yield* print(`Using MongoDB:\t\t${info?.version ?? ''}\nUsing Mongosh:\t\t${VERSION}\n\n`);
  return yield* converse(shell);
}

function* createLogId(): Routine<string> {
  let digits = '';
  while (digits.length < 24) {
    const digit = yield* sys.random(16);
    digits += (digit.ok ? digit.value : 0).toString(16);
  }
  return digits;
}

function* connect(host: string, port: number): Routine<Inbox | string> {
  const found = yield* lookupHost(host);
  if (!found.ok) return `MongoNetworkError: getaddrinfo ENOTFOUND ${host}`;
  let reason = '';
  for (const addr of found.addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const reached = yield* connectInTime(opened.value, addr, port, 2000);
    if (reached.ok) return createInbox(opened.value);
    yield* sys.close(opened.value);
    const late = reached.errno === 'EINPROGRESS';
    reason = late
      ? 'MongoServerSelectionError: Server selection timed out after 2000 ms'
      : `MongoNetworkError: connect ${reached.errno} ${addr}:${port}`;
  }
  return reason;
}

/** Null where the connection has ended. */
function* ask(shell: Shell, body: BsonDocument): Routine<BsonDocument | null> {
  const { inbox } = shell;
  yield* sendAll(inbox.fd, formatMongo({ id: shell.next++, to: 0, body }));
  for (;;) {
    const parsed = parseMongo(inbox.bytes);
    if (parsed === 'bad') return null;
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.length);
      return parsed.message.body;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) return null;
  }
}

function* converse(shell: Shell): Routine<number> {
  const tty = yield* sys.isatty(0);
  const reader = createLineReader(0);
  for (;;) {
    if (tty.ok && tty.value) yield* print(`${shell.database}> `);
    const line = yield* readLine(reader);
    if (!line.ok || line.value === null) return 0;
    if ((yield* runLine(shell, parseMongoLine(line.value))) === 'exit') return 0;
  }
}

type Ran = 'exit' | 'wrong' | 'done';

function* runLine(shell: Shell, line: MongoLine): Routine<Ran> {
  switch (line.kind) {
    case 'nothing':
      return 'done';
    case 'exit':
      return 'exit';
    case 'db':
      yield* print(`${shell.database}\n`);
      return 'done';
    case 'use':
      shell.database = line.database;
      yield* print(`switched to db ${line.database}\n`);
      return 'done';
    case 'wrong':
      yield* printError(`${line.message}\n`);
      return 'wrong';
    case 'show':
      return yield* show(shell, line.what);
    case 'call':
      return yield* call(shell, line);
  }
}

function* showError(reply: BsonDocument | null): Routine<Ran> {
  yield* printError(
    reply ? `MongoServerError: ${reply.errmsg}\n` : 'MongoNetworkError: connection closed\n',
  );
  return 'wrong';
}

function* show(shell: Shell, what: string): Routine<Ran> {
  if (what === 'dbs' || what === 'databases') {
    const reply = yield* ask(shell, { listDatabases: 1, $db: 'admin' });
    if (!reply || reply.ok !== 1) return yield* showError(reply);
    const rows = Array.isArray(reply.databases) ? (reply.databases as BsonDocument[]) : [];
    const width = Math.max(0, ...rows.map(({ name }) => String(name).length));
    yield* print(
      rows
        .map(
          ({ name, sizeOnDisk }) =>
            `${String(name).padEnd(width)}  ${(Number(sizeOnDisk) / 1024).toFixed(2)} KiB\n`,
        )
        .join(''),
    );
    return 'done';
  }
  if (what !== 'collections' && what !== 'tables') {
    yield* printError(
      `MongoshInvalidInputError: [COMMON-10001] '${what}' is not a valid argument for "show".\n`,
    );
    return 'wrong';
  }
  const reply = yield* ask(shell, { listCollections: 1, $db: shell.database });
  if (!reply || reply.ok !== 1) return yield* showError(reply);
  yield* print(
    batchOf(reply)
      .map(({ name }) => `${name}\n`)
      .join(''),
  );
  return 'done';
}

function batchOf(reply: BsonDocument): BsonDocument[] {
  const batch = (reply.cursor as BsonDocument | undefined)?.firstBatch;
  return Array.isArray(batch) ? (batch as BsonDocument[]) : [];
}

type Call = Extract<MongoLine, { kind: 'call' }>;

function* call(shell: Shell, { collection, method, args, then }: Call): Routine<Ran> {
  const first = args[0];
  const document =
    typeof first === 'object' && first !== null && !Array.isArray(first)
      ? (first as BsonDocument)
      : {};
  const $db = shell.database;
  const shown = function* (value: BsonValue): Routine<Ran> {
    yield* print(`${typeof value === 'string' ? value : formatMongoValue(value)}\n`);
    return 'done';
  };
  if (collection === null) {
    if (method === 'getName') return yield* shown($db);
    if (method === 'version') {
      const reply = yield* ask(shell, { buildInfo: 1, $db: 'admin' });
      return reply ? yield* shown(reply.version ?? '') : yield* showError(reply);
    }
    if (method === 'runCommand' || method === 'adminCommand' || method === 'hello') {
      const body =
        method === 'hello' ? { hello: 1 } : typeof first === 'string' ? { [first]: 1 } : document;
      const reply = yield* ask(shell, { ...body, $db: method === 'adminCommand' ? 'admin' : $db });
      return reply?.ok === 1 ? yield* shown(reply) : yield* showError(reply);
    }
    yield* printError(`TypeError: db.${method} is not a function\n`);
    return 'wrong';
  }
  const plain = then.every((name) => name === 'toArray' || name === 'pretty');
  switch (plain ? method : '') {
    case 'insertOne':
    case 'insertMany': {
      const given = method === 'insertOne' ? [document] : Array.isArray(first) ? first : [];
      const documents: BsonDocument[] = [];
      for (const one of given as BsonDocument[])
        documents.push({ _id: { $oid: yield* createLogId() }, ...one });
      const reply = yield* ask(shell, { insert: collection, documents, $db });
      const [mistake] = Array.isArray(reply?.writeErrors)
        ? (reply.writeErrors as BsonDocument[])
        : [];
      if (!reply || reply.ok !== 1 || mistake) return yield* showError(mistake ?? reply);
      const ids = documents.map(({ _id = null }) => _id);
      return yield* shown(
        method === 'insertOne'
          ? { acknowledged: true, insertedId: ids[0] ?? null }
          : { acknowledged: true, insertedIds: Object.fromEntries(ids.entries()) },
      );
    }
    case 'find':
    case 'findOne': {
      const reply = yield* ask(shell, {
        find: collection,
        filter: document,
        limit: method === 'findOne' ? 1 : 0,
        $db,
      });
      if (!reply || reply.ok !== 1) return yield* showError(reply);
      const found = batchOf(reply);
      if (method === 'findOne') return yield* shown(found[0] ?? null);
      return found.length === 0 && then.length === 0 ? 'done' : yield* shown(found);
    }
    case 'countDocuments': {
      const reply = yield* ask(shell, { count: collection, query: document, $db });
      return reply?.ok === 1 ? yield* shown(reply.n ?? 0) : yield* showError(reply);
    }
    case 'deleteOne':
    case 'deleteMany': {
      const deletes = [{ q: document, limit: method === 'deleteOne' ? 1 : 0 }];
      const reply = yield* ask(shell, { delete: collection, deletes, $db });
      return reply?.ok === 1
        ? yield* shown({ acknowledged: true, deletedCount: reply.n ?? 0 })
        : yield* showError(reply);
    }
    default:
      yield* printError(
        `db.${collection}.${[method, ...then].join('().')}() is not in this simulation\n`,
      );
      return 'wrong';
  }
}

export const mongosh: Program = {
  name: 'mongosh',
  usage:
    'mongosh [--host HOST] [--port PORT] [--eval CALL] [DATABASE | mongodb://HOST:PORT/DATABASE]',
  summary: 'ask a MongoDB server',
  main,
};
