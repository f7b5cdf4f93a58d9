/** Reads the trace at the clients: one piece of evidence for each attempt to reach somebody. */
import type { Endpoint, PacketView, TraceEvent } from '@/contract/trace';
import type { Evidence } from './probe';
import { hostIn, TypedNames } from './typed-name';

type Told<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>;

/** What clients print when a name leads nowhere. */
const namelessWords: Readonly<Record<string, RegExp>> = {
  curl: /Could not resolve host: (\S+)/,
  nc: /getaddrinfo for host "([^"]+)"/,
  ssh: /Could not resolve hostname ([^\s:]+)/,
  ping: /^ping: ([^\s:]+): (?:Name or service not known|Address family|No address associated|Temporary failure)/,
};
/** curl's exit status for the same; with -s it is all that it says (curl(1)). */
const CURL_NO_HOST = 6;

const DNS_PORT = 53;

/** Whether a datagram is one question to a name server, and not a learner's own words. */
function isQuestion(data: string): boolean {
  return data.length > 12 && data.charCodeAt(2) < 8 && data.slice(4, 6) === '\0\x01';
}

/** Whether a name server has said that there is such a name, or that there is none (RFC 1035, 4.1.1). */
function isVerdict(answer: string): boolean {
  const code = answer.charCodeAt(3) & 15;
  return answer.length >= 12 && (code === 0 || code === 3);
}

/** What curl shows of an answer that came sealed, and of a certificate that it does not believe. */
const shownStatus = /^(?:< )?HTTP\/\S+ ([2-5]\d\d)/m;
const distrustWords = /^curl: \(60\) (SSL.*)/m;
const secretHello = /^\x16\x03/;

/** Errors by which connect(2) and send(2) refuse before a packet is sent. */
const atOnce = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EADDRNOTAVAIL', 'EPERM']);

const shown = ({ addr, port }: Endpoint) => `${addr} ${port}`;
/** Names a conversation as one of its ends sees it. */
const flow = (proto: string, near: Endpoint, far: Endpoint) =>
  `${proto} ${shown(near)} ${shown(far)}`;

