/** sshd: listens on port 22 and runs for each caller what its ssh asks for, as the asked user. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { createInbox, receiveMore, writeAll } from '../socket-io';
import { loadHostKey } from './host-key';
import { acceptLogin } from './login';
import { sshdPackage } from './package';
import {
  awaitMessage,
  exchangeVersions,
  openMessage,
  SSH_PORT,
  sendMessage,
  type ToServer,
} from './wire';

/** `hostKey` is read once, at the start, as the real one does. */
type Listener = { fd: number; hostKey: string | null };
type Session = Listener;

function* openListener(addr: string, port: number): Routine<number | null> {
  const opened = yield* sys.socket(addr === '::' ? 'tcp6' : 'tcp');
  if (!opened.ok) return null;
  const fd = opened.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (addr === '::') yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  const bound = yield* sys.bind(fd, addr, port);
  const listening = bound.ok ? yield* sys.listen(fd, 128) : bound;
  if (listening.ok) return fd;
  const reason = formatErrno(listening.errno);
  yield* printError(`error: Bind to port ${port} on ${addr} failed: ${reason}.\n`);
  yield* sys.close(fd);
  return null;
}

function* main(context: ProgramContext): Routine<number> {
  const option = context.argv.indexOf('-p');
  const port = option < 0 ? SSH_PORT : Number(context.argv[option + 1]);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    yield* printError('Bad port number.\n');
    return 1;
  }
  const four = yield* openListener('0.0.0.0', port);
  const six = yield* openListener('::', port);
  if (four === null) {
    yield* printError('fatal: Cannot bind any address.\n');
    return 255;
  }
  const hostKey = yield* loadHostKey(context);
  if (six !== null) yield* sys.thread('accept', { fd: six, hostKey } satisfies Listener);
  yield* acceptCallers(context, { fd: four, hostKey });
  return 0;
}

function* acceptCallers(_: ProgramContext, listener: Listener): Routine {
  for (;;) {
    const caller = yield* sys.accept(listener.fd);
    if (caller.ok) {
      const session: Session = { ...listener, fd: caller.value.fd };
      yield* sys.thread('session', session);
    } else if (caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return;
  }
}

function* serveSession(_: ProgramContext, { fd, hostKey }: Session): Routine {
  const inbox = createInbox(fd);
  const greeted = yield* exchangeVersions(inbox);
  if (greeted.ok && greeted.value) {
    yield* sendMessage(fd, { hostKey });
    const user = yield* acceptLogin(inbox);
    const order = user === null ? null : yield* awaitMessage<ToServer>(inbox);
    if (user !== null && order && 'run' in order) yield* runFor(fd, inbox, order.run, user);
  }
  yield* sys.close(fd);
}

type Child = { pid: number; input: number; out: number; error: number };

function* startChild(command: string | null, user: string): Routine<Child | null> {
  const [input, out, error] = [yield* sys.pipe(), yield* sys.pipe(), yield* sys.pipe()];
  if (!input.ok || !out.ok || !error.ok) return null;
  const home = user === 'root' ? '/root' : `/home/${user}`;
  yield* sys.chdir(home);
  const child = yield* sys.spawn({
    program: 'bash',
    argv: command === null ? ['bash', '-i'] : ['bash', '-c', command],
    fds: { 0: input.value[0], 1: out.value[1], 2: error.value[1] },
    env: { HOME: home, USER: user, LOGNAME: user, PATH: '/usr/local/bin:/usr/bin:/bin', PWD: home },
    user,
    group: 'new',
  });
  for (const end of [input.value[0], out.value[1], error.value[1]]) yield* sys.close(end);
  if (!child.ok) return null;
  return { pid: child.value, input: input.value[1], out: out.value[0], error: error.value[0] };
}

/** Carries input, output and the status of one command. */
function* runFor(
  fd: number,
  inbox: ReturnType<typeof createInbox>,
  command: string | null,
  user: string,
): Routine {
  const child = yield* startChild(command, user);
  if (!child) {
    yield* sendMessage(fd, { error: `Permission denied (publickey,password).\r\n` });
    yield* sendMessage(fd, { status: 255 });
    return;
  }
  const outputs = new Map([
    [child.out, 'out'],
    [child.error, 'error'],
  ]);
  let taking = true;
  for (;;) {
    for (;;) {
      const message = openMessage<ToServer>(inbox);
      if (!message) break;
      if ('input' in message && taking) yield* writeAll(child.input, message.input);
      if ('end' in message && taking) {
        taking = false;
        yield* sys.close(child.input);
      }
    }
    if (outputs.size === 0) break;
    const ready = yield* sys.poll([fd, ...outputs.keys()], null);
    if (!ready.ok) break;
    for (const [end, name] of [...outputs]) {
      if (!ready.value.includes(end)) continue;
      const part = yield* sys.read(end);
      if (part.ok && part.value !== '') {
        yield* sendMessage(fd, name === 'out' ? { out: part.value } : { error: part.value });
        continue;
      }
      outputs.delete(end);
      yield* sys.close(end);
    }
    if (ready.value.includes(fd) && outputs.size > 0) {
      const more = yield* receiveMore(inbox);
      if (!more.ok || !more.value) {
        // The caller has gone: its command goes with it.
        yield* sys.kill(child.pid, 'SIGHUP', true);
        yield* sys.wait({ pid: child.pid });
        return;
      }
    }
  }
  const ended = yield* sys.wait({ pid: child.pid });
  const status = ended.ok && ended.value?.change === 'exited' ? ended.value.status : 255;
  yield* sendMessage(fd, { status });
}

export const sshd: Program = {
  name: 'sshd',
  package: sshdPackage,
  usage: 'sshd [-p PORT]',
  summary: 'let people of other hosts run commands here',
  main,
  threads: {
    accept: (context, listener: Listener) => acceptCallers(context, listener),
    session: (context, session: Session) => serveSession(context, session),
  },
};
