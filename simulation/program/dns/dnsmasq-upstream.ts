/** What comes from the servers above dnsmasq: its lines in the log, and the way by TCP. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { sendAll, writeAll } from '../socket-io';
import { noDataWord } from './dns-cache';
import type { Upstream } from './dnsmasq-conf';
import { frameMessage, takeFrame } from './framing';
import { type Message, typeOf } from './message';
import { formatBareName } from './name';
import { NOERROR, NXDOMAIN, nameOfCode, nameOfType, TYPE_A, TYPE_AAAA } from './record-types';

export type ForwardByTcp = { server: Upstream; bytes: string; job: number; pipe: number };

/** Questions that nobody has answered for so long are forgotten, in ms (TIMEOUT of dnsmasq). */
export const FORGET = 10_000;

export const askedName = (message: Message) => formatBareName(message.question[0]?.name ?? []);

/** The log's lines for an answer from above. */
export function tellReply(reply: Message): string[] {
  if (reply.flags.tc) return ['is truncated'];
  if (reply.code !== NOERROR && reply.code !== NXDOMAIN) {
    return [`error is ${nameOfCode(reply.code)}`];
  }
  const lines = reply.answer.map(({ name, data }) => {
    const addr = 'addr' in data ? data.addr : null;
    const text = data.type === 'TXT' ? data.texts.join(' ') : null;
    return `${formatBareName(name)} is ${addr ?? text ?? `<${nameOfType(typeOf(data))}>`}`;
  });
  const [question] = reply.question;
  const type = question?.type ?? 0;
  if (reply.answer.some(({ data }) => typeOf(data) === type || type === 255)) return lines;
  const last = reply.answer.at(-1)?.data;
  const owner = last?.type === 'CNAME' ? formatBareName(last.name) : askedName(reply);
  if (reply.code === NXDOMAIN) return [...lines, `${owner} is NXDOMAIN`];
  const negative = type === TYPE_A || type === TYPE_AAAA || lines.length === 0;
  return negative ? [...lines, `${owner} is ${noDataWord(type)}`] : lines;
}

/** A thread: one question by TCP, whose answer goes into the pipe after its job's number. */
export function* forwardByTcp({ server, bytes, job, pipe }: ForwardByTcp): Routine {
  const addr = server.addr ?? '';
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return;
  const fd = opened.value;
  const connected = yield* connectInTime(fd, addr, server.port, FORGET);
  const sent = connected.ok ? yield* sendAll(fd, frameMessage(bytes)) : connected;
  let stream = '';
  while (sent.ok) {
    const ready = yield* sys.poll([fd], FORGET);
    if (!ready.ok || ready.value.length === 0) break;
    const part = yield* sys.recv(fd);
    if (!part.ok || part.value === '') break;
    stream += part.value;
    const frame = takeFrame(stream);
    if (!frame) continue;
    const number = String.fromCharCode(job >>> 8, job & 255);
    yield* writeAll(pipe, frameMessage(number + frame.bytes));
    break;
  }
  yield* sys.close(fd);
}
