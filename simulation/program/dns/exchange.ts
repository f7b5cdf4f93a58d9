/** One question to one server, for the tools that ask by hand; errors in BIND's words. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { sendAll } from '../socket-io';
import { answers, currentTime } from './ask-servers';
import { decodeMessage } from './decode-message';
import { encodeMessage } from './encode-message';
import { frameMessage, takeFrame } from './framing';
import type { Message } from './message';

export type Server = { addr: string; port: number; name: string };
export type Exchange =
  | { ok: true; reply: Message; size: number; over: 'udp' | 'tcp'; ms: number }
  /** `setup`: nothing was sent. */
  | { ok: false; error: string; stage: 'setup' | 'talk' };

const words: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EADDRNOTAVAIL: 'address not available',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EINVAL: 'invalid file',
  ETIMEDOUT: 'timed out',
  EINPROGRESS: 'timed out',
};

const fault = (errno: Errno, stage: 'setup' | 'talk' = 'talk'): Exchange => ({
  ok: false,
  error: words[errno] ?? 'unexpected error',
  stage,
});

/** `timeout` in ms. What is no answer to the question is passed over. */
export function* exchange(
  { addr, port }: Server,
  query: Message,
  over: 'udp' | 'tcp',
  timeout: number,
): Routine<Exchange> {
  const opened = yield* sys.socket(isAddress6(addr) ? `${over}6` : over);
  if (!opened.ok) return fault(opened.errno);
  const fd = opened.value;
  const result = yield* over === 'udp'
    ? askByUdp(fd, addr, port, query, timeout)
    : askByTcp(fd, addr, port, query, timeout);
  yield* sys.close(fd);
  return result;
}

function* askByUdp(
  fd: number,
  addr: string,
  port: number,
  query: Message,
  timeout: number,
): Routine<Exchange> {
  const connected = yield* sys.connect(fd, addr, port);
  if (!connected.ok) return fault(connected.errno, 'setup');
  const began = yield* currentTime();
  const sent = yield* sys.send(fd, encodeMessage(query));
  if (!sent.ok) return fault(sent.errno);
  for (;;) {
    const got = yield* receive(fd, began + timeout);
    if (!got.ok) return fault(got.errno);
    const found = yield* readReply(got.value, query, 'udp', began);
    if (found) return found;
  }
}

function* askByTcp(
  fd: number,
  addr: string,
  port: number,
  query: Message,
  timeout: number,
): Routine<Exchange> {
  const connected = yield* connectInTime(fd, addr, port, timeout);
  if (!connected.ok) return fault(connected.errno, 'setup');
  const began = yield* currentTime();
  const sent = yield* sendAll(fd, frameMessage(encodeMessage(query)));
  if (!sent.ok) return fault(sent.errno);
  let stream = '';
  for (;;) {
    const part = yield* receive(fd, began + timeout);
    if (!part.ok) return fault(part.errno);
    if (part.value === '') return { ok: false, error: 'end of file', stage: 'talk' };
    stream += part.value;
    const frame = takeFrame(stream);
    if (!frame) continue;
    const found = yield* readReply(frame.bytes, query, 'tcp', began);
    return found ?? { ok: false, error: 'unexpected end of input', stage: 'talk' };
  }
}

/** What comes before `until`, a time in ms; ETIMEDOUT when nothing does. */
function* receive(
  fd: number,
  until: number,
): Routine<{ ok: true; value: string } | { ok: false; errno: Errno }> {
  const left = until - (yield* currentTime());
  const ready = yield* sys.poll([fd], Math.max(0, left));
  if (!ready.ok || ready.value.length === 0) return { ok: false, errno: 'ETIMEDOUT' };
  return yield* sys.recv(fd);
}

function* readReply(
  bytes: string,
  query: Message,
  over: 'udp' | 'tcp',
  began: number,
): Routine<Exchange | null> {
  const decoding = decodeMessage(bytes);
  if (!decoding.ok || !answers(decoding.message, query)) return null;
  const ms = (yield* currentTime()) - began;
  return { ok: true, reply: decoding.message, size: bytes.length, over, ms };
}

/** The lines by which dig, host and nslookup say that a server could not be asked. */
export function formatFailure(
  { addr, port, name }: Server,
  { error, stage }: Exchange & { ok: false },
  over: 'udp' | 'tcp',
  asked: string,
): string {
  const place = `${addr}#${port}`;
  if (stage === 'talk') return `;; communications error to ${place}: ${error}\n`;
  const what = over === 'tcp' ? 'Connection to' : 'UDP setup with';
  const line = `;; ${what} ${place}(${name}) for ${asked} failed: ${error}.\n`;
  return `${line};; no servers could be reached\n`;
}
