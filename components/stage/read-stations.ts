/**
 * The stations of a connection, from its name to the program that shall answer, and where it
 * stopped: read off the trace of all machines, while `readProbes` knows the client's side alone. Pure.
 */
import {
  type LineFacts,
  type StationId,
  type StationReason,
  type StationState,
  stationIds,
  stationReasons,
} from '@/content/messages/stations';
import type { TraceEvent } from '@/contract/trace';
import type { Probe } from '@/simulation/world/probe';
import { readProbes } from '@/simulation/world/read-probes';
import type { WorldView } from '@/simulation/world/view';
import { formatEndpoint } from './packet-words';

export type Station = {
  id: StationId;
  state: StationState;
  /** The host that decided; null for what was not reached. */
  at: string | null;
  text: string | null;
};
/** One connection, from its name on. */
export type StationLine = { about: LineFacts; stations: Station[] };

type Moved = Extract<TraceEvent, { kind: 'sent' | 'arrived' | 'lost' }>;
/** What became of a connection at one station, and which host decided. */
type Step = readonly [StationState, StationReason, string];

/** What the machines on the way saw of a connection. */
type Journey = {
  /** Packets of the client that open it, at every place that they came to. */
  opening: Moved[];
  /** What came to the client, at every place. */
  back: Moved[];
  /** The host where the last opening packet came to, and to which address it was then addressed. */
  end: { host: string; addr: string; port: number } | null;
  /** The host that wrote another target on it. */
  translator: string | null;
};

const isMove = (event: TraceEvent): event is Moved =>
  event.kind === 'sent' || event.kind === 'arrived' || event.kind === 'lost';

/** A packet keeps its number on its way, whoever passes it on and whatever is written on it. */
function followConnection(probe: Probe, events: readonly TraceEvent[]): Journey {
  const { client, addr, port, host } = probe;
  const moves = events.filter(isMove).filter(({ packet }) => packet.proto === 'tcp');
  const isOwn = (one: { addr: string; port: number }) =>
    one.addr === client?.addr && one.port === client.port;
  const opens = new Set(
    moves
      .filter(({ packet, host: at }) => at === host && packet.flags === 'S' && isOwn(packet.src))
      .map(({ packet }) => packet.id),
  );
  const returns = new Set(
    moves
      .filter(
        ({ kind, packet, host: at }) => kind === 'arrived' && at === host && isOwn(packet.dst),
      )
      .map(({ packet }) => packet.id),
  );
  const opening = moves.filter(({ packet }) => opens.has(packet.id));
  // What a rule stops at its target is told as lost and not as arrived; what never left has no end.
  const left = opening.some(({ kind }) => kind === 'sent');
  const came = opening.findLast(({ kind }) => kind === 'arrived' || (kind === 'lost' && left));
  const turned = opening.find(
    ({ kind, packet }) => kind !== 'lost' && (packet.dst.addr !== addr || packet.dst.port !== port),
  );
  return {
    opening,
    back: moves.filter(({ packet }) => returns.has(packet.id)),
    end: came ? { host: came.host, ...came.packet.dst } : null,
    translator: turned?.host ?? null,
  };
}

/** Whether a container on one of the host's own networks listens on that port. */
function hidesListener(view: WorldView, name: string, port: number): boolean {
  const host = view.hosts.find((one) => one.name === name);
  const lans = new Set(host?.interfaces.map(({ lan }) => lan));
  return view.hosts.some(
    (one) =>
      one.kind === 'container' &&
      one.name !== name &&
      one.interfaces.some(({ lan }) => lan !== null && lans.has(lan)) &&
      one.sockets.some(({ state, local }) => state === 'LISTEN' && local.port === port),
  );
}

/** Until the connection is made: name to handshake, as far as it came. */
function judgeOpening(
  probe: Probe,
  { opening, back, end, translator }: Journey,
  events: readonly TraceEvent[],
  view: WorldView,
): Step[] {
  const { host } = probe;
  if (probe.addr === null)
    return [['stopped', probe.unresolved ? 'no-resolver' : 'no-such-name', host]];
  const name: Step =
    probe.name === null ? ['unused', 'literal', host] : ['passed', 'resolved', host];
  const lost = probe.connected ? undefined : opening.findLast(({ kind }) => kind === 'lost');
  const cause = lost?.kind === 'lost' ? lost.reason : null;
  const blocked = cause === 'firewall-drop' || cause === 'firewall-reject';
  if (lost !== undefined && cause !== null && !blocked && cause !== 'queue-full')
    return [name, ['stopped', wayEnds[cause] ?? 'lost-on-way', lost.host]];
  if (end === null) {
    const unneeded: Step = ['unused', 'not-needed', host];
    const leaves: Step = ['passed', 'on-the-way', host];
    if (blocked || probe.errno === 'EPERM')
      return [name, leaves, unneeded, ['stopped', 'forbidden', host]];
    if (probe.errno !== null) return [name, ['stopped', 'no-way', host]];
    return [name, ['waits', 'on-the-way', host]];
  }
  const way: Step = ['passed', probe.own ? 'own-host' : 'arrived', lost?.host ?? end.host];
  if (probe.refused && !blocked && translator === null && hidesListener(view, end.host, end.port))
    return [name, way, ['stopped', 'not-published', end.host]];
  const published: Step =
    translator === null ? ['unused', 'not-needed', end.host] : ['passed', 'sent-on', translator];
  const outward = [name, way, published];
  if (lost !== undefined && blocked) {
    const reason = cause === 'firewall-drop' ? 'swallowed' : 'rejected';
    return [...outward, ['stopped', reason, lost.host]];
  }
  const looked = [...outward, ['passed', 'let-through', end.host] as const];
  if (probe.refused) return [...looked, ['stopped', 'no-socket', end.host]];
  const found = [...looked, ['passed', 'found', end.host] as const];
  if (!probe.connected && events.some((event) => overflows(event, end)))
    return [...found, ['stopped', 'queue-full', end.host]];
  if (probe.connected)
    return [...found, ['passed', 'queued', end.host], ['passed', 'connected', host]];
  if (back.length > 0 || events.some((event) => answers(event, end, probe)))
    return [...found, ['passed', 'queued', end.host], ['waits', 'half-open', end.host]];
  return [name, ['waits', 'on-the-way', end.host]];
}

