/** `redis-cli` 7.0.15: one command from its arguments, or a prompt. */
import { decodeText, encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { formatCommand, parseReply, type RedisReply, splitWords } from '../../program/redis/resp';
import { formatLookupError, lookupHost } from '../../program/resolve';
import { createInbox, type Inbox, receiveMore, sendAll, writeAll } from '../../program/socket-io';
import { formatForPeople, formatRaw } from './redis-cli-format';
import { formatCommandHelp } from './redis-cli-help';
import { type RedisCliSettings, readRedisCliSettings } from './redis-cli-settings';
import { redisCliHelp } from './redis-cli-usage';

type Cli = { settings: RedisCliSettings; inbox: Inbox | null; raw: boolean; database: number };

function* main(context: ProgramContext): Routine<number> {
  const read = readRedisCliSettings(context);
  if (!read.ok) {
    if ('show' in read) {
      yield* print(read.show === 'help' ? redisCliHelp : 'redis-cli 7.0.15\n');
      return 0;
    }
    yield* printError(read.text);
    return read.status;
  }
  const settings = read.value;
  if (settings.askPassword) settings.password = yield* askMasked();
  if (settings.exposed) {
    yield* printError(
      "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
    );
  }
  const tty = yield* sys.isatty(1);
  const raw = settings.raw ?? !(tty.ok && tty.value);
  const cli: Cli = { settings, inbox: null, raw, database: settings.database };
  if (settings.command.length === 0) return yield* converse(cli);
  if (!(yield* connect(cli))) return 1;
  const command = settings.command.map(encodeText);
  if (settings.lastFromInput) command.push(yield* readInput());
  for (let turn = 0; turn < Math.min(settings.repeat, 1000); turn += 1) {
    if (!(yield* ask(cli, command))) return 1;
    if (settings.interval > 0) yield* sys.sleep(settings.interval * 1000);
  }
  return 0;
}

/** A password, with a star for each letter once it is entered. */
function* askMasked(): Routine<string> {
  yield* print('Please input password: ');
  yield* sys.echo(0, false);
  const line = yield* sys.read(0);
  yield* sys.echo(0, true);
  const password = line.ok ? decodeText(line.value).replace(/\n$/, '') : '';
  yield* print(`${'*'.repeat([...password].length)}\n`);
  return password;
}

function* readInput(): Routine<string> {
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(0);
    if (!part.ok || part.value === '') return bytes;
    bytes += part.value;
  }
}

/** Reaches the server, shows the password, chooses the database; tells of what goes wrong. */
function* connect(cli: Cli): Routine<boolean> {
  const { host, port, socket, password, user } = cli.settings;
  if (socket !== null) {
    // Servers have no sockets of files here: what lies there is none, or nothing does.
    const errno = (yield* sys.stat(socket)).ok ? 'ECONNREFUSED' : 'ENOENT';
    yield* printError(`Could not connect to Redis at ${socket}: ${formatErrno(errno)}\n`);
    cli.inbox = null;
    return false;
  }
  const found = yield* lookupHost(host);
  let reason = found.ok ? '' : formatLookupError(found.error);
  cli.inbox = null;
  // hiredis asks for IPv4 first.
  const addrs = found.ok
    ? [...found.addrs].sort((a, b) => Number(isAddress6(a)) - Number(isAddress6(b)))
    : [];
  for (const addr of addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const reached = yield* sys.connect(opened.value, addr, port);
    if (reached.ok) {
      cli.inbox = createInbox(opened.value);
      break;
    }
    reason = formatErrno(reached.errno);
    yield* sys.close(opened.value);
  }
  if (!cli.inbox) {
    yield* printError(`Could not connect to Redis at ${host}:${port}: ${reason}\n`);
    return false;
  }
  if (password !== null) {
    const reply = yield* exchange(
      cli,
      ['AUTH', ...(user === null ? [] : [user]), password].map(encodeText),
    );
    if (reply?.kind === 'error') yield* printError(`AUTH failed: ${reply.text}\n`);
  }
  if (cli.database !== 0 && cli.inbox) {
    const reply = yield* exchange(cli, ['SELECT', String(cli.database)]);
    if (reply?.kind === 'error') {
      yield* printError(`SELECT ${cli.database} failed: ${reply.text}\n`);
      cli.database = 0;
    }
  }
  return cli.inbox !== null;
}

/** Null where the connection has ended, which is told. */
function* exchange(cli: Cli, command: string[]): Routine<RedisReply | null> {
  const { inbox } = cli;
  if (!inbox) return null;
  const sent = yield* sendAll(inbox.fd, formatCommand(command));
  if (!sent.ok && sent.errno !== 'EPIPE' && sent.errno !== 'ECONNRESET')
    return yield* lose(cli, formatErrno(sent.errno));
  for (;;) {
    const parsed = parseReply(inbox.bytes);
    if (parsed && 'bad' in parsed) {
      return yield* lose(
        cli,
        `Protocol error, got ${JSON.stringify(decodeText(parsed.bad))} as reply type byte`,
      );
    }
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.end);
      return parsed.reply;
    }
    if (!sent.ok) return yield* lose(cli, formatErrno(sent.errno));
    const more = yield* receiveMore(inbox);
    if (!more.ok) return yield* lose(cli, formatErrno(more.errno));
    if (!more.value) return yield* lose(cli, 'Server closed the connection');
  }
}

