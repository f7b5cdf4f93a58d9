/** What would have been captured on every segment and every loopback of a world. */
import type { TraceEvent } from '@/contract/trace';
import { encodeText } from '../host/bytes';
import { frameBytes, noLink } from '../packet/packet-bytes';
import type { Capture, CapturedFrame, CaptureInterface } from '../packet/pcapng';
import { readPacketView } from '../packet/view-packet';

type Lost = Extract<TraceEvent, { kind: 'lost' }>;
type Words = {
  program: string;
  comment: string;
  /** Of an interface: `lan` is null for the loopback of `host`. */
  describe: (lan: string | null, host: string) => string;
  /** Of a packet that did not get where it was sent to. */
  lost: (event: Lost) => string;
};

/**
 * The packets of a simulation's trace as they left their senders, in order, each once on the wire it
 * passed: a router's two sides are two. `startsAt` is Unix time in milliseconds, as events count from
 * it. ARP and neighbour discovery stand in no trace, and so not here.
 */
export function captureTrace(
  events: readonly TraceEvent[],
  startsAt: number,
  words: Words,
): Capture {
  const interfaces: CaptureInterface[] = [];
  const frames: CapturedFrame[] = [];
  const latest = new Map<number, CapturedFrame>();
  for (const event of events) {
    if (event.kind === 'lost') {
      const frame = latest.get(event.packet.id);
      if (frame) frame.comment = encodeText(words.lost(event));
    }
    if (event.kind !== 'sent') continue;
    const { via, host, at, link = noLink } = event;
    const loopback = via === 'lo';
    const name = loopback ? `${host} lo` : via;
    let iface = interfaces.findIndex((one) => one.name === name);
    if (iface < 0) {
      const description = encodeText(words.describe(loopback ? null : via, host));
      iface = interfaces.push({ name, description }) - 1;
    }
    const nanoseconds = BigInt(startsAt) * 1_000_000n + BigInt(Math.round(at * 1e6));
    const bytes = frameBytes(readPacketView(event.packet), link);
    const frame: CapturedFrame = { iface, at: nanoseconds, bytes };
    frames.push(frame);
    latest.set(event.packet.id, frame);
  }
  const [program, comment] = [encodeText(words.program), encodeText(words.comment)];
  return { program, comment, interfaces, frames };
}
