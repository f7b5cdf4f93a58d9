/** What a configuration makes nginx open: log files and listening sockets (ngx_init_cycle). */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import type { Listen, NginxConfig } from './config';

export type Opened = { logs: Record<string, number>; sockets: Record<string, number> };
/** Told through the error log, or on standard error while there is none. */
export type Tell = (level: string, message: string) => Routine;

export function formatFailure(call: string, errno: Errno): string {
  return `${call} failed (${errnoNumber(errno)}: ${formatErrno(errno)})`;
}

/** Opens every log file; null where one cannot be opened. */
export function* openLogs(config: NginxConfig, tell: Tell): Routine<Record<string, number> | null> {
  const logs: Record<string, number> = {};
  for (const path of config.logs) {
    const opened = yield* sys.open(path, 'a');
    if (!opened.ok) {
      yield* tell('emerg', formatFailure(`open() "${path}"`, opened.errno));
      return null;
    }
    logs[path] = opened.value;
  }
  return logs;
}

const TRIES = 5;

/** Opens the sockets that are not among `open` yet; null where that cannot be. */
export function* openSockets(
  { sockets }: NginxConfig,
  open: Readonly<Record<string, number>>,
  testing: boolean,
  tell: Tell,
): Routine<Record<string, number> | null> {
  const made: Record<string, number> = {};
  const giveUp = function* (): Routine<null> {
    for (const fd of Object.values(made)) yield* sys.close(fd);
    return null;
  };
  for (let left = TRIES; left > 0; left -= 1) {
    let busy = false;
    for (const listen of sockets) {
      const { text } = listen;
      if (open[text] !== undefined || made[text] !== undefined) continue;
      const result = yield* openSocket(listen);
      if (typeof result === 'number') {
        made[text] = result;
        continue;
      }
      // A test may be run beside the server that holds the port.
      if (testing && result.errno === 'EADDRINUSE') continue;
      yield* tell('emerg', formatFailure(`${result.call}() to ${text}`, result.errno));
      if (result.errno !== 'EADDRINUSE') return yield* giveUp();
      busy = true;
      break;
    }
    if (!busy) return { ...open, ...made };
    yield* sys.sleep(500);
  }
  yield* tell('emerg', 'still could not bind()');
  return yield* giveUp();
}

function* openSocket({
  addr,
  port,
  backlog,
  v6only,
}: Listen): Routine<number | { call: string; errno: Errno }> {
  const six = isAddress6(addr);
  const socket = yield* sys.socket(six ? 'tcp6' : 'tcp');
  if (!socket.ok) return { call: 'socket', errno: socket.errno };
  const fd = socket.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (six) yield* sys.setsockopt(fd, 'IPV6_V6ONLY', v6only ? 1 : 0);
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const bound = yield* sys.bind(fd, addr, port);
  const listening = bound.ok ? yield* sys.listen(fd, backlog) : bound;
  if (listening.ok) return fd;
  yield* sys.close(fd);
  return { call: bound.ok ? 'listen' : 'bind', errno: listening.errno };
}
