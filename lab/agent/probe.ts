/** socket, connect, a word perhaps, and what came back: a client, call by call. */
import type { ProbeOutcome, ProbeRequest, ProbeResult } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { Endpoint } from '@/contract/trace';
import { type Connection, type Machine, openConnection, shownBytes } from './connection';
import { familyOf } from './socket-address';

/** The kernel's number of the state: an event meant for an earlier socket of this number. */
const SYN_SENT = 2;

/** How long a silent server is listened to, ms, when nothing was asked and when something was. */
const SETTLE_MS = { nothing: 250, line: 600, http: 1500 } as const;

const outcomes: Record<string, ProbeOutcome> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
};
export const outcomeOf = (errno: string): ProbeOutcome => outcomes[errno] ?? 'failed';

const words = (say: ProbeRequest['say'], to: Endpoint) =>
  ({
    nothing: '',
    line: 'hello\r\n',
    http: `GET / HTTP/1.1\r\nHost: ${to.addr.includes(':') ? `[${to.addr}]` : to.addr}:${to.port}\r\nUser-Agent: portside-lab\r\nConnection: close\r\n\r\n`,
  })[say];

/** A result before anything was tried: `open` until a call says otherwise. */
export const blankResult = (from: LabHostName, target: Endpoint): ProbeResult => ({
  outcome: 'open',
  call: 'connect',
  errno: null,
  from,
  local: null,
  target,
  connectMs: 0,
  totalMs: 0,
  gaveUp: false,
  received: '',
  receivedBytes: 0,
  closedByPeer: false,
  kept: null,
});

type Kept = { connection: Connection };

/**
 * @param source address to bind first, or null to let the kernel choose as it does for anyone.
 * @param onKept told about a connection that stays open.
 */
export async function probe(
  machine: Machine,
  host: LabHostName,
  request: ProbeRequest & { connectionId: string },
  source: string | null,
  onKept: (id: string, kept: Kept, gone: boolean) => void,
): Promise<ProbeResult> {
  const { libc, poller, recorder, limits } = machine;
  const { addr, port, say, keep } = request;
  const target = { addr, port };
  const program = 'probe';
  const started = process.hrtime.bigint();
  const elapsed = () => Number((process.hrtime.bigint() - started) / 1000n) / 1000;

  const result = blankResult(host, target);
  const failed = (call: string, errno: string) => {
    result.outcome = outcomeOf(errno);
    result.call = call;
    result.errno = errno;
  };

  const family = familyOf(addr);
  const made = recorder.make(
    { program, call: 'socket', fd: null, args: { type: family === 4 ? 'tcp' : 'tcp6' } },
    () => libc.socket(family),
  );
  if (!made.ok) {
    failed('socket', made.errno);
    return result;
  }
  const fd = made.value;
  const call = (name: string, args: Record<string, unknown> = {}) => ({
    program,
    call: name,
    fd,
    args,
  });
  if (source !== null) {
    const from = { addr: source, port: 0 };
    recorder.make(call('bind', from), () => libc.bind(fd, from));
  }

  recorder.asked(call('connect', target));
  const calledAt = elapsed();
  const first = libc.connect(fd, target);
  let errno = first.ok ? null : first.errno;
  if (errno === 'EINPROGRESS') {
    const ends = { local: libc.localName(fd) ?? { addr: '0.0.0.0', port: 0 }, peer: target };
    recorder.passed(fd, ends, 'SYN-SENT', 'active OPEN', 'RFC 9293, 3.10.1');
    errno = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve('gave up'), limits.connectMs);
      poller.watch(fd, { write: true }, () => {
        if (libc.tcpState(fd) === SYN_SENT) return;
        poller.forget(fd);
        clearTimeout(timer);
        resolve(libc.takeError(fd));
      });
    });
    poller.forget(fd);
  }
  result.connectMs = Math.round((elapsed() - calledAt) * 1000) / 1000;
  result.local = libc.localName(fd);

  const finish = () => {
    recorder.make(call('close'), () => libc.close(fd));
    recorder.forget(fd);
    result.totalMs = elapsed();
    return result;
  };
  if (errno === 'gave up') {
    result.outcome = 'timeout';
    result.gaveUp = true;
    return finish();
  }
  recorder.returned(
    call('connect', target),
    errno === null ? { ok: true, value: { local: result.local } } : { ok: false, errno },
  );
  if (errno !== null) {
    failed('connect', errno);
    return finish();
  }
  const ends = { local: result.local ?? { addr: '0.0.0.0', port: 0 }, peer: target };
  recorder.state(fd, ends, 'receive SYN,ACK', 'RFC 9293, 3.10.7.3');

  const said = Buffer.from(words(say, target), 'latin1');
  if (said.length > 0) {
    const sent = recorder.make(call('send', { data: said.toString('latin1') }), () =>
      libc.send(fd, said),
    );
    if (!sent.ok) failed('send', sent.errno);
  }

  const pieces: Buffer[] = [];
  const read = () => {
    const got = recorder.make(call('recv'), () => libc.recv(fd, limits.messageBytes), shownBytes);
    if (!got.ok) {
      if (got.errno !== 'EAGAIN') failed('recv', got.errno);
      return;
    }
    if (got.value.length === 0) result.closedByPeer = true;
    result.receivedBytes += got.value.length;
    pieces.push(got.value);
  };
  const done = () =>
    result.errno !== null || result.closedByPeer || result.receivedBytes >= limits.messageBytes;
  if (!done()) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SETTLE_MS[say]);
      poller.watch(fd, { read: true }, () => {
        read();
        // A greeting or an echo is all there will be; a web server says when it is done.
        if (done() || (say !== 'http' && result.receivedBytes > 0)) {
          clearTimeout(timer);
          resolve();
        }
      });
    });
    poller.forget(fd);
  }
  result.received = Buffer.concat(pieces).toString('latin1', 0, 2048);
  if (result.closedByPeer) recorder.state(fd, ends, 'receive FIN', 'RFC 9293, 3.10.7.4');

  if (keep && !done()) {
    const connection = openConnection(machine, fd, ends, {
      program,
      data: () => {},
      closed: () => onKept(request.connectionId, { connection }, true),
    });
    onKept(request.connectionId, { connection }, false);
    result.kept = request.connectionId;
    result.totalMs = elapsed();
    return result;
  }
  return finish();
}
