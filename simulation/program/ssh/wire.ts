/**
 * What ssh and sshd say to each other. The version lines are SSH's (RFC 4253, section 4.2); after
 * them every message is opaque on the wire, as encryption makes it, and carries JSON: nothing is
 * agreed on or signed. The order is that of RFC 4253 and 4252: the server shows its key, the client
 * asks to log in, with keys first and passwords then, and only after that names a command.
 */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import type { Outcome } from '../../host/system';
import { type Inbox, receiveMore, sendAll, takeBytes } from '../socket-io';

export const SSH_PORT = 22;
const SSH_VERSION = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10';

/** Who would log in, with the public keys whose private halves are at hand. */
export type Login = { user: string; keys: string[] };
/** From the client; `run` is a command, a login shell where null, and `input` is its input. */
export type ToServer =
  | Login
  | { password: string }
  | { run: string | null }
  | { input: string }
  | { end: true };
/**
 * From the server: its public key (null where nobody is to be asked about it), whether the login
 * is accepted, why it hangs up, what the command prints, and how it ended. Texts hold one character a byte.
 */
export type ToClient =
  | { hostKey: string | null }
  | { accepted: boolean; methods: string }
  | { goodbye: string }
  | { out: string }
  | { error: string }
  | { status: number };

/** Hides a message: every byte is mixed with a stream that depends on its place. */
function mix(bytes: string): string {
  let state = 0x2545f491;
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += String.fromCharCode(bytes.charCodeAt(at) ^ (state >>> 24));
  }
  return text;
}

/** A message with its length before it, four bytes, the highest first. */
function sealMessage(message: ToServer | ToClient): string {
  const bytes = mix(encodeText(JSON.stringify(message)));
  const length = [24, 16, 8, 0].map((shift) => (bytes.length >>> shift) & 255);
  return String.fromCharCode(...length) + bytes;
}

/** The next whole message in `inbox`, or null while there is none. */
export function openMessage<M extends ToServer | ToClient>(inbox: Inbox): M | null {
  if (inbox.bytes.length < 4) return null;
  const length = [0, 1, 2, 3].reduce((sum, at) => sum * 256 + inbox.bytes.charCodeAt(at), 0);
  if (inbox.bytes.length < 4 + length) return null;
  takeBytes(inbox, 4);
  try {
    return JSON.parse(decodeText(mix(takeBytes(inbox, length)))) as M;
  } catch {
    // Something that is no ssh: as good as the end.
    inbox.ended = true;
    return null;
  }
}

export function sendMessage(fd: number, message: ToServer | ToClient): Routine<Outcome<null>> {
  return sendAll(fd, sealMessage(message));
}

/** Sends the own version line and waits for the other's; false where none comes. */
export function* exchangeVersions(inbox: Inbox): Routine<Outcome<boolean>> {
  const sent = yield* sendAll(inbox.fd, `${SSH_VERSION}\r\n`);
  if (!sent.ok) return sent;
  while (!inbox.bytes.includes('\n')) {
    if (inbox.bytes.length > 255) return { ok: true, value: false };
    const more = yield* receiveMore(inbox);
    if (!more.ok) return more;
    if (!more.value) return { ok: true, value: false };
  }
  const line = takeBytes(inbox, inbox.bytes.indexOf('\n') + 1);
  return { ok: true, value: line.startsWith('SSH-2.0-') };
}

/** Waits for the next whole message; null where none comes any more. */
export function* awaitMessage<M extends ToServer | ToClient>(inbox: Inbox): Routine<M | null> {
  for (;;) {
    const message = openMessage<M>(inbox);
    if (message || inbox.ended) return message;
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) return null;
  }
}
