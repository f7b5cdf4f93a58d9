/** Reading and writing whole things on a connected socket. */
import type { Routine } from '../host/program';
import { type Outcome, sys } from '../host/system';
import { findHeadEnd } from './http-message';

/** Sends all of `data`; EPIPE and ECONNRESET are told to the caller. */
export function* sendAll(fd: number, data: string): Routine<Outcome<null>> {
  let rest = data;
  while (rest !== '') {
    const sent = yield* sys.send(fd, rest);
    if (!sent.ok) return sent;
    rest = rest.slice(sent.value);
  }
  return { ok: true, value: null };
}

/** Writes all of `data` to a descriptor of any kind. */
export function* writeAll(fd: number, data: string): Routine<Outcome<null>> {
  let rest = data;
  while (rest !== '') {
    const written = yield* sys.write(fd, rest);
    if (!written.ok) return written;
    rest = rest.slice(written.value);
  }
  return { ok: true, value: null };
}

/** What stands between the wire and what is said: `tls/secure-inbox.ts` makes one of TLS. */
type Seal = {
  /** Takes bytes that came; `answer` is to be sent, and after `over` nothing more is said. */
  open: (bytes: string) => { said: string; answer: string; over: boolean };
  close: (said: string) => string;
  /** The word before the connection is closed. */
  goodbye: () => string;
};

/** What has been read from a socket and not been used yet. */
export type Inbox = { fd: number; bytes: string; ended: boolean; seal: Seal | null };

export function createInbox(fd: number): Inbox {
  return { fd, bytes: '', ended: false, seal: null };
}

/** Waits for more bytes; false at the end of the stream. */
export function* receiveMore(inbox: Inbox): Routine<Outcome<boolean>> {
  if (inbox.ended) return { ok: true, value: false };
  const part = yield* sys.recv(inbox.fd);
  if (!part.ok) return part;
  inbox.ended = part.value === '';
  if (inbox.seal && !inbox.ended) {
    const { said, answer, over } = inbox.seal.open(part.value);
    yield* sendAll(inbox.fd, answer);
    inbox.bytes += said;
    inbox.ended = over;
    return { ok: true, value: said !== '' || !over };
  }
  inbox.bytes += part.value;
  return { ok: true, value: !inbox.ended };
}

/** Sends all of `data` to the other end of `inbox`, sealed where it is. */
export function* say(inbox: Inbox, data: string): Routine<Outcome<null>> {
  return yield* sendAll(inbox.fd, inbox.seal ? inbox.seal.close(data) : data);
}

/** Closes the connection, with the goodbye that a seal asks for. */
export function* hangUp(inbox: Inbox): Routine {
  if (inbox.seal) yield* sendAll(inbox.fd, inbox.seal.goodbye());
  yield* sys.close(inbox.fd);
}

/** Takes the first `count` bytes out. */
export function takeBytes(inbox: Inbox, count: number): string {
  const bytes = inbox.bytes.slice(0, count);
  inbox.bytes = inbox.bytes.slice(count);
  return bytes;
}

/** A head with its empty line; what came before the end where the other side closed early. */
export function* receiveHead(inbox: Inbox, limit = 65536): Routine<Outcome<string>> {
  for (;;) {
    const end = findHeadEnd(inbox.bytes);
    if (end >= 0) return { ok: true, value: takeBytes(inbox, end) };
    if (inbox.bytes.length > limit) return { ok: true, value: takeBytes(inbox, limit) };
    const more = yield* receiveMore(inbox);
    if (!more.ok) return more;
    if (!more.value) return { ok: true, value: takeBytes(inbox, inbox.bytes.length) };
  }
}

/** A line with its end; what there is at the end of the stream. */
export function* receiveLine(inbox: Inbox, limit = 65536): Routine<Outcome<string>> {
  for (;;) {
    const end = inbox.bytes.indexOf('\n');
    if (end >= 0) return { ok: true, value: takeBytes(inbox, end + 1) };
    if (inbox.bytes.length > limit) return { ok: true, value: takeBytes(inbox, limit) };
    const more = yield* receiveMore(inbox);
    if (!more.ok) return more;
    if (!more.value) return { ok: true, value: takeBytes(inbox, inbox.bytes.length) };
  }
}

/** `count` bytes, fewer where the stream ends first. */
export function* receiveBytes(inbox: Inbox, count: number): Routine<Outcome<string>> {
  while (inbox.bytes.length < count) {
    const more = yield* receiveMore(inbox);
    if (!more.ok) return more;
    if (!more.value) break;
  }
  return { ok: true, value: takeBytes(inbox, count) };
}

/** Says goodbye and closes, as socketserver does: shutdown for writing, then close. */
export function* closeGently(fd: number): Routine {
  yield* sys.shutdown(fd, 'wr');
  yield* sys.close(fd);
}
