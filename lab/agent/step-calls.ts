/**
 * One step of a scenario as one system call: what it is called with, and its answer in the
 * oracle's words. Every call here comes back at once; step-runner.ts does the waiting.
 */
import type { OracleStep, OracleValue } from '@/contract/oracle';
import { formatEnd } from './end-words';
import type { Libc, OptionName, Result, SocketKind } from './libc';

const DATA_SHOWN = 200;

/** What the kernel said, or that it said "not now". */
export type Told = { result: string; value?: OracleValue };
export type Attempt = Told | 'not-now';

/** A call that may have to be made again when the socket is ready. */
export type Waiting = { side: 'read' | 'write'; attempt: (fd: number) => Attempt };

export const ok = (value?: OracleValue): Told =>
  value ? { result: 'ok', value } : { result: 'ok' };
export const told = (answer: Result<unknown>): Told =>
  answer.ok ? ok() : { result: answer.errno };

const trying = <T>(answer: Result<T>, show: (value: T) => OracleValue): Attempt => {
  if (answer.ok) return ok(show(answer.value));
  return answer.errno === 'EAGAIN' ? 'not-now' : { result: answer.errno };
};

/** Either end's name as far as the kernel tells it. */
export function endsOf(libc: Libc, fd: number, which: ('local' | 'peer')[]): OracleValue {
  const value: OracleValue = {};
  for (const end of which) {
    const name = libc.nameOf(fd, end);
    if (name.ok && name.value) value[end] = formatEnd(name.value);
  }
  return value;
}

const dataOf = ({ data, size }: OracleStep): Buffer =>
  data === undefined ? Buffer.alloc(size ?? 0, 'x') : Buffer.from(data, 'latin1');

const shown = (bytes: Buffer): OracleValue => ({
  n: bytes.length,
  data: bytes.toString('latin1', 0, DATA_SHOWN),
});

/** The port is cut to 16 bits first, as htons() does. */
const target = ({ addr = '', port = 0 }: OracleStep) => ({ addr, port: port & 0xffff });

const plainOptions = ['SO_REUSEADDR', 'SO_REUSEPORT', 'SO_BROADCAST', 'IPV6_V6ONLY'] as const;
const isPlain = (option: string): option is (typeof plainOptions)[number] =>
  (plainOptions as readonly string[]).includes(option);

/** O_NONBLOCK and SO_RCVTIMEO say how a call waits: they are the runner's. */
function setOption(libc: Libc, fd: number, { option = '', value = 0 }: OracleStep): Told {
  const values = Array.isArray(value) ? value : [value];
  if (isPlain(option) || option === 'TCP_USER_TIMEOUT') {
    return told(libc.setOption(fd, option, values));
  }
  if (option === 'SO_LINGER')
    return told(libc.setOption(fd, option, [values[0] ?? 0, values[1] ?? 0]));
  if (option === 'SO_KEEPALIVE') {
    const names: OptionName[] = ['SO_KEEPALIVE', 'TCP_KEEPIDLE', 'TCP_KEEPINTVL', 'TCP_KEEPCNT'];
    for (const [at, each] of values.entries()) {
      const name = names[at];
      const set = name && libc.setOption(fd, name, each);
      if (set && !set.ok) return told(set);
    }
    return ok();
  }
  return { result: 'ENOPROTOOPT' };
}

export const openSocket = (libc: Libc, { type }: OracleStep): Result<number> =>
  libc.socketOfKind(type as SocketKind);

function bind(libc: Libc, fd: number, step: OracleStep): Told {
  const done = libc.bind(fd, target(step));
  return done.ok ? ok(endsOf(libc, fd, ['local'])) : told(done);
}

/** Calls that are over at once whatever the socket. */
export function makeQuickCall(libc: Libc, fd: number, step: OracleStep): Told | null {
  switch (step.op) {
    case 'bind':
      return bind(libc, fd, step);
    case 'listen':
      return told(libc.listen(fd, step.backlog ?? 0));
    case 'setsockopt':
      return setOption(libc, fd, step);
    case 'getsockopt': {
      // An unknown descriptor has no error of its own.
      const alive = libc.nameOf(fd, 'local');
      return alive.ok ? ok({ value: libc.takeError(fd) ?? 'none' }) : told(alive);
    }
    case 'shutdown':
      return told(libc.shutdown(fd, step.how ?? 'rdwr'));
    case 'getsockname':
    case 'getpeername': {
      const end = step.op === 'getsockname' ? 'local' : 'peer';
      const name = libc.nameOf(fd, end);
      return name.ok ? ok(endsOf(libc, fd, [end])) : told(name);
    }
    case 'poll': {
      // poll(2) itself passes over a descriptor that is none.
      const alive = libc.nameOf(fd, 'local');
      const events = alive.ok ? libc.pollNow(fd) : alive;
      return events.ok ? ok({ events: events.value }) : told(events);
    }
    default:
      return null;
  }
}

/**
 * Calls that may wait. `accepted` takes the new descriptor of an accept. A send goes on where it
 * stopped, as the kernel's own loop does for a caller that blocks; `once` for one that does not.
 */
export function prepareCall(
  libc: Libc,
  step: OracleStep,
  once: boolean,
  accepted: (fd: number) => void,
): Waiting | null {
  const max = step.max ?? 65536;
  switch (step.op) {
    case 'accept':
      return {
        side: 'read',
        attempt: (fd) =>
          trying(libc.accept(fd), ({ fd: made, peer }) => {
            accepted(made);
            return { ...endsOf(libc, made, ['local']), peer: formatEnd(peer) };
          }),
      };
    case 'connect':
      return { side: 'write', attempt: connecting(libc, step, once) };
    case 'recv':
      return {
        side: 'read',
        attempt: (fd) => trying(libc.recv(fd, max, Boolean(step.peek)), shown),
      };
    case 'recvfrom':
      return {
        side: 'read',
        attempt: (fd) =>
          trying(libc.recvFrom(fd, max), ({ bytes, from }) => ({
            ...shown(bytes),
            ...(from ? { from: formatEnd(from) } : {}),
          })),
      };
    case 'send':
    case 'sendto':
      return { side: 'write', attempt: sending(libc, step, once) };
    default:
      return null;
  }
}

/**
 * The kernel answers a socket that does not block with EINPROGRESS and, when asked again, with
 * how it went: the same words that it gives a caller who blocks (inet_stream_connect).
 */
function connecting(libc: Libc, step: OracleStep, once: boolean): Waiting['attempt'] {
  return (fd) => {
    const answer = libc.connect(fd, target(step));
    if (answer.ok) return ok(endsOf(libc, fd, ['local', 'peer']));
    if (once) return told(answer);
    return ['EINPROGRESS', 'EALREADY'].includes(answer.errno) ? 'not-now' : told(answer);
  };
}

function sending(libc: Libc, step: OracleStep, once: boolean): Waiting['attempt'] {
  const bytes = dataOf(step);
  let sent = 0;
  const total = () => ok({ n: sent < bytes.length ? 'part' : sent });
  return (fd) => {
    for (;;) {
      const rest = bytes.subarray(sent);
      const answer =
        step.op === 'sendto' ? libc.sendTo(fd, rest, target(step)) : libc.send(fd, rest);
      if (!answer.ok) {
        if (answer.errno === 'EAGAIN') return once && sent > 0 ? total() : 'not-now';
        return sent > 0 ? total() : told(answer);
      }
      sent += answer.value;
      if (sent >= bytes.length) return total();
    }
  };
}
