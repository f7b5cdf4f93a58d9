/**
 * Two connections and what went through them, read off the trace of a visit: packets for the ends
 * and the bytes, terminals for the lines that each side wrote into its log. Pure.
 */
import { placeOfApp, type Setting, site, visitor } from '@/content/messages/proxy-xray/setting';
import type { Endpoint, PacketView, TraceEvent } from '@/contract/trace';
import {
  bodyLength,
  findHeadEnd,
  findHeader,
  type HttpHead,
  parseHead,
  parseStatusLine,
} from '@/simulation/program/http-message';
import { logTerminals } from './plan-visit';

/** A request or a response; of its body only the length. */
export type Message = HttpHead & { body: number };

export type Side = 'outer' | 'inner';

export type Pipe = {
  side: Side;
  /** Counted from 1 among the pipes of its side. */
  number: number;
  client: Endpoint;
  server: Endpoint;
  state: 'asking' | 'refused' | 'open' | 'closed';
  requests: Message[];
  responses: Message[];
  /** Milliseconds that the client's side has been waiting for an answer; null where it is not. */
  waiting: number | null;
};

export type Log = keyof typeof logTerminals;
export type LogLine = { log: Log; text: string };

/** What a request tells the app of who asked. */
export type Seen = { peer: string; forwarded: string | null; host: string | null };

/** What the visitor got. Who wrote a page is told by the pipe that it came through first. */
type Answer =
  | { kind: 'page'; status: number; author: 'app' | 'nginx' }
  | { kind: 'refused' }
  | { kind: 'none' };

export type Xray = {
  pipes: Pipe[];
  logs: LogLine[];
  seen: Seen[];
  answer: Answer;
};

type Stream = { pipe: Pipe; up: string; down: string; askedAt: number; closing: Set<string> };

/** Which log a pipe's side writes: Nginx's two for the outer one, the app's for the inner one. */
export const logsOf: Record<Side, readonly Log[]> = { outer: ['access', 'error'], inner: ['app'] };

/**
 * @param events what has happened since the visit began
 * @param now milliseconds since the scenario's start
 */
export function readXray(
  setting: Pick<Setting, 'machines'>,
  events: readonly TraceEvent[],
  now: number,
): Xray {
  const streams = new Map<string, Stream>();
  for (const event of events) if (event.kind === 'sent') follow(streams, setting, event);
  const pipes = [...streams.values()].map((stream) => finish(stream, now));
  return {
    pipes,
    logs: readLogs(setting, events),
    seen: pipes.flatMap((pipe) => (pipe.side === 'inner' ? readByApp(pipe) : [])),
    answer: readAnswer(pipes),
  };
}

const textOf = ({ addr, port }: Endpoint) => `${addr}:${port}`;

function sideOf({ src, dst }: PacketView, machines: Pick<Setting, 'machines'>): Side | null {
  if (src.addr === visitor.addr && dst.port === site.port) return 'outer';
  return src.addr === placeOfApp(machines).from ? 'inner' : null;
}

function follow(
  streams: Map<string, Stream>,
  machines: Pick<Setting, 'machines'>,
  { packet, at }: Extract<TraceEvent, { kind: 'sent' }>,
): void {
  const { src, dst, flags, data, role } = packet;
  if (packet.proto !== 'tcp' || role === 'retransmit' || role === 'keepalive') return;
  const [there, back] = [`${textOf(src)} ${textOf(dst)}`, `${textOf(dst)} ${textOf(src)}`];
  const side = sideOf(packet, machines);
  if (flags === 'S' && side !== null && !streams.has(there)) {
    const number = [...streams.values()].filter(({ pipe }) => pipe.side === side).length + 1;
    const pipe: Pipe = {
      ...{ side, number, client: src, server: dst, state: 'asking' },
      ...{ requests: [], responses: [], waiting: null },
    };
    streams.set(there, { pipe, up: '', down: '', askedAt: at, closing: new Set() });
    return;
  }
  const mine = streams.get(there);
  const stream = mine ?? streams.get(back);
  if (stream === undefined) return;
  const { pipe } = stream;
  if (mine) {
    if (data !== '') stream.askedAt = at;
    stream.up += data;
  } else {
    stream.down += data;
    if (flags === 'SA') pipe.state = 'open';
  }
  if (flags.includes('F')) stream.closing.add(textOf(src));
  if (flags.includes('R')) pipe.state = pipe.state === 'asking' ? 'refused' : 'closed';
  else if (stream.closing.size === 2) pipe.state = 'closed';
}

function finish({ pipe, up, down, askedAt }: Stream, now: number): Pipe {
  const requests = split(up);
  const responses = split(down);
  const waits = pipe.state === 'open' && requests.length > responses.length;
  return { ...pipe, requests, responses, waiting: waits ? now - askedAt : null };
}

/** The whole heads of a stream, and how much of each body has come. */
function split(bytes: string): Message[] {
  const messages: Message[] = [];
  for (let rest = bytes; ; ) {
    const end = findHeadEnd(rest);
    if (end < 0) return messages;
    const head = parseHead(rest.slice(0, end));
    const line = parseStatusLine(head.start);
    const length = line === null ? null : bodyLength('GET', line.status, head.headers);
    const after = rest.slice(end);
    const body =
      length === null || length.kind === 'none'
        ? 0
        : length.kind === 'length'
          ? Math.min(length.bytes, after.length)
          : after.length;
    messages.push({ ...head, body });
    rest = after.slice(body);
  }
}

/** What was answered was read; what waits in the kernel of an app that hangs was not. */
function readByApp({ client, requests, responses }: Pipe): Seen[] {
  return requests.slice(0, responses.length).map(({ headers }) => ({
    peer: client.addr,
    forwarded: findHeader(headers, 'X-Forwarded-For'),
    host: findHeader(headers, 'Host'),
  }));
}

function readLogs(machines: Pick<Setting, 'machines'>, events: readonly TraceEvent[]): LogLine[] {
  const hostOf = { access: site.host, error: site.host, app: placeOfApp(machines).host };
  const logs = Object.keys(logTerminals) as Log[];
  return events.flatMap((event) => {
    if (event.kind !== 'output') return [];
    const log = logs.find(
      (each) => hostOf[each] === event.host && event.tty === `pts/${logTerminals[each]}`,
    );
    return log === undefined
      ? []
      : event.text
          .split('\n')
          .filter((line) => line !== '')
          .map((text) => ({ log, text }));
  });
}

/** The last answer that went to the visitor. */
function readAnswer(pipes: readonly Pipe[]): Answer {
  const outer = pipes.filter(({ side }) => side === 'outer');
  const last = outer.flatMap(({ responses }) => responses).at(-1);
  const line = last && parseStatusLine(last.start);
  if (!line) return outer.at(-1)?.state === 'refused' ? { kind: 'refused' } : { kind: 'none' };
  const inner = pipes.findLast(({ side }) => side === 'inner')?.responses.at(-1);
  const author = inner && parseStatusLine(inner.start)?.status === line.status ? 'app' : 'nginx';
  return { kind: 'page', status: line.status, author };
}

/** Fields of an inner request that its outer one did not have so, and those that it lost. */
export function compareHeads(outer: HttpHead, inner: HttpHead) {
  const has = (head: HttpHead, [name, value]: readonly [string, string]) =>
    findHeader(head.headers, name) === value;
  return {
    added: inner.headers.filter((field) => !has(outer, field)),
    lost: outer.headers.filter((field) => !has(inner, field)),
  };
}
