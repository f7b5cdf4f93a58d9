/** `mosquitto` 2.0.11: a broker of MQTT 3.1.1. One loop serves all connections; QoS 0 and 1. */

import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import { listenOn } from '../listen';
import { createService } from '../tls/secure-inbox';
import type { Credentials } from '../tls/tls-server';
import { answerPacket, type Broker, type Client, createBroker, dropClient } from './broker';
import { loadFiles, openBytes } from './mosquitto-tls';
import { mosquittoPackage } from './package';
import { decodeMqtt } from './packet';
import { type MosquittoSettings, parseMosquittoConf } from './settings';

const VERSION = 'mosquitto version 2.0.11';
const usage = `${VERSION}

mosquitto is an MQTT v5.0/v3.1.1/v3.1 broker.

Usage: mosquitto [-c config_file] [-d] [-h] [-p port]

 -c : specify the broker config file.
 -d : put the broker into the background after starting.
 -h : display this help.
 -p : start the broker listening on the specified port.
      Not recommended in conjunction with the -c option.
 -v : verbose mode - enable all logging types. This overrides
      any logging options given in the config file.

See https://mosquitto.org/ for more information.

`;
const localOnly = [
  'Starting in local only mode. Connections will only be possible from clients running on this machine.',
  'Create a configuration file which defines a listener to allow remote access.',
  'For more details see https://mosquitto.org/documentation/authentication-methods/',
];
/** The file that Debian's service starts it with is not read unasked. */
const DEFAULT_PORT = 1883;

function* log(text: string): Routine {
  const now = yield* sys.now();
  yield* printError(`${Math.floor((now.ok ? now.value : 0) / 1000)}: ${text}\n`);
}

type Arguments = { file: string | null; port: number | null; verbose: boolean };

function readArguments(args: readonly string[]): Arguments | string {
  const found: Arguments = { file: null, port: null, verbose: false };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-v' || word === '--verbose') found.verbose = true;
    else if (word === '-h' || word === '--help') return usage;
    else if (word === '-d' || word === '--daemon')
      return 'mosquitto: -d is not in this simulation: end the line with &\n';
    else if (word === '-c' || word === '--config-file') {
      const file = rest.shift();
      if (file === undefined) return 'Error: -c argument given, but no config file specified.\n';
      found.file = file;
    } else if (word === '-p' || word === '--port') {
      const port = Number.parseInt(rest.shift() ?? '', 10);
      if (Number.isNaN(port)) return 'Error: -p argument given, but no port specified.\n';
      if (port < 1 || port > 65535) return `Error: Invalid port specified (${port}).\n`;
      found.port = port;
    } else return `Error: Unknown option '${word}'.\n${usage}`;
  }
  return found;
}

function* main({ argv }: ProgramContext): Routine<number> {
  const args = readArguments(argv.slice(1));
  if (typeof args === 'string') {
    yield* printError(args);
    return 3;
  }
  let settings: MosquittoSettings = { listeners: [], anonymous: null, passwordFile: null };
  if (args.file !== null) {
    const text = yield* readFile(args.file);
    if (!text.ok) {
      yield* log(`Error: Unable to open config file ${args.file}.`);
      return 3;
    }
    const read = parseMosquittoConf(text.value);
    if ('text' in read) {
      yield* log(`Error: ${read.text}`);
      yield* log(`Error found at ${args.file}:${read.line}.`);
      return 3;
    }
    settings = read;
  }
  yield* log(`${VERSION} starting`);
  yield* log(args.file === null ? 'Using default config.' : `Config loaded from ${args.file}.`);
  let passwords: string | null = null;
  if (settings.passwordFile !== null) {
    const text = yield* readFile(settings.passwordFile);
    if (!text.ok) {
      yield* log(`Error: Unable to open pwfile "${settings.passwordFile}".`);
      yield* log(`Error opening password file "${settings.passwordFile}".`);
      return 13;
    }
    passwords = text.value;
  }
  const local = settings.listeners.length === 0;
  if (local) for (const line of localOnly) yield* log(line);
  const listeners = yield* openListeners(settings, args.port);
  if (!listeners) return 1;
  yield* log(`${VERSION} running`);
  const anonymous = settings.anonymous ?? local;
  const note = args.verbose ? log : quiet;
  yield* serve(listeners, createBroker({ anonymous, passwords, log, note }));
  yield* log(`${VERSION} terminating`);
  return 0;
}

function* quiet(): Routine {}

type Listening = { fd: number; port: number; credentials: Credentials | null };