/** All attempts that `events` (everything up to the playhead) tell of, oldest first. */
export function gatherEvidence(events: readonly TraceEvent[]): Evidence[] {
  const found: Evidence[] = [];
  const names = new TypedNames();
  /** By host and pid: programs whose failed lookup is told already. */
  const nameless = new Set<string>();
  /** By host, pid and descriptor: the type of a socket. */
  const sockets = new Map<string, string>();
  /** By host: the ends of a SYN-SENT socket whose connect() is told next. */
  const opening = new Map<string, { local: Endpoint; peer: Endpoint }>();
  /** By host, pid and descriptor. */
  const byCall = new Map<string, Evidence>();
  /** By host and pid: the latest connection of a program. */
  const byProcess = new Map<string, Evidence>();
  /** By host and conversation, near end first. */
  const byFlow = new Map<string, Evidence>();
  /** Conversations by datagram that somebody has begun, as the one who began them sees them. */
  const begun = new Set<string>();
  /** By host, pid and descriptor: where a connected datagram socket sends to. */
  const peers = new Map<string, { addr: string; port: number }>();
  /** By who asks (see `askerOf`): questions to name servers since it began. */
  const questions = new Map<string, Evidence[]>();
  /** By host: who has just called send() on a datagram socket. */
  const sender = new Map<string, { pid: number; program: string; key: string }>();

  function begin(
    host: string,
    at: number,
    asks: Pick<Evidence, 'program' | 'proto' | 'name' | 'addr' | 'port'>,
  ): Evidence {
    const evidence: Evidence = {
      ...{ host, startedAt: at, endedAt: null, client: null, ...asks },
      ...{ tries: 0, own: false, nobody: false, connected: false, refused: false },
      ...{ icmp: null, errno: null, asked: '', heard: '', answers: 0, status: null },
      ...{ ended: null, finished: false, unresolved: false, distrust: null },
    };
    found.push(evidence);
    return evidence;
  }

  /** Programs ask once in their lives; a browser asks for each of its pages. */
  const askerOf = (host: string, pid: number, program: string | null) =>
    `${host} ${program === 'browser' ? program : pid}`;

  function endNameless(
    { host, at }: { host: string; at: number },
    pid: number,
    program: string,
    name: string | null,
  ): void {
    const nowhere = { addr: null, port: null };
    const evidence = begin(host, at, { program, proto: 'tcp', name, ...nowhere });
    const asked = questions.get(askerOf(host, pid, program)) ?? [];
    evidence.unresolved = asked.length > 0 && !asked.some(({ heard }) => isVerdict(heard));
    evidence.endedAt = at;
  }

  function onProcess(event: Told<'process'>): void {
    const { host, pid, program, change, status } = event;
    const key = `${host} ${pid}`;
    if (change === 'started') {
      nameless.delete(key);
      questions.delete(askerOf(host, pid, program));
    }
    const silent = change === 'exited' && program === 'curl' && status === CURL_NO_HOST;
    if (silent && !nameless.has(key))
      endNameless(event, pid, program, names.nameOf(host, pid, program, null));
  }

  function onOutput(event: Told<'output'>): void {
    const { host, pid, text } = event;
    const key = `${host} ${pid}`;
    const program = names.programOf(host, pid) ?? '';
    const talk = byProcess.get(key);
    if (program === 'curl' && talk !== undefined && secretHello.test(talk.asked)) {
      talk.distrust ??= distrustWords.exec(text)?.[1] ?? null;
      const status = shownStatus.exec(text)?.[1];
      if (status !== undefined) talk.status = Number(status);
    }
    const name = namelessWords[program]?.exec(text)?.[1];
    if (name === undefined || nameless.has(key)) return;
    nameless.add(key);
    endNameless(event, pid, program, name);
  }

  function onPage(event: Told<'page'>): void {
    const { host, url, error, status } = event;
    const talk = found.findLast(
      (one) => one.host === host && one.program === 'browser' && one.proto === 'tcp',
    );
    if (talk !== undefined && secretHello.test(talk.asked)) {
      if (error?.startsWith('ERR_CERT_')) talk.distrust = error;
      talk.status = status ?? talk.status;
    }
    if (error === 'ERR_NAME_NOT_RESOLVED' || error === 'DNS_PROBE_FINISHED_NXDOMAIN')
      endNameless(event, 0, 'browser', hostIn(url));
    questions.delete(askerOf(host, 0, 'browser'));
  }

  function onCall(event: Told<'call'>): void {
    const { at, host, pid, program, call, fd, args, result } = event;
    const key = `${host} ${pid} ${fd}`;
    if (call === 'socket' && result?.ok) {
      const made = `${host} ${pid} ${result.value}`;
      sockets.set(made, String(args.type));
      byCall.delete(made);
      peers.delete(made);
      return;
    }
    const failed = result && !result.ok ? result.errno : null;
    const udp = sockets.get(key)?.startsWith('udp') ?? false;
    const to = { addr: String(args.addr ?? ''), port: Number(args.port ?? 0) };
    if (udp && (call === 'send' || call === 'sendto')) {
      sender.set(host, { pid, program, key });
      if (failed !== null)
        onSendFailed(event, key, call === 'sendto' ? to : peers.get(key), failed);
      return;
    }
    if (call !== 'connect') return;
    const { addr, port } = to;
    if (udp && result?.ok) peers.set(key, to);
    const ends = udp ? undefined : opening.get(host);
    opening.delete(host);
    let evidence = udp ? undefined : byCall.get(key);
    if (ends !== undefined || (failed !== null && atOnce.has(failed) && event.phase === 'both')) {
      const name = names.nameOf(host, pid, program, addr);
      evidence = begin(host, at, { program, proto: udp ? 'udp' : 'tcp', name, addr, port });
      byCall.set(key, evidence);
      byProcess.set(`${host} ${pid}`, evidence);
      if (ends !== undefined) {
        evidence.client = ends.local;
        byFlow.set(`${host} ${flow('tcp', ends.local, ends.peer)}`, evidence);
      }
    }
    if (evidence === undefined || result === undefined || failed === 'EINPROGRESS') return;
    evidence.endedAt ??= at;
    if (result.ok) evidence.connected = true;
    else if (failed !== 'EALREADY' && failed !== 'EISCONN') evidence.errno ??= failed;
  }

  function onSendFailed(
    { at, host, pid, program }: Told<'call'>,
    key: string,
    to: { addr: string; port: number } | undefined,
    errno: string,
  ): void {
    let evidence = byCall.get(key);
    if (evidence === undefined) {
      if (to === undefined || !atOnce.has(errno)) return;
      const name = names.nameOf(host, pid, program, to.addr);
      evidence = begin(host, at, { program, proto: 'udp', name, ...to });
      byCall.set(key, evidence);
    }
    evidence.errno = errno;
  }

  function onState({ at, host, local, peer, from, to, cause }: Told<'state'>): void {
    if (peer === null) return;
    if (from === 'CLOSED' && to === 'SYN-SENT') opening.set(host, { local, peer });
    const evidence = byFlow.get(`${host} ${flow('tcp', local, peer)}`);
    if (evidence === undefined || from !== 'SYN-SENT') return;
    if (to === 'ESTABLISHED') evidence.connected = true;
    if (to === 'CLOSED' && cause === 'receive RST') evidence.refused = true;
    evidence.endedAt ??= at;
  }

  function beginDatagram({ at, host, packet }: Told<'sent'>): Evidence | undefined {
    const { proto, src } = packet;
    // In place of a port the target of an echo has its number: all of one program are one.
    const dst = proto === 'icmp' ? { ...packet.dst, port: 0 } : packet.dst;
    // An answer, or a packet that a router passes on, is no attempt of its sender.
    if (begun.has(flow(proto, dst, src)) || begun.has(flow(proto, src, dst))) return;
    begun.add(flow(proto, src, dst));
    if (proto === 'udp') {
      const by = sender.get(host);
      const { pid, program } = by ?? { pid: -1, program: null };
      // A question to a resolver is about the typed name, and no attempt to reach it.
      const resolves = dst.port === DNS_PORT && isQuestion(packet.data);
      const name = program === null || resolves ? null : names.nameOf(host, pid, program, dst.addr);
      const asks = { program, proto: 'udp' as const, name, addr: dst.addr, port: dst.port };
      const evidence = begin(host, at, asks);
      if (by !== undefined) byCall.set(by.key, evidence);
      if (resolves) {
        const asker = askerOf(host, pid, program);
        questions.set(asker, [...(questions.get(asker) ?? []), evidence]);
      }
      return evidence;
    }
    // The identifier of an echo request is the pid of its program.
    const program = names.programOf(host, src.port);
    const name = program === null ? null : names.nameOf(host, src.port, program, dst.addr);
    return begin(host, at, { program, proto: 'ping', name, addr: dst.addr, port: null });
  }

  /** Sequence numbers stand where ports do: all echoes of one program are one attempt. */
  const nearFlow = (host: string, packet: PacketView, near: Endpoint, far: Endpoint) =>
    `${host} ${flow(packet.proto, near, packet.proto === 'icmp' ? { ...far, port: 0 } : far)}`;

  /** Something left its host, or was held there for want of a neighbour. */
  function onSent(event: Told<'sent'> | Told<'lost'>): void {
    const { host, packet, via } = event;
    const isError = packet.proto === 'icmp' && packet.role !== 'echo-request';
    if (isError) return;
    const key = nearFlow(host, packet, packet.src, packet.dst);
    let evidence = byFlow.get(key);
    if (evidence === undefined && packet.proto !== 'tcp') {
      evidence = beginDatagram({ ...event, kind: 'sent' });
      if (evidence === undefined) return;
      evidence.client = packet.src;
      byFlow.set(key, evidence);
    }
    if (evidence === undefined) return;
    evidence.own ||= via === 'lo';
    if (packet.proto !== 'tcp' || packet.flags === 'S') evidence.tries += 1;
    if (evidence.asked === '') evidence.asked = packet.data;
    if (packet.flags.includes('F')) evidence.finished = true;
  }

  function onArrived({ host, packet }: Told<'arrived'>): void {
    if (packet.about !== undefined) {
      const { proto, src, dst } = packet.about;
      const evidence = byFlow.get(nearFlow(host, { ...packet, proto }, src, dst));
      const type = packet.role ?? '';
      if (evidence !== undefined) evidence.icmp = { type, from: packet.src.addr };
      return;
    }
    // An echo reply keeps the identifier in its destination and the sequence in its source.
    const evidence = byFlow.get(nearFlow(host, packet, packet.dst, packet.src));
    if (evidence === undefined) return;
    const { flags, data } = packet;
    if (packet.proto === 'tcp' && flags.includes('S') && flags.includes('A'))
      evidence.connected = true;
    if (data !== '') {
      evidence.answers += 1;
      if (evidence.heard === '') evidence.heard = data;
      const status = /^HTTP\/\d(?:\.\d)? ([2-5]\d\d)/.exec(data)?.[1];
      if (status !== undefined) evidence.status = Number(status);
    }
    const silent = evidence.connected && evidence.heard === '' && evidence.ended === null;
    if (flags.includes('R')) {
      if (!evidence.connected) evidence.refused = true;
      else if (silent) evidence.ended = 'RST';
    } else if (flags.includes('F') && silent && !evidence.finished) evidence.ended = 'FIN';
  }

  function onLost(event: Told<'lost'>): void {
    if (event.reason !== 'no-neighbour') return;
    const { host, packet } = event;
    onSent(event);
    const evidence = byFlow.get(nearFlow(host, packet, packet.src, packet.dst));
    if (evidence !== undefined) evidence.nobody = true;
  }

  for (const event of events) {
    names.read(event);
    if (event.kind === 'process') onProcess(event);
    else if (event.kind === 'output') onOutput(event);
    else if (event.kind === 'page') onPage(event);
    else if (event.kind === 'call') onCall(event);
    else if (event.kind === 'state') onState(event);
    else if (event.kind === 'sent') onSent(event);
    else if (event.kind === 'arrived') onArrived(event);
    else if (event.kind === 'lost') onLost(event);
  }
  return found;
}