const wayEnds: Partial<Record<string, StationReason>> = {
  'no-neighbour': 'nobody-there',
  'no-route': 'no-way',
};

const overflows = (event: TraceEvent, end: NonNullable<Journey['end']>): boolean =>
  event.kind === 'queue' &&
  event.host === end.host &&
  event.change === 'overflow' &&
  event.local.port === end.port;

/** SYN-ACK on its way. */
function answers(event: TraceEvent, end: NonNullable<Journey['end']>, probe: Probe): boolean {
  if (event.kind !== 'sent' || event.host !== end.host) return false;
  const { packet } = event;
  return (
    packet.flags === 'SA' && packet.src.port === end.port && packet.dst.port === probe.client?.port
  );
}

const secretHello = /^\x16\x03/;

/** What was said on the connection: the seal where there is one, then the program. */
function judgeTalk(probe: Probe, { back, end }: Journey, events: readonly TraceEvent[]): Step[] {
  const { host, asked, heard, status, ended } = probe;
  const server = end?.host ?? host;
  const isSecret = secretHello.test(asked);
  const plain: Step = ['unused', 'no-secret', server];
  const isReset = ({ kind, packet }: Moved) => kind === 'sent' && packet.flags.includes('R');
  const cut: Step | null =
    ended === 'RST'
      ? ['stopped', 'cut-off', back.find(isReset)?.host ?? server]
      : ended === 'FIN' && asked !== ''
        ? ['stopped', 'hung-up', server]
        : null;
  if (probe.distrust !== null) return [['stopped', 'untrusted', host]];
  if (isSecret && status === null && !hasAsked(probe, events))
    return [cut ?? ['waits', 'greeting', server]];
  const seal: Step = isSecret ? ['passed', 'sealed', server] : plain;
  if (cut !== null) return [seal, cut];
  if (status !== null && status >= 400) return [seal, ['stopped', 'error-status', server]];
  if (status !== null || (!isSecret && heard !== '')) return [seal, ['passed', 'answered', server]];
  return [seal, ['waits', asked === '' ? 'nothing-asked' : 'mute', server]];
}

/** Whether the client has sent sealed data (record type 23, RFC 8446, 5.1). */
function hasAsked({ host, client }: Probe, events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) =>
      event.kind === 'sent' &&
      event.host === host &&
      event.packet.src.port === client?.port &&
      event.packet.data.startsWith('\x17\x03'),
  );
}

/** When the client ended the connection, or now. */
function givenUpAt({ host, client }: Probe, events: readonly TraceEvent[], now: number): number {
  const end = events.find(
    (event) =>
      event.kind === 'sent' &&
      event.host === host &&
      event.packet.src.port === client?.port &&
      /[FR]/.test(event.packet.flags),
  );
  return end?.at ?? now;
}

function readLine(probe: Probe, events: readonly TraceEvent[], view: WorldView): StationLine {
  const journey = followConnection(probe, events);
  const opened = judgeOpening(probe, journey, events, view);
  const steps = probe.connected ? [...opened, ...judgeTalk(probe, journey, events)] : opened;
  const { end } = journey;
  const facts = {
    ...probe,
    onto: end === null ? '' : formatEndpoint(end),
    waited: givenUpAt(probe, events, view.now) - (probe.endedAt ?? probe.startedAt),
  };
  return {
    about: probe,
    stations: stationIds.map((id, index) => {
      const step = steps[index];
      if (step === undefined) return { id, state: 'dark', at: null, text: null };
      const [state, reason, at] = step;
      return { id, state, at, text: stationReasons[reason](facts) };
    }),
  };
}

/** Where a line ends: the first station that is neither passed nor unused; null where all are. */
export function endOf({ stations }: StationLine): Station | null {
  return stations.find(({ state }) => state === 'stopped' || state === 'waits') ?? null;
}

/**
 * The latest connection that `host` has tried, and behind it the one that the program it came to
 * has made in its turn, as a proxy does. `events`: everything up to the playhead; `view`: the world there.
 */
export function readStations(
  events: readonly TraceEvent[],
  view: WorldView,
  host: string,
): StationLine[] {
  const tried = readProbes(events).filter(
    ({ proto, port, addr }) => proto === 'tcp' && (port !== 53 || addr === null),
  );
  const first = tried.findLast((probe) => probe.host === host);
  if (first === undefined) return [];
  const line = readLine(first, events, view);
  const server = followConnection(first, events).end?.host;
  const onward = first.connected
    ? tried.find(
        (probe) => probe.host === server && server !== host && probe.startedAt >= first.startedAt,
      )
    : undefined;
  return onward === undefined ? [line] : [line, readLine(onward, events, view)];
}
