/**
 * Listens in on the machine's own network: packet(7). The socket is made while the agent may still
 * make one, hears nothing until it is wanted, and then keeps the last packets, bounded.
 */
import type { CapturedPacket } from './agent-protocol';
import type { Libc } from './libc';
import { parsePacket } from './parse-packet';
import type { Poller } from './poller';

const KEPT_PACKETS = 1_000;
const KEPT_BYTES = 256 * 1024;
/** As large as IP allows: the kernel hands itself more than a wire would carry. */
const LARGEST = 65_536;
/** The loopback interface is the first of every network namespace. */
const LOOPBACK = 1;

/**
 * @param fd a packet socket that hears nothing yet.
 * @param origin process.hrtime of the session's start, nanoseconds.
 */
export function createTap(libc: Libc, poller: Pick<Poller, 'watch'>, fd: number, origin: bigint) {
  let kept: CapturedPacket[] = [];
  let keptBytes = 0;
  let nextId = 1;
  let on = false;
  const now = () => Number((process.hrtime.bigint() - origin) / 1000n) / 1000;

  function keep(captured: CapturedPacket) {
    kept.push(captured);
    keptBytes += captured.packet.data.length;
    while (kept.length > KEPT_PACKETS || keptBytes > KEPT_BYTES) {
      keptBytes -= kept.shift()?.packet.data.length ?? 0;
    }
  }

  function drain() {
    for (;;) {
      const got = libc.receivePacket(fd, LARGEST);
      if (!got.ok) return;
      const { bytes, interfaceIndex, outgoing } = got.value;
      const packet = parsePacket(nextId, bytes);
      if (!packet) continue;
      nextId++;
      keep({
        at: now(),
        via: interfaceIndex === LOOPBACK ? 'lo' : 'eth0',
        way: outgoing ? 'sent' : 'arrived',
        packet,
      });
    }
  }

  return {
    /** The id that the next packet will have. Listens from now on. */
    mark(): number {
      if (!on) {
        on = libc.hearPackets(fd).ok;
        poller.watch(fd, { read: true }, drain);
      }
      drain();
      return nextId;
    },
    /** What passed from `mark` on, as far as it is still kept. */
    since(mark: number): CapturedPacket[] {
      drain();
      return kept.filter(({ packet }) => packet.id >= mark);
    },
  };
}
