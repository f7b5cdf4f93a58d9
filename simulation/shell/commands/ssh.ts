/** `ssh` of OpenSSH 9.2: runs a command on another host, if that host's sshd answers. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import { formatLookupError, lookupHost } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { createInbox, type Inbox, receiveMore, writeAll } from '../../program/socket-io';
import {
  exchangeVersions,
  openMessage,
  SSH_PORT,
  sendMessage,
  type ToClient,
} from '../../program/ssh-wire';
import { parseOptions } from '../options';
import { sshUsage, sshVersion } from './ssh-usage';

/** Everything that goes wrong with ssh itself. */
const FAILED = 255;
const options = [
  ...[...'46AaCfGgKkMNnqsTtVvXxYy'].map((short) => ({ short, help: '' })),
  ...[...'BbcDEeFIiJLlmOopQRSWw'].map((short) => ({ short, value: 'VALUE', help: '' })),
];

type Settings = {
  host: string;
  user: string;
  port: number;
  family: 0 | 4 | 6;
  /** Milliseconds; null leaves it to the kernel. */
  timeout: number | null;
  command: string | null;
  input: boolean;
};

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options, stopAtOperand: true });
  if (!parsed.ok) {
    const letter = /'(.)'$/.exec(parsed.message)?.[1] ?? '';
    const known = parsed.message.includes('requires an argument');
    const what = known ? `option requires an argument -- ${letter}` : `unknown option -- ${letter}`;
    return yield* fail(`${what}\r\n${sshUsage}`);
  }
  const given = parsed.options;
  if (given.has('V')) {
    yield* printError(sshVersion);
    return 0;
  }
  const [destination, ...words] = parsed.operands;
  if (destination === undefined) return yield* fail(sshUsage);
  const at = destination.lastIndexOf('@');
  const port = readPort(given.get('p'));
  if (port === null) return yield* fail(`Bad port '${given.get('p')}'\r\n`);
  const patience = given
    .all('o')
    .flatMap((text) => /^ConnectTimeout[ =](\d+)$/i.exec(text)?.[1] ?? []);
  return yield* run({
    host: destination.slice(at + 1),
    user: given.get('l') ?? (at > 0 ? destination.slice(0, at) : context.user),
    port,
    family: given.last('4', '6') === '6' ? 6 : given.has('4') ? 4 : 0,
    timeout: patience[0] === undefined ? null : Number(patience[0]) * 1000,
    command: words.length > 0 ? words.join(' ') : null,
    input: !given.has('n'),
  });
}

function readPort(text: string | undefined): number | null {
  if (text === undefined) return SSH_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : portOfService(text, 'tcp');
  return port !== null && port > 0 && port < 65536 ? port : null;
}

function* fail(text: string): Routine<number> {
  yield* printError(text);
  return FAILED;
}

function* run(settings: Settings): Routine<number> {
  const { host, port } = settings;
  const found = yield* lookupHost(host, settings.family);
  if (!found.ok) {
    const reason = formatLookupError(found.error);
    return yield* fail(`ssh: Could not resolve hostname ${host}: ${reason}\r\n`);
  }
  let fd: number | null = null;
  for (const addr of found.addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const connected = yield* connectInTime(opened.value, addr, port, settings.timeout);
    if (connected.ok) {
      fd = opened.value;
      break;
    }
    yield* sys.close(opened.value);
    const late = connected.errno === 'EINPROGRESS';
    const reason = formatErrno(late ? 'ETIMEDOUT' : connected.errno);
    yield* printError(`ssh: connect to host ${host} port ${port}: ${reason}\r\n`);
  }
  if (fd === null) return FAILED;
  const inbox = createInbox(fd);
  const greeted = yield* exchangeVersions(inbox);
  if (!greeted.ok) {
    const reason = formatErrno(greeted.errno);
    return yield* fail(`kex_exchange_identification: read: ${reason}\r\n`);
  }
  if (!greeted.value) {
    return yield* fail('kex_exchange_identification: Connection closed by remote host\r\n');
  }
  yield* sendMessage(fd, { run: settings.command, user: settings.user });
  return yield* relay(fd, inbox, settings);
}

/** Carries input there and output here; the status of the command there. */
function* relay(fd: number, inbox: Inbox, settings: Settings): Routine<number> {
  let input = settings.input;
  if (!input) yield* sendMessage(fd, { end: true });
  for (;;) {
    for (;;) {
      const message = openMessage<ToClient>(inbox);
      if (!message) break;
      if ('status' in message) {
        yield* sys.close(fd);
        return message.status;
      }
      if ('out' in message) yield* writeAll(1, message.out);
      else yield* writeAll(2, message.error);
    }
    const ready = yield* sys.poll(input ? [0, fd] : [fd], null);
    if (!ready.ok) return FAILED;
    if (ready.value.includes(0)) {
      const part = yield* sys.read(0);
      if (part.ok && part.value !== '') yield* sendMessage(fd, { input: part.value });
      else {
        input = false;
        yield* sendMessage(fd, { end: true });
      }
    }
    if (ready.value.includes(fd)) {
      const more = yield* receiveMore(inbox);
      if (!more.ok || !more.value) {
        return yield* fail(`Connection to ${settings.host} closed by remote host.\r\n`);
      }
    }
  }
}

export const ssh: Program = {
  name: 'ssh',
  usage: 'ssh [-46n] [-p PORT] [USER@]HOST [COMMAND]...',
  summary: 'run a command on another host',
  main,
};
