/** `ssh` of OpenSSH 9.2: runs a command on another host, if that host's sshd answers. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import { formatLookupError, lookupHost } from '../../program/resolve';
import { createInbox, type Inbox, receiveMore, writeAll } from '../../program/socket-io';
import { findPublicKey } from '../../program/ssh/keys';
import {
  awaitMessage,
  exchangeVersions,
  openMessage,
  sendMessage,
  type ToClient,
} from '../../program/ssh/wire';
import { parseOptions } from '../options';
import { checkHostKey } from './ssh-host-key';
import { logIn } from './ssh-login';
import { readSshSettings, type SshSettings } from './ssh-settings';
import { sshUsage, sshVersion } from './ssh-usage';

/** Everything that goes wrong with ssh itself. */
const FAILED = 255;
const options = [
  ...[...'46AaCfGgKkMNnqsTtVvXxYy'].map((short) => ({ short, help: '' })),
  ...[...'BbcDEeFIiJLlmOopQRSWw'].map((short) => ({ short, value: 'VALUE', help: '' })),
];

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
  const settings = readSshSettings(given, destination, words, context.user);
  if (typeof settings === 'string') return yield* fail(`${settings}\r\n`);
  return yield* run(settings, context);
}

function* fail(text: string): Routine<number> {
  yield* printError(text);
  return FAILED;
}

function* failUnlessQuiet({ says }: SshSettings, text: string): Routine<number> {
  return says === 'nothing' ? FAILED : yield* fail(text);
}

function* run(settings: SshSettings, context: ProgramContext): Routine<number> {
  const { host, port } = settings;
  const found = yield* lookupHost(host, settings.family);
  if (!found.ok) {
    const reason = formatLookupError(found.error);
    return yield* failUnlessQuiet(
      settings,
      `ssh: Could not resolve hostname ${host}: ${reason}\r\n`,
    );
  }
  let fd: number | null = null;
  let reached = host;
  for (const addr of found.addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const connected = yield* connectInTime(opened.value, addr, port, settings.timeout);
    if (connected.ok) {
      fd = opened.value;
      reached = addr;
      break;
    }
    yield* sys.close(opened.value);
    const late = connected.errno === 'EINPROGRESS';
    const reason = formatErrno(late ? 'ETIMEDOUT' : connected.errno);
    yield* failUnlessQuiet(settings, `ssh: connect to host ${host} port ${port}: ${reason}\r\n`);
  }
  if (fd === null) return FAILED;
  const inbox = createInbox(fd);
  const greeted = yield* exchangeVersions(inbox);
  if (!greeted.ok) {
    const reason = formatErrno(greeted.errno);
    return yield* failUnlessQuiet(settings, `kex_exchange_identification: read: ${reason}\r\n`);
  }
  if (!greeted.value) {
    return yield* failUnlessQuiet(
      settings,
      'kex_exchange_identification: Connection closed by remote host\r\n',
    );
  }
  const place = `${reached} port ${port}`;
  const shown = yield* awaitMessage<ToClient>(inbox);
  if (!shown || !('hostKey' in shown))
    return yield* failUnlessQuiet(settings, `Connection closed by ${place}\r\n`);
  const key = shown.hostKey === null ? null : findPublicKey(shown.hostKey);
  const verdict = key ? yield* checkHostKey(settings, reached, key, context) : 'trusted';
  if (verdict === 'refused') {
    return yield* failUnlessQuiet(settings, 'Host key verification failed.\r\n');
  }
  const end = yield* logIn(settings, inbox, context, verdict === 'trusted');
  if (end === 'denied') return FAILED;
  if (end === 'closed')
    return yield* failUnlessQuiet(settings, `Connection closed by ${place}\r\n`);
  if (end !== 'accepted') {
    const said = `Received disconnect from ${place}:2: ${end.goodbye}\r\nDisconnected from ${place}\r\n`;
    return yield* failUnlessQuiet(settings, said);
  }
  yield* sendMessage(fd, { run: settings.command });
  return yield* relay(fd, inbox, settings);
}

/** Carries input there and output here; the status of the command there. */
function* relay(fd: number, inbox: Inbox, settings: SshSettings): Routine<number> {
  let input = settings.input;
  if (!input) yield* sendMessage(fd, { end: true });
  for (;;) {
    for (;;) {
      const message = openMessage<ToClient>(inbox);
      if (!message) break;
      if ('status' in message) {
        yield* sys.close(fd);
        const typed = yield* sys.isatty(0);
        if (settings.command === null && settings.says === 'all' && typed.ok && typed.value) {
          yield* printError(`Connection to ${settings.host} closed.\r\n`);
        }
        return message.status;
      }
      if ('out' in message) yield* writeAll(1, message.out);
      else if ('error' in message) yield* writeAll(2, message.error);
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
        return yield* failUnlessQuiet(
          settings,
          `Connection to ${settings.host} closed by remote host.\r\n`,
        );
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
