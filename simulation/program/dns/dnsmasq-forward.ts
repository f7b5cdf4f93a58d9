/** The heart of dnsmasq: a question from below, an answer from what is known or from above. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { answers, currentTime } from './ask-servers';
import { decodeMessage } from './decode-message';
import { type Cache, recall, remember } from './dns-cache';
import type { Asked, Asker, DnsSockets } from './dns-sockets';
import { type DnsmasqSettings, upstreamsFor } from './dnsmasq-conf';
import { answerLocally, type LocalEntry } from './dnsmasq-local';
import { askedName, FORGET, type ForwardByTcp, tellReply } from './dnsmasq-upstream';
import { encodeMessage } from './encode-message';
import { takeFrame } from './framing';
import { createResponse, EDNS_SIZE, type Message, PLAIN_SIZE } from './message';
import { nameKey } from './name';
import { IN, NXDOMAIN, nameOfType, REFUSED, TYPE_CNAME } from './record-types';

export type Log = (text: string) => Routine;

type Job = {
  asker: Asker;
  query: Message;
  /** The socket by which it was sent on; null where a thread does it by TCP. */
  fd: number | null;
  id: number;
  until: number;
};

export class Forwarder {
  entries: readonly LocalEntry[] = [];
  private cache: Cache = [];
  private jobs: Job[] = [];
  private heard = '';
  private forwarded = 0;
  private local = 0;

  constructor(
    private readonly settings: DnsmasqSettings,
    private readonly sockets: DnsSockets,
    /** Threads write here what TCP has brought. */
    private readonly pipe: readonly [number, number],
    private readonly log: Log,
  ) {}

  descriptors(): number[] {
    return [this.pipe[0], ...this.jobs.flatMap(({ fd }) => (fd === null ? [] : [fd]))];
  }

  *timeout(): Routine<number | null> {
    if (this.jobs.length === 0) return null;
    const next = Math.min(...this.jobs.map(({ until }) => until));
    return Math.max(0, next - (yield* currentTime()));
  }

  forget(): void {
    this.cache = [];
  }

  /** SIGUSR1: what dnsmasq tells of itself. */
  *report(): Routine {
    const now = yield* currentTime();
    yield* this.log(`time ${Math.floor(now / 1000)}`);
    const { cacheSize } = this.settings;
    const live = this.cache.filter(({ until }) => until > now).length;
    yield* this.log(
      `cache size ${cacheSize}, 0/${live} cache insertions re-used unexpired cache entries.`,
    );
    yield* this.log(`queries forwarded ${this.forwarded}, queries answered locally ${this.local}`);
  }

  private *note(text: string): Routine {
    if (this.settings.logQueries) yield* this.log(text);
  }

  /** A question from below. */
  *take({ asker, bytes }: Asked): Routine {
    const decoding = decodeMessage(bytes);
    if (!decoding.ok) return;
    const query = decoding.message;
    const [question] = query.question;
    if (query.response || query.opcode !== 0 || !question || query.question.length > 1) return;
    const name = askedName(query);
    yield* this.note(`query[${nameOfType(question.type)}] ${name} from ${asker.addr}`);
    const known = answerLocally(question, this.settings, this.entries);
    if (known) {
      for (const line of known.told) yield* this.note(line);
      yield* this.reply(asker, query, { ...known, flags: { aa: known.aa } });
      return;
    }
    // Who wants no recursion, or DNSSEC, is not served from the cache.
    const plain = query.flags.rd && !query.edns?.dnssec && question.class === IN;
    const cached = plain ? recall(this.cache, question, yield* currentTime()) : null;
    if (cached) {
      for (const line of cached.told) yield* this.note(`cached ${line}`);
      // dnsmasq takes the authority back for every type but this.
      const aa = question.type === TYPE_CNAME;
      yield* this.reply(asker, query, { ...cached, flags: { aa } });
      return;
    }
    yield* this.forward(asker, query);
  }

  private *reply(
    asker: Asker,
    query: Message,
    parts: Partial<Omit<Message, 'flags'>> & { code: number; flags: Partial<Message['flags']> },
  ): Routine {
    this.local += 1;
    const blank = createResponse(query, parts.code);
    const { edns } = query;
    const message: Message = {
      ...blank,
      answer: parts.answer ?? [],
      authority: parts.authority ?? [],
      flags: { ...blank.flags, ra: true, ...parts.flags },
      edns: edns ? { size: EDNS_SIZE, version: 0, dnssec: edns.dnssec, options: [] } : null,
    };
    const limit = edns ? Math.min(Math.max(edns.size, PLAIN_SIZE), EDNS_SIZE) : PLAIN_SIZE;
    yield* this.sockets.reply(asker, encodeMessage(message, asker.over === 'udp' ? limit : 65535));
  }

