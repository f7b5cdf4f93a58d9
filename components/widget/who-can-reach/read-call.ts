/** What became of a call: read off the simulation's trace and tables, and nothing else. Pure. */
import { latestAttempt } from '@/components/stage/attempt';
import { isWildcard } from '@/components/stage/world-reading';
import {
  type Caller,
  port,
  type Result,
  results,
  type Station,
} from '@/content/messages/who-can-reach';
import type { Cause } from '@/content/messages/who-can-reach-beliefs';
import type { PacketView, TraceEvent } from '@/contract/trace';
import type { SocketView, WorldView } from '@/simulation/world/view';

export type Finding = {
  outcome: Result;
  errno: string | null;
  /** Simulated milliseconds of the last attempt. */
  took: number;
  cause: Cause;
  stations: Station[];
  /** What the caller's program printed. */
  printed: string;
};

/** It hands packets on; what it says about them is in what it sends. */
const router = 'router';

type Moved = Extract<TraceEvent, { kind: 'sent' | 'arrived' | 'lost' }>;

/**
 * @param events what happened from the typing of the call on
 * @param view the world when it had ended
 * @throws Error where nobody called, or the call ended in a way that this widget has no word for
 */
export function readCall(caller: Caller, events: readonly TraceEvent[], view: WorldView): Finding {
  const attempt = latestAttempt(events, view.now);
  const outcome = results.find((one) => one === attempt?.outcome);
  if (attempt === null || outcome === undefined) {
    throw new Error(`the call of ${caller.host} ended as ${attempt?.outcome ?? 'no call at all'}`);
  }
  const stations = readStations(caller.host, events);
  const listener = view.hosts
    .find(({ name }) => name === 'laptop')
    ?.sockets.find(({ state, local }) => state === 'LISTEN' && local.port === port);
  return {
    outcome,
    errno: attempt.errno,
    took: attempt.took,
    cause: findCause(caller, stations, listener),
    stations,
    printed: events
      .flatMap((event) =>
        event.kind === 'output' && event.host === caller.host && /^(nc:|Conn)/.test(event.text)
          ? [event.text]
          : [],
      )
      .join(''),
  };
}

/** The places that the first SYN of each attempt passes, and who answers it. */
function readStations(caller: string, events: readonly TraceEvent[]): Station[] {
  const stations: Station[] = [];
  for (const event of events) {
    const station = isMove(event) ? readStation(caller, event) : null;
    if (station !== null) stations.push(station);
  }
  const silent = stations.findIndex(({ kind }) => kind === 'dropped');
  // What follows a silence is the same question again.
  return silent < 0 ? stations : stations.slice(0, silent + 1);
}

const isMove = (event: TraceEvent): event is Moved =>
  event.kind === 'sent' || event.kind === 'arrived' || event.kind === 'lost';

function readStation(caller: string, { kind, host, via, packet }: Moved): Station | null {
  const { dst, src } = packet;
  if (isSyn(packet) && dst.port === port) {
    if (kind === 'lost') return { kind: 'dropped', host };
    if (kind === 'arrived')
      return host === router ? null : { kind: 'arrives', host, addr: dst.addr };
    return { kind: host === caller ? 'asks' : 'passes-on', host, via, addr: dst.addr };
  }
  // The kernel that answers is the first to send it; a router hands it on with another source.
  if (kind !== 'sent' || src.port !== port || host === router) return null;
  if (packet.flags.includes('R')) return { kind: 'refuses', host, addr: src.addr };
  return packet.flags === 'SA' ? { kind: 'answers', host, addr: src.addr } : null;
}

const isSyn = ({ proto, flags }: PacketView) => proto === 'tcp' && flags === 'S';

function findCause(
  caller: Caller,
  stations: readonly Station[],
  listener: SocketView | undefined,
): Cause {
  const last = stations.at(-1);
  switch (last?.kind) {
    case 'dropped':
      return last.host === 'laptop' ? 'laptop-drops' : 'router-drops';
    case 'refuses':
      if (last.host !== 'laptop') return 'own-loopback';
      if (listener === undefined) return 'nobody';
      return listener.local.addr === '::' && listener.v6only ? 'six-only' : 'other-address';
    case 'answers':
      if (stations.some(({ kind }) => kind === 'passes-on')) return 'published';
      if (caller.target === 'localhost') {
        const asked = stations.filter(({ kind }) => kind === 'asks').length;
        return asked > 1 ? 'second-address' : 'first-address';
      }
      if (listener === undefined || !isWildcard(listener.local.addr)) return 'exact';
      return listener.local.addr === '::' ? 'dual-stack' : 'every-address';
    default:
      throw new Error(`the call of ${caller.host} to ${caller.target} has no end`);
  }
}