function* lose(cli: Cli, reason: string): Routine<null> {
  if (cli.inbox) yield* sys.close(cli.inbox.fd);
  cli.inbox = null;
  yield* printError(`Error: ${reason}\n`);
  return null;
}

/** Replies that are shown as they are, on a terminal too. */
function isPlain(command: readonly string[]): boolean {
  const [name = '', second = ''] = command.map((word) => word.toLowerCase());
  return (
    name === 'info' ||
    name === 'lolwut' ||
    (name === 'client' && (second === 'list' || second === 'info'))
  );
}

/** Asks and shows the answer; false where the connection has ended. */
function* ask(cli: Cli, command: string[]): Routine<boolean> {
  const name = command[0]?.toLowerCase() ?? '';
  if (['subscribe', 'psubscribe', 'monitor', 'sync', 'psync'].includes(name)) {
    yield* printError(`redis-cli: ${name} is not in this simulation\n`);
    return true;
  }
  if (name === 'shutdown' && cli.inbox) {
    // The server ends without an answer, and that is right.
    yield* sendAll(cli.inbox.fd, formatCommand(command));
    const more = yield* receiveMore(cli.inbox);
    if (!more.ok || !more.value) {
      yield* sys.close(cli.inbox.fd);
      cli.inbox = null;
      return true;
    }
    const parsed = parseReply(cli.inbox.bytes);
    if (parsed && 'reply' in parsed) yield* show(cli, parsed.reply, false);
    return true;
  }
  const reply = yield* exchange(cli, command);
  if (!reply) return false;
  if (name === 'select' && reply.kind === 'simple') cli.database = Number(command[1] ?? 0);
  yield* show(cli, reply, isPlain(command));
  return true;
}

function* show({ raw }: Cli, reply: RedisReply, plain: boolean): Routine {
  const text = raw || plain ? `${formatRaw(reply)}\n` : formatForPeople(reply);
  yield* writeAll(1, text);
}

const HELP = `redis-cli 7.0.15
To get help about Redis commands type:
      "help @<group>" to get a list of commands in <group>
      "help <command>" for help on <command>
      "help <tab>" to get a list of possible help topics
      "quit" to exit

To set redis-cli preferences:
      ":set hints" enable online hints
      ":set nohints" disable online hints
Set your preferences in ~/.redisclirc
`;

function* converse(cli: Cli): Routine<number> {
  yield* connect(cli);
  const input = yield* sys.isatty(0);
  const people = input.ok && input.value;
  const reader = createLineReader(0);
  for (;;) {
    if (people) yield* print(promptOf(cli));
    const line = yield* readLine(reader);
    if (!line.ok || line.value === null) {
      if (people) yield* print('\n');
      return 0;
    }
    const words = splitWords(encodeText(line.value.replace(/\r?\n$/, '')));
    if (!words) {
      yield* print('Invalid argument(s)\n');
      continue;
    }
    const done = yield* take(cli, words, people);
    if (done !== null) return done;
  }
}

function promptOf({ inbox, settings, database }: Cli): string {
  if (!inbox) return 'not connected> ';
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${host}:${settings.port}${database === 0 ? '' : `[${database}]`}> `;
}

/** One entered line; a number is the exit status. */
function* take(cli: Cli, words: string[], people: boolean): Routine<number | null> {
  const name = words[0]?.toLowerCase();
  if (name === undefined) return null;
  if (name === 'quit' || name === 'exit') return 0;
  if (name === 'help' || name === '?') {
    const about = words.length === 1 ? HELP : formatCommandHelp(words.slice(1));
    yield* print(about ?? `help on ${words[1]} is not in this simulation\n`);
    return null;
  }
  if (name === 'clear') {
    yield* print('\x1b[H\x1b[2J');
    return null;
  }
  if (name === 'connect' && words.length === 3) {
    cli.settings.host = words[1] ?? '';
    cli.settings.port = Number.parseInt(words[2] ?? '', 10) || 0;
    yield* connect(cli);
    return null;
  }
  const times = /^[1-9]\d{0,3}$/.test(name) && words.length > 1 ? Number(name) : 1;
  const command = times > 1 || (words.length > 1 && name === '1') ? words.slice(1) : words;
  if (!cli.inbox && !(yield* connect(cli))) return people ? null : 1;
  for (let turn = 0; turn < times; turn += 1) {
    if (!(yield* ask(cli, command))) return people ? null : 1;
  }
  return null;
}

export const redisCli: Program = {
  name: 'redis-cli',
  usage: 'redis-cli [-h HOST] [-p PORT] [-a PASSWORD] [COMMAND [ARGUMENT]...]',
  summary: 'ask a Redis server',
  main,
};
