/** What one action of the true world comes to, in the words in which a belief is written. Pure. */
import { latestAttempt } from '@/components/stage/attempt';
import { formatEndpoint, packetWord } from '@/components/stage/packet-words';
import type { Moment, MomentPacket, MomentRow, Result } from '@/content/messages/beliefs/belief';
import type { PacketView, TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';

/** States of a row that can be met; connections that are over are left out. */
const living = ['LISTEN', 'SYN-SENT', 'ESTAB'];

const isOpening = ({ flags }: PacketView) => /[SR]/.test(flags);

/** Packets that decide: SYN, SYN-ACK, RST, and what carries data. Bare ACKs and FINs are left out. */
const decides = (packet: PacketView) =>
  packet.proto === 'tcp' && (isOpening(packet) || packet.data !== '');

/** As `packetWord`, with room for the first line of an HTTP answer. */
function wordOf(packet: PacketView): string {
  const [line = ''] = packet.data.split(/[\r\n]/, 1);
  const readable = !isOpening(packet) && /^[\x20-\x7e]{2,40}$/.test(line);
  return readable ? line : packetWord(packet);
}

/** One answer in several segments is told once. */
function readPackets(events: readonly TraceEvent[]): MomentPacket[] {
  const packets: MomentPacket[] = [];
  let before: PacketView | null = null;
  for (const event of events) {
    if (event.kind !== 'sent' || !decides(event.packet)) continue;
    const { packet } = event;
    const [from, to] = [formatEndpoint(packet.src), formatEndpoint(packet.dst)];
    const last = packets.at(-1);
    const goesOn =
      before !== null &&
      !isOpening(before) &&
      !isOpening(packet) &&
      last?.from === from &&
      last.to === to;
    before = packet;
    if (!goesOn) packets.push({ word: wordOf(packet), from, to });
  }
  return packets;
}

function readRows(view: WorldView, hosts: readonly string[]): MomentRow[] {
  return view.hosts
    .filter(({ name }) => hosts.includes(name))
    .flatMap(({ name, sockets }) =>
      sockets
        .filter(({ proto, state }) => proto === 'tcp' && living.includes(state))
        .map(({ state, local, peer, owners }) => ({
          host: name,
          state,
          local: formatEndpoint(local),
          peer: peer === null ? '*' : formatEndpoint(peer),
          program: owners[0]?.program ?? '',
        })),
    );
}

/** The status of the last HTTP answer (RFC 9112, section 4) that arrived. */
function readStatus(events: readonly TraceEvent[]): Result | null {
  const answer = events.findLast(
    (event) => event.kind === 'arrived' && /^HTTP\/1\.[01] \d{3}/.test(event.packet.data),
  );
  return answer?.kind === 'arrived' ? `HTTP ${answer.packet.data.slice(9, 12)}` : null;
}

/** What bind(2) and connect(2) say when the addresses themselves are at fault. */
const byErrno: Readonly<Record<string, Result>> = {
  EADDRINUSE: 'in use',
  EADDRNOTAVAIL: 'no address',
  EACCES: 'denied',
};

function readFault(events: readonly TraceEvent[]): Result | null {
  for (const event of events) {
    if (event.kind !== 'call' || !['bind', 'connect'].includes(event.call)) continue;
    const fault = event.result?.ok === false ? byErrno[event.result.errno] : undefined;
    if (fault !== undefined) return fault;
  }
  return null;
}

function readResult(events: readonly TraceEvent[]): Result | null {
  const told = readStatus(events) ?? readFault(events);
  if (told !== null) return told;
  const attempt = latestAttempt(events, events.at(-1)?.at ?? 0);
  if (attempt !== null) return attempt.outcome ?? 'waits';
  for (const event of events) {
    if (event.kind !== 'state') continue;
    if (event.to === 'LISTEN') return 'listens';
    if (event.from === 'LISTEN' && event.to === 'CLOSED') return 'gone';
  }
  const carried = events.some((event) => event.kind === 'arrived' && event.packet.data !== '');
  return carried ? 'delivered' : null;
}

/**
 * One action of the true world: the packets that decided it, the rows of `hosts` after it, and
 * what came of it. `events` are the action's own, `view` the world once it has settled.
 */
export function readMoment(
  events: readonly TraceEvent[],
  view: WorldView,
  hosts: readonly string[],
): Moment {
  return { packets: readPackets(events), rows: readRows(view, hosts), result: readResult(events) };
}
