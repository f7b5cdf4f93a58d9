/** The exchange by which a client proves who it is (manual, 55.2.1 and 55.3). */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { ByteReader, bigEndian } from '../database/binary';
import { encodeBase64 } from '../secret/base64';
import { type Inbox, receiveMore, sendAll } from '../socket-io';
import type { HbaLine } from './hba';
import { isRolePassword, type Roles, verifierOf } from './roles';
import { answerMd5, checkProof, parseAttributes, serverFirst } from './scram';
import { authentication, formatAuthentication, type Message, parseMessage } from './wire';

export type Verdict =
  | { verdict: 'welcome' }
  /** The client has gone, or did not speak the protocol: nothing is said to it. */
  | { verdict: 'gone' }
  | { verdict: 'failed'; details: string[] };

/** The next message, or null where the stream ends or breaks. */
export function* receiveMessage(inbox: Inbox): Routine<Message | null> {
  const message = yield* receiveOrSignal(inbox);
  return message === 'signal' ? null : message;
}

/** As `receiveMessage`; `signal` where a signal has ended the waiting. */
export function* receiveOrSignal(inbox: Inbox): Routine<Message | null | 'signal'> {
  for (;;) {
    const parsed = parseMessage(inbox.bytes);
    if (parsed === 'bad') return null;
    if (parsed) {
      inbox.bytes = inbox.bytes.slice(parsed.length);
      return parsed.message;
    }
    const more = yield* receiveMore(inbox);
    if (!more.ok && more.errno === 'EINTR') return 'signal';
    if (!more.ok || !more.value) return null;
  }
}

export function* randomBytes(count: number): Routine<string> {
  let bytes = '';
  for (let at = 0; at < count; at += 1) {
    const byte = yield* sys.random(256);
    bytes += String.fromCharCode(byte.ok ? byte.value : 0);
  }
  return bytes;
}

export function* authenticate(
  inbox: Inbox,
  line: HbaLine,
  roles: Roles,
  user: string,
): Routine<Verdict> {
  if (line.method === 'trust') return { verdict: 'welcome' };
  const role = Object.hasOwn(roles, user) ? roles[user] : undefined;
  const kept = role?.password ?? null;
  const why = !role
    ? [`Role "${user}" does not exist.`]
    : kept === null
      ? [`User "${user}" has no password assigned.`]
      : [];
  if (line.method === 'password') {
    yield* sendAll(inbox.fd, formatAuthentication(authentication.cleartext));
    const message = yield* receiveMessage(inbox);
    if (message?.type !== 'p') return { verdict: 'gone' };
    const given = new ByteReader(message.body).untilZero();
    if (kept !== null && isRolePassword(user, kept, given)) return { verdict: 'welcome' };
    return {
      verdict: 'failed',
      details: why.length ? why : [`Password does not match for user "${user}".`],
    };
  }
  if (line.method === 'md5' && kept !== null && /^md5[0-9a-f]{32}$/.test(kept)) {
    const salt = yield* randomBytes(4);
    yield* sendAll(inbox.fd, formatAuthentication(authentication.md5, salt));
    const message = yield* receiveMessage(inbox);
    if (message?.type !== 'p') return { verdict: 'gone' };
    if (new ByteReader(message.body).untilZero() === answerMd5(kept, salt))
      return { verdict: 'welcome' };
    return { verdict: 'failed', details: [`Password does not match for user "${user}".`] };
  }
  const verifier = verifierOf(user, kept);
  if (role && kept !== null && !verifier)
    why.push(`User "${user}" does not have a valid SCRAM secret.`);
  // A role that is not there is asked too, so that names cannot be tried out.
  return yield* scram(inbox, verifier ?? verifierOf(user, `no password of ${user}`), why);
}

function* scram(
  inbox: Inbox,
  verifier: ReturnType<typeof verifierOf>,
  why: string[],
): Routine<Verdict> {
  const { fd } = inbox;
  yield* sendAll(fd, formatAuthentication(authentication.sasl, 'SCRAM-SHA-256\0\0'));
  const opening = yield* receiveMessage(inbox);
  if (opening?.type !== 'p' || !verifier) return { verdict: 'gone' };
  const reader = new ByteReader(opening.body);
  const mechanism = reader.untilZero();
  const first = reader.take(reader.bigEndian(4));
  if (mechanism !== 'SCRAM-SHA-256' || !/^[ny],,/.test(first)) return { verdict: 'gone' };
  const bare = first.slice(3);
  const nonce = `${parseAttributes(bare).r ?? ''}${encodeBase64(yield* randomBytes(18))}`;
  const answer = serverFirst(nonce, verifier);
  yield* sendAll(fd, formatAuthentication(authentication.saslContinue, answer));
  const closing = yield* receiveMessage(inbox);
  if (closing?.type !== 'p') return { verdict: 'gone' };
  const proof = checkProof(verifier, bare, answer, closing.body);
  if (proof === null || why.length > 0) return { verdict: 'failed', details: why };
  yield* sendAll(fd, formatAuthentication(authentication.saslFinal, proof));
  return { verdict: 'welcome' };
}

/** What follows AuthenticationOk: settings a client wants to know, and the key for cancelling. */
export function backendKey(pid: number, secret: string): string {
  return bigEndian(pid, 4) + secret;
}