function* openListeners(
  { listeners }: MosquittoSettings,
  port: number | null,
): Routine<Listening[] | null> {
  const own = port ?? DEFAULT_PORT;
  const wanted =
    listeners.length > 0
      ? listeners.flatMap(({ addr, port: at, files }) =>
          addr === null
            ? ['0.0.0.0', '::'].map((any) => ({ addr: any, port: at, files }))
            : [{ addr, port: at, files }],
        )
      : ['127.0.0.1', '::1'].map((addr) => ({ addr, port: own, files: {} }));
  const open: Listening[] = [];
  const loads: Partial<Record<string, string>>[] = [];
  for (const { addr, port: at, files } of wanted) {
    yield* log(`Opening ipv${addr.includes(':') ? 6 : 4} listen socket on port ${at}.`);
    const made = yield* listenOn(addr, at, 100);
    if (!made.ok) {
      yield* log(`Error: ${formatErrno(made.errno)}`);
      return null;
    }
    open.push({ fd: made.value, port: at, credentials: null });
    loads.push(files);
  }
  for (const [index, files] of loads.entries()) {
    const listening = open[index];
    const loaded = yield* loadFiles(files, log);
    if (loaded === 'failed') return null;
    if (listening) listening.credentials = loaded;
  }
  return open;
}

function* serve(listeners: readonly Listening[], broker: Broker): Routine {
  for (;;) {
    const fds = [...listeners.map(({ fd }) => fd), ...broker.clients.keys()];
    const ready = yield* sys.poll(fds, yield* untilDue(broker));
    if (!ready.ok) return;
    for (const fd of ready.value) {
      const listener = listeners.find((one) => one.fd === fd);
      if (listener) yield* welcome(listener, broker);
      else {
        const client = broker.clients.get(fd);
        if (client) yield* hear(broker, client);
      }
    }
    yield* dropSilent(broker);
  }
}

function* welcome({ fd, port, credentials }: Listening, broker: Broker): Routine {
  const got = yield* sys.accept(fd);
  if (!got.ok) return;
  const { addr, port: from } = got.value;
  yield* broker.log(`New connection from ${addr}:${from} on port ${port}.`);
  const now = yield* sys.now();
  const heard = now.ok ? now.value : 0;
  const blank = { id: null, keepalive: 0, will: null, filters: new Map<string, number>() };
  const tls = credentials ? yield* createService(credentials) : null;
  const client: Client = { ...blank, ...got.value, addr, port: from, inbox: '', heard, tls };
  broker.clients.set(client.fd, client);
}

function* hear(broker: Broker, client: Client): Routine {
  const part = yield* sys.recv(client.fd);
  if (!part.ok || part.value === '') {
    return yield* dropClient(broker, client, 'closed its connection.');
  }
  const now = yield* sys.now();
  client.heard = now.ok ? now.value : 0;
  if (client.tls) {
    const heard = yield* openBytes(client.tls, client.fd, part.value, broker.log);
    if (heard === null) return yield* dropClient(broker, client, 'disconnected: Protocol error.');
    client.inbox += heard;
  } else client.inbox += part.value;
  while (broker.clients.has(client.fd)) {
    const read = decodeMqtt(client.inbox);
    if (read === null) return;
    if ('bad' in read)
      return yield* dropClient(broker, client, 'disconnected due to malformed packet.');
    client.inbox = client.inbox.slice(read.length);
    yield* answerPacket(broker, client, read.packet);
  }
}

/** Who was silent for one and a half times its keep alive is gone (section 3.1.2.10). */
const dueOf = ({ heard, keepalive }: Client) => heard + keepalive * 1500;

function* untilDue({ clients }: Broker): Routine<number | null> {
  const due = [...clients.values()].filter(({ keepalive }) => keepalive > 0).map(dueOf);
  if (due.length === 0) return null;
  const now = yield* sys.now();
  return Math.max(0, Math.min(...due) - (now.ok ? now.value : 0));
}

function* dropSilent(broker: Broker): Routine {
  const now = yield* sys.now();
  for (const client of [...broker.clients.values()]) {
    if (client.keepalive === 0 || !now.ok || dueOf(client) > now.value) continue;
    yield* dropClient(broker, client, 'has exceeded timeout, disconnecting.');
  }
}

export const mosquitto: Program = {
  name: 'mosquitto',
  package: mosquittoPackage,
  usage: 'mosquitto [-c FILE] [-p PORT] [-v]',
  summary: 'MQTT broker: takes messages by topic and hands them to who subscribed',
  main,
  handles: ['SIGINT', 'SIGTERM'],
};
