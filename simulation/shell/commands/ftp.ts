/** `ftp` of Debian 12 (tnftp 20210827): log in, look around, fetch and leave files. */
import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import {
  createLineReader,
  type LineReader,
  print,
  printError,
  readLine,
  sys,
} from '../../host/system';
import { lookupHost } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { createInbox } from '../../program/socket-io';
import { parseOptions } from '../options';
import { type FtpClient, hear, say } from './ftp-control';
import { fetchFile, leaveFile, listFiles } from './ftp-transfer';
import { ftpUsage } from './ftp-usage';

const options = [
  ...[...'46AadefginpRtVv?'].map((short) => ({ short, help: '' })),
  ...[...'NoPqrsTux'].map((short) => ({ short, value: 'VALUE', help: '' })),
];
const leftOut = [...'46efRtNoqrsTux'];
const known =
  'ascii binary bye cd cdup close delete dir disconnect exit get help image lcd ls mkdir open passive put pwd quit quote recv rename rmdir send size user ?'.split(
    ' ',
  );

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok || parsed.options.has('?')) {
    if (!parsed.ok) yield* printError(`ftp: ${parsed.message}\n`);
    yield* printError(ftpUsage);
    return 1;
  }
  const given = parsed.options;
  const odd = leftOut.find((letter) => given.has(letter));
  if (odd !== undefined) {
    yield* printError(`ftp: option -${odd} is not in this simulation\n`);
    return 1;
  }
  const client: FtpClient = {
    ...{ inbox: null, host: '', passive: !given.has('A'), binary: true },
    reader: createLineReader(0),
  };
  const [target, port] = parsed.operands;
  const login = { user: '', anonymous: given.has('a'), auto: !given.has('n') };
  if (target !== undefined) {
    const at = target.lastIndexOf('@');
    const user = at < 0 ? '' : target.slice(0, at);
    yield* open(context, client, target.slice(at + 1), port ?? given.get('P'), { ...login, user });
  }
  for (;;) {
    yield* print('ftp> ');
    const line = yield* readLine(client.reader);
    if (!line.ok || line.value === null) break;
    const words = line.value.trim().split(/\s+/);
    if (words[0] === 'bye' || words[0] === 'quit' || words[0] === 'exit') break;
    yield* obey(context, client, words, login.auto);
  }
  if (client.inbox) {
    yield* say(client, 'QUIT');
    yield* sys.close(client.inbox.fd);
  }
  return 0;
}

type Login = { user: string; anonymous: boolean; auto: boolean };

function* open(
  context: ProgramContext,
  client: FtpClient,
  host: string,
  portText: string | undefined,
  login: Login,
): Routine {
  const text = portText ?? 'ftp';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : portOfService(text, 'tcp');
  const found = yield* lookupHost(host, 4);
  if (!found.ok || port === null) {
    yield* printError(`ftp: Can't lookup \`${host}:${text}': Name or service not known\n`);
    return;
  }
  for (const addr of found.addrs) {
    const opened = yield* sys.socket('tcp');
    if (!opened.ok) return;
    const connected = yield* sys.connect(opened.value, addr, port);
    if (connected.ok) {
      client.inbox = createInbox(opened.value);
      client.host = found.canonical;
      break;
    }
    yield* sys.close(opened.value);
    yield* printError(
      `ftp: Can't connect to \`${addr}:${port}': ${formatErrno(connected.errno)}\n`,
    );
  }
  if (!client.inbox) {
    yield* printError(`ftp: Can't connect to \`${host}:${text}'\n`);
    return;
  }
  yield* print(`Connected to ${client.host}.\n`);
  const greeting = yield* hear(client);
  if (greeting === 220 && login.auto) yield* logIn(context, client, host, login);
}

function* ask(reader: LineReader, prompt: string): Routine<string> {
  yield* print(prompt);
  const line = yield* readLine(reader);
  return line.ok && line.value !== null ? line.value.replace(/\n$/, '') : '';
}

/** The same for a password, which is not shown while it is typed. */
function* askHidden(reader: LineReader, prompt: string): Routine<string> {
  yield* sys.echo(0, false);
  const word = yield* ask(reader, prompt);
  yield* sys.echo(0, true);
  yield* print('\n');
  return word;
}

function* logIn(context: ProgramContext, client: FtpClient, host: string, login: Login): Routine {
  let user = login.anonymous ? 'anonymous' : login.user;
  if (user === '')
    user = (yield* ask(client.reader, `Name (${host}:${context.user}): `)).trim() || context.user;
  yield* enter(context, client, user, login.anonymous ? `${context.user}@` : null);
}

