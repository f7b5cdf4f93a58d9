/** `mongod` of MongoDB 7.0: a thread for each client, OP_MSG only, a log of JSON lines. From its manual, not captured. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { exit, type Outcome, print, printError, readFile, sys, writeFile } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupHost } from '../resolve';
import { createInbox, receiveMore, sendAll } from '../socket-io';
import { MONGO_VERSION, runMongoCommand } from './mongo-commands';
import { apply, defaultMongodConf, type MongodConf, parseMongodConf } from './mongod-conf';
import { formatMongo, parseMongo } from './op-msg';

type Client = { fd: number; id: number; from: string; folder: string; logPath: string | null };

function* log(
  path: string | null,
  component: string,
  id: number,
  context: string,
  msg: string,
  attr: object | null,
  severity = 'I',
): Routine {
  const now = yield* sys.now();
  const date = new Date(now.ok ? now.value : 0).toISOString().replace('Z', '+00:00');
  const row = {
    t: { $date: date },
    s: severity,
    c: component,
    id,
    ctx: context,
    msg,
    ...(attr ? { attr } : {}),
  };
  const text = `${JSON.stringify(row)}\n`;
  if (path === null) yield* print(text);
  else yield* writeFile(path, text, 'a');
}

/** Options of the command line by the name they have in the file. */
const words: Readonly<Record<string, string>> = {
  '--port': 'net.port',
  '--bind_ip': 'net.bindIp',
  '--dbpath': 'storage.dbPath',
  '--logpath': 'systemLog.path',
};

function* readConf(args: string[]): Routine<MongodConf | string> {
  let conf = { ...defaultMongodConf };
  const rest = args.flatMap((word) =>
    /^--[\w]+=/.test(word)
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word],
  );
  const file = rest.findIndex((word) => word === '-f' || word === '--config');
  if (file >= 0) {
    const [, path = ''] = rest.splice(file, 2);
    const text = yield* readFile(path);
    if (!text.ok) return `Error reading config file: ${formatErrno(text.errno)}`;
    const read = parseMongodConf(text.value);
    if (!read.ok) return read.message;
    conf = read.conf;
  }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--bind_ip_all') conf.bindIp = '*';
    else {
      const name = words[word];
      if (name === undefined) return `Error parsing command line: unrecognised option '${word}'`;
      const value = rest.shift();
      if (value === undefined)
        return `Error parsing command line: the required argument for option '${word}' is missing`;
      const problem = apply(conf, name, value);
      if (problem !== null) return problem;
    }
  }
  return conf;
}

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  if (args.includes('--version')) {
    yield* print(`db version v${MONGO_VERSION}\n`);
    return 0;
  }
  const conf = yield* readConf(args);
  if (typeof conf === 'string') {
    yield* printError(`${conf}\ntry 'mongod --help' for more information\n`);
    return 2;
  }
  const { logPath, dbPath, port } = conf;
  yield* log(logPath, 'CONTROL', 4615611, 'initandlisten', 'MongoDB starting', {
    pid: context.pid,
    port,
    dbPath,
    architecture: '64-bit',
    host: context.host,
  });
  if (!(yield* sys.stat(dbPath)).ok) {
    const error = `NonExistentPath: Data directory ${dbPath} not found. Create the missing directory or specify another path using (1) the --dbpath command line option, or (2) by adding the 'storage.dbPath' option in the configuration file.`;
    yield* log(
      logPath,
      'CONTROL',
      20557,
      'initandlisten',
      'DBException in initAndListen, terminating',
      { error },
      'E',
    );
    return 100;
  }
  const fds: number[] = [];
  const names =
    conf.bindIp === '*' ? ['0.0.0.0'] : conf.bindIp.split(',').map((name) => name.trim());
  for (const name of names) {
    const found = yield* lookupHost(name, 4);
    const addr = found.ok ? found.addrs[0] : undefined;
    const opened = addr === undefined ? null : yield* listenOn(addr, port);
    if (!opened?.ok) {
      const errmsg = found.ok
        ? opened
          ? formatErrno(opened.errno)
          : ''
        : formatLookupError(found.error);
      yield* log(
        logPath,
        'CONTROL',
        20568,
        'initandlisten',
        'Error setting up listener',
        { error: { code: 9001, codeName: 'SocketException', errmsg } },
        'E',
      );
      return 48;
    }
    fds.push(opened.value);
    yield* log(logPath, 'NETWORK', 23015, 'listener', 'Listening on', { address: addr });
  }
  yield* log(logPath, 'NETWORK', 23016, 'listener', 'Waiting for connections', {
    port,
    ssl: 'off',
  });
  return yield* acceptClients(fds, conf);
}

function* listenOn(addr: string, port: number): Routine<Outcome<number>> {
  const made = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!made.ok) return made;
  yield* sys.setsockopt(made.value, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(made.value, addr, port);
  const listening = bound.ok ? yield* sys.listen(made.value, 4096) : bound;
  if (listening.ok) return made;
  yield* sys.close(made.value);
  return listening;
}

function* acceptClients(fds: readonly number[], { logPath, dbPath }: MongodConf): Routine<number> {
  let id = 0;
  for (;;) {
    const ready = yield* sys.poll([...fds], null);
    if (!ready.ok) {
      yield* log(logPath, 'CONTROL', 23377, 'SignalHandler', 'Received signal', {
        signal: ready.signal === 'SIGINT' ? 2 : 15,
      });
      yield* log(logPath, 'CONTROL', 23138, 'SignalHandler', 'Shutting down', { exitCode: 0 });
      return yield* exit(0);
    }
    for (const listener of ready.value) {
      const caller = yield* sys.accept(listener);
      if (!caller.ok) continue;
      id += 1;
      const from = `${caller.value.addr}:${caller.value.port}`;
      yield* log(logPath, 'NETWORK', 22943, 'listener', 'Connection accepted', {
        remote: from,
        connectionId: id,
      });
      const client: Client = {
        fd: caller.value.fd,
        id,
        from,
        folder: dbPath.replace(/(?<=.)\/+$/, ''),
        logPath,
      };
      yield* sys.thread('client', client);
    }
  }
}

const HTTP =
  'It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n';

function* serveClient(client: Client): Routine {
  const inbox = createInbox(client.fd);
  for (;;) {
    const parsed = inbox.bytes.startsWith('GET ') ? 'bad' : parseMongo(inbox.bytes);
    if (parsed === 'bad') {
      // A request of HTTP is told in HTTP; anything else is cut off.
      if (inbox.bytes.startsWith('GET ')) {
        const head = `HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${HTTP.length}\r\n\r\n`;
        yield* sendAll(client.fd, head + HTTP);
      }
      break;
    }
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.length);
      const { id, body } = parsed.message;
      const reply = yield* runMongoCommand(client.folder, client.id, body);
      const sent = yield* sendAll(client.fd, formatMongo({ id: id + 1, to: id, body: reply }));
      if (!sent.ok) break;
      continue;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok && more.errno === 'EINTR') continue;
    if (!more.ok || !more.value) break;
  }
  yield* log(client.logPath, 'NETWORK', 22944, `conn${client.id}`, 'Connection ended', {
    remote: client.from,
    connectionId: client.id,
  });
  yield* sys.close(client.fd);
}

export const mongod: Program = {
  name: 'mongod',
  usage: 'mongod [-f FILE] [--port PORT] [--bind_ip ADDRESSES] [--dbpath FOLDER]',
  summary: 'the MongoDB document database server',
  main,
  threads: { client: (_, client: Client) => serveClient(client) },
  handles: ['SIGINT', 'SIGTERM'],
};