  private *forward(asker: Asker, query: Message): Routine {
    const servers = upstreamsFor(this.settings.upstreams, askedName(query));
    const server = servers.find(({ addr }) => addr !== null);
    if (!server || server.addr === null) {
      const code = servers.length > 0 ? NXDOMAIN : REFUSED;
      yield* this.reply(asker, query, { code, flags: {} });
      return;
    }
    const random = yield* sys.random(65536);
    const id = random.ok ? random.value : 0;
    const bytes = encodeMessage({ ...query, id });
    const until = (yield* currentTime()) + FORGET;
    this.forwarded += 1;
    yield* this.note(`forwarded ${askedName(query)} to ${server.addr}`);
    if (asker.over === 'tcp') {
      this.jobs.push({ asker, query, fd: null, id, until });
      const job: ForwardByTcp = { server, bytes, job: id, pipe: this.pipe[1] };
      yield* sys.thread('forward', job);
      return;
    }
    const again = this.jobs.find((job) => isSameQuestion(job, asker, query));
    if (again) yield* this.end(again);
    const opened = yield* sys.socket(isAddress6(server.addr) ? 'udp6' : 'udp');
    if (!opened.ok) return;
    const connected = yield* sys.connect(opened.value, server.addr, server.port);
    if (connected.ok) yield* sys.send(opened.value, bytes);
    this.jobs.push({ asker, query, fd: opened.value, id, until });
  }

  private *end(job: Job): Routine {
    this.jobs = this.jobs.filter((one) => one !== job);
    if (job.fd !== null) yield* sys.close(job.fd);
  }

  /** Something from above: a datagram, or what a thread has brought. */
  *hear(fd: number): Routine {
    if (fd === this.pipe[0]) {
      const part = yield* sys.read(fd);
      if (part.ok) this.heard += part.value;
      for (let frame = takeFrame(this.heard); frame; frame = takeFrame(this.heard)) {
        this.heard = frame.rest;
        const id = frame.bytes.charCodeAt(0) * 256 + frame.bytes.charCodeAt(1);
        const job = this.jobs.find((one) => one.fd === null && one.id === id);
        if (job) yield* this.settle(job, frame.bytes.slice(2));
      }
      return;
    }
    const job = this.jobs.find((one) => one.fd === fd);
    const got = yield* sys.recv(fd);
    // Nobody there is no answer: who asked will ask again, or give up.
    if (job && got.ok) yield* this.settle(job, got.value);
  }

  private *settle(job: Job, bytes: string): Routine {
    const decoding = decodeMessage(bytes);
    if (!decoding.ok || !answers(decoding.message, { ...job.query, id: job.id })) return;
    const reply = decoding.message;
    for (const line of tellReply(reply)) yield* this.note(`reply ${line}`);
    const { cacheSize: size, negTtl, noNegative } = this.settings;
    const negative = reply.code === NXDOMAIN || reply.answer.length === 0;
    if (!(negative && noNegative) && !job.query.edns?.dnssec) {
      this.cache = remember(this.cache, reply, yield* currentTime(), { size, negTtl });
    }
    yield* this.end(job);
    const flags = { ...reply.flags, ra: true, rd: job.query.flags.rd };
    const edns = job.query.edns ? reply.edns : null;
    const message: Message = { ...reply, id: job.query.id, flags, edns };
    const limit = job.query.edns ? EDNS_SIZE : PLAIN_SIZE;
    yield* this.sockets.reply(
      job.asker,
      encodeMessage(message, job.asker.over === 'udp' ? limit : 65535),
    );
  }

  *expire(): Routine {
    const now = yield* currentTime();
    for (const job of this.jobs.filter(({ until }) => until <= now)) yield* this.end(job);
  }
}

function isSameQuestion(job: Job, asker: Asker, query: Message): boolean {
  const [a, b] = [job.query.question[0], query.question[0]];
  if (job.fd === null || !a || !b || a.type !== b.type) return false;
  const same = job.asker.addr === asker.addr && job.asker.port === asker.port;
  return same && job.query.id === query.id && nameKey(a.name) === nameKey(b.name);
}