function* enter(
  context: ProgramContext,
  client: FtpClient,
  user: string,
  password: string | null,
): Routine {
  let code = yield* say(client, `USER ${user}`);
  if (code === 331) {
    const word = password ?? (yield* askHidden(client.reader, 'Password: '));
    code = yield* say(client, `PASS ${word}`);
  }
  if (code !== 230) {
    yield* printError('ftp: Login failed\n');
    return;
  }
  const system = yield* say(client, 'SYST', true);
  if (system === 215) {
    yield* print('Remote system type is UNIX.\nUsing binary mode to transfer files.\n');
    yield* say(client, 'TYPE I', true);
  }
}

function* obey(
  context: ProgramContext,
  client: FtpClient,
  words: string[],
  auto: boolean,
): Routine {
  const [given = '', first, second] = words;
  if (given === '') return;
  const matches = known.filter((name) => name.startsWith(given));
  const name = known.includes(given) ? given : matches.length === 1 ? matches[0] : undefined;
  if (name === undefined) {
    yield* print(matches.length > 1 ? '?Ambiguous command.\n' : '?Invalid command.\n');
    return;
  }
  if (name === 'help' || name === '?') {
    yield* print(`Commands of this simulation:\n\n${known.join('\t')}\n`);
    return;
  }
  if (name === 'open') {
    if (client.inbox) yield* print(`Already connected to ${client.host}, use close first.\n`);
    else if (first === undefined) yield* print('usage: open host-name [port]\n');
    else yield* open(context, client, first, second, { user: '', anonymous: false, auto });
    return;
  }
  if (name === 'passive') {
    client.passive = !client.passive;
    const state = client.passive ? 'on' : 'off';
    yield* print(`Passive mode: ${state}; fallback to active mode: ${state}.\n`);
    return;
  }
  if (name === 'lcd') {
    const moved = yield* sys.chdir(first ?? '/');
    yield* print(
      moved.ok
        ? `Local directory now: ${moved.value}\n`
        : `ftp: Can't chdir \`${first}': ${formatErrno(moved.errno)}\n`,
    );
    return;
  }
  if (!client.inbox) {
    yield* print('Not connected.\n');
    return;
  }
  yield* command(context, client, name, first, second, words);
}

/** Commands that say one line and show the reply, with how many names they need. */
const simple: Readonly<Record<string, readonly [verb: string, names: number]>> = {
  ...{ cd: ['CWD', 1], cdup: ['CDUP', 0], delete: ['DELE', 1], mkdir: ['MKD', 1] },
  ...{ rmdir: ['RMD', 1] },
};

function* command(
  context: ProgramContext,
  client: FtpClient,
  name: string,
  first: string | undefined,
  second: string | undefined,
  words: string[],
): Routine {
  const row = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (row) {
    if (row[1] === 1 && first === undefined) yield* print(`usage: ${name} remote-name\n`);
    else yield* say(client, row[1] === 1 ? `${row[0]} ${words.slice(1).join(' ')}` : row[0]);
    return;
  }
  switch (name) {
    case 'close':
    case 'disconnect':
      yield* say(client, 'QUIT');
      if (client.inbox) yield* sys.close(client.inbox.fd);
      client.inbox = null;
      return;
    case 'pwd': {
      const code = yield* say(client, 'PWD', true);
      const path = /"((?:[^"]|"")*)"/.exec(client.last ?? '')?.[1];
      if (code === 257 && path !== undefined)
        yield* print(`Remote directory: ${path.replaceAll('""', '"')}\n`);
      else yield* print(`${decodeText(client.last ?? '')}\n`);
      return;
    }
    case 'ls':
    case 'dir':
      return yield* listFiles(client, first ?? '');
    case 'get':
    case 'recv':
      if (first === undefined) yield* print('usage: get remote-file [local-file]\n');
      else yield* fetchFile(context, client, first, second ?? first);
      return;
    case 'put':
    case 'send':
      if (first === undefined) yield* print('usage: put local-file [remote-file]\n');
      else yield* leaveFile(context, client, first, second ?? first);
      return;
    case 'binary':
    case 'image':
    case 'ascii':
      client.binary = name !== 'ascii';
      yield* say(client, client.binary ? 'TYPE I' : 'TYPE A');
      return;
    case 'user':
      if (first === undefined) yield* print('usage: user user-name [password [account]]\n');
      else yield* enter(context, client, first, second ?? null);
      return;
    case 'rename':
      if (second === undefined) yield* print('usage: rename from-name to-name\n');
      else if ((yield* say(client, `RNFR ${first}`)) === 350) yield* say(client, `RNTO ${second}`);
      return;
    case 'size': {
      const code = yield* say(client, `SIZE ${first ?? ''}`, true);
      const last = client.last ?? '';
      yield* print(code === 213 ? `${first}\t${last.slice(4)}\n` : `${last}\n`);
      return;
    }
    case 'quote':
      yield* say(client, words.slice(1).join(' '));
  }
}

export const ftp: Program = {
  name: 'ftp',
  usage: 'ftp [-Aanp] [[USER@]HOST [PORT]]',
  summary: 'fetch and leave files on another host by FTP',
  main,
};
