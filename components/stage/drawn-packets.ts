/** Which packets the picture shows at a moment, and how each of them stands. Pure. */
import type { PacketView, TraceEvent } from '@/contract/trace';
import { viewPacket } from '@/simulation/packet/view-packet';
import type { WorldView } from '@/simulation/world/view';
import { hostByAddress } from './world-reading';

type LostEvent = Extract<TraceEvent, { kind: 'lost' }>;

export type DrawnPacket = {
  packet: PacketView;
  /** `flying`: on the way. `arrived`: at its end just now. `lost`: ended on the way. */
  phase: 'flying' | 'arrived' | 'lost';
  /** Hosts; `to` is null when no host has the address. */
  from: string;
  to: string | null;
  via: string;
  reason: LostEvent['reason'] | null;
  /** Host at which a lost packet ended. */
  at: string | null;
};

function senderOf(
  view: WorldView,
  event: Extract<TraceEvent, { kind: 'arrived' | 'lost' }>,
): string {
  return hostByAddress(view, event.packet.src.addr, event.via, event.host)?.name ?? event.host;
}

function fromEvent(view: WorldView, event: TraceEvent): DrawnPacket | null {
  if (event.kind !== 'sent' && event.kind !== 'arrived' && event.kind !== 'lost') return null;
  const { packet, via, host } = event;
  const target = hostByAddress(view, packet.dst.addr, via, host)?.name ?? null;
  const common = { packet, via, reason: null, at: null };
  if (event.kind === 'sent') {
    const flying = view.inFlight.find((one) => one.packet.id === packet.id && one.via === via);
    return { ...common, phase: 'flying', from: host, to: flying?.to ?? target };
  }
  const from = senderOf(view, event);
  if (event.kind === 'arrived') return { ...common, phase: 'arrived', from, to: host };
  return { ...common, phase: 'lost', from, to: target, reason: event.reason, at: host };
}

/** Packets of the events just told first, then those that are still on their way. */
export function drawnPackets(view: WorldView, events: readonly TraceEvent[]): DrawnPacket[] {
  const drawn: DrawnPacket[] = [];
  const known = new Set<number>();
  for (const event of events) {
    const one = fromEvent(view, event);
    if (one === null) continue;
    // One stop may send a packet and lose it: the later word stands.
    const earlier = drawn.findIndex((other) => other.packet.id === one.packet.id);
    if (earlier >= 0) drawn.splice(earlier, 1);
    drawn.push(one);
    known.add(one.packet.id);
  }
  for (const flight of view.inFlight) {
    if (known.has(flight.packet.id)) continue;
    drawn.push({
      packet: viewPacket(flight.packet),
      phase: 'flying',
      from: flight.from,
      to: flight.to,
      via: flight.via,
      reason: null,
      at: null,
    });
  }
  return drawn;
}
