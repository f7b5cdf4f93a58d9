/** Asking servers in turn, as glibc's res_send does: 5 s for each, the next one, once again. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { sendAll } from '../socket-io';
import { decodeMessage } from './decode-message';
import { encodeMessage } from './encode-message';
import { frameMessage, takeFrame } from './framing';
import { createQuery, DNS_PORT, type Message, type Question } from './message';
import { isSameName } from './name';
import { NOTIMP, REFUSED, SERVFAIL } from './record-types';
import type { ResolverConf } from './resolver-conf';

/** `replies` are in the order of the questions, null where a server would not say. */
export type Asking =
  | { ok: true; replies: (Message | null)[] }
  /** `code` is what the last server that spoke at all refused with. */
  | { ok: false; why: 'silence' | 'unreachable' | 'late'; code: number | null };

export function* currentTime(): Routine<number> {
  const clock = yield* sys.now();
  return clock.ok ? clock.value : 0;
}

/** Whether `reply` is the answer to `query` and not somebody else's (RFC 5452). */
export function answers(reply: Message, query: Message): boolean {
  const [asked] = query.question;
  const [told] = reply.question;
  if (!reply.response || reply.id !== query.id) return false;
  if (!asked || !told) return reply.question.length === 0;
  return asked.type === told.type && isSameName(asked.name, told.name);
}

const useless = (reply: Message) =>
  reply.code === SERVFAIL || reply.code === NOTIMP || reply.code === REFUSED;

/** One server; null where nothing came (or the host said that nobody listens there). */
function* askOne(
  server: string,
  queries: readonly Message[],
  wait: number,
): Routine<{ replies: (Message | null)[]; refused: boolean }> {
  const replies: (Message | null)[] = queries.map(() => null);
  const opened = yield* sys.socket(isAddress6(server) ? 'udp6' : 'udp');
  if (!opened.ok) return { replies, refused: true };
  const fd = opened.value;
  const end = function* (refused: boolean) {
    yield* sys.close(fd);
    return { replies, refused };
  };
  const connected = yield* sys.connect(fd, server, DNS_PORT);
  if (!connected.ok) return yield* end(true);
  for (const query of queries) {
    const sent = yield* sys.send(fd, encodeMessage(query));
    if (!sent.ok) return yield* end(true);
  }
  const deadline = (yield* currentTime()) + wait;
  while (replies.includes(null)) {
    const left = deadline - (yield* currentTime());
    if (left <= 0) break;
    const ready = yield* sys.poll([fd], left);
    if (!ready.ok || ready.value.length === 0) break;
    const got = yield* sys.recv(fd);
    if (!got.ok) return yield* end(true);
    const decoding = decodeMessage(got.value);
    if (!decoding.ok) continue;
    const { message } = decoding;
    const at = queries.findIndex((query, index) => !replies[index] && answers(message, query));
    if (at >= 0) replies[at] = message;
  }
  yield* sys.close(fd);
  for (const [index, reply] of replies.entries()) {
    const query = queries[index];
    if (reply?.flags.tc && query) replies[index] = yield* askByTcp(server, query, wait);
  }
  return { replies, refused: false };
}

/** For an answer that had no room in a datagram. */
function* askByTcp(server: string, query: Message, wait: number): Routine<Message | null> {
  const opened = yield* sys.socket(isAddress6(server) ? 'tcp6' : 'tcp');
  if (!opened.ok) return null;
  const fd = opened.value;
  let reply: Message | null = null;
  const connected = yield* connectInTime(fd, server, DNS_PORT, wait);
  const sent = connected.ok ? yield* sendAll(fd, frameMessage(encodeMessage(query))) : connected;
  const deadline = (yield* currentTime()) + wait;
  let stream = '';
  while (sent.ok && reply === null) {
    const ready = yield* sys.poll([fd], Math.max(0, deadline - (yield* currentTime())));
    if (!ready.ok || ready.value.length === 0) break;
    const part = yield* sys.recv(fd);
    if (!part.ok || part.value === '') break;
    stream += part.value;
    const frame = takeFrame(stream);
    if (!frame) continue;
    const decoding = decodeMessage(frame.bytes);
    if (!decoding.ok || !answers(decoding.message, query)) break;
    reply = decoding.message;
  }
  yield* sys.close(fd);
  return reply;
}

/** `until` is Unix time in ms at which the caller has had enough; null leaves it to `conf`. */
export function* askServers(
  conf: ResolverConf,
  questions: readonly Question[],
  until: number | null,
): Routine<Asking> {
  const queries: Message[] = [];
  for (const question of questions) {
    const id = yield* sys.random(65536);
    queries.push(createQuery(id.ok ? id.value : 0, question, { rd: true }));
  }
  const turn = conf.rotate ? yield* sys.random(conf.servers.length) : null;
  const first = turn?.ok ? turn.value : 0;
  const servers = [...conf.servers.slice(first), ...conf.servers.slice(0, first)];
  let code: number | null = null;
  let heard = false;
  for (let attempt = 0; attempt < conf.attempts; attempt += 1) {
    for (const [index, server] of servers.entries()) {
      const spread = index === 0 ? conf.timeout : (conf.timeout << index) / servers.length;
      const wait = Math.max(1, Math.floor(spread)) * 1000;
      const left = until === null ? wait : until - (yield* currentTime());
      if (left <= 0) return { ok: false, why: 'late', code };
      const { replies, refused } = yield* askOne(server, queries, Math.min(wait, left));
      heard ||= !refused;
      const useful = replies.map((reply) => (reply && useless(reply) ? null : reply));
      // Half an answer is taken only where the other half was refused, not where it is missing.
      if (!replies.includes(null) && useful.some((reply) => reply !== null)) {
        return { ok: true, replies: useful };
      }
      code = replies.find((reply) => reply !== null)?.code ?? code;
    }
  }
  const late = until !== null && (yield* currentTime()) >= until;
  return { ok: false, why: late ? 'late' : heard ? 'silence' : 'unreachable', code };
}
