/** Packets on their way past an interface are shown to who looks (packet(7)). */
import type { SeenPacket } from '../host/system-call';
import type { Frame } from '../packet/packet';
import { wakeFile } from './wake';
import { machineOf, openFileOf, putOpenFile, type Work } from './work';

/** Packets that wait to be read at most; what comes then is not kept (PACKET_STATISTICS). */
const MOST_KEPT = 4096;

/** Shows what passes `iface` to every tap of the host that looks there. */
export function showToTaps(
  work: Work,
  host: string,
  iface: string,
  packet: Frame,
  out: boolean,
): void {
  const { taps } = machineOf(work, host);
  for (const id of taps) {
    const file = openFileOf(work, host, id);
    if (file?.kind !== 'tap' || (file.iface !== 'any' && file.iface !== iface)) continue;
    if (file.queue.length >= MOST_KEPT) continue;
    const { startsAt, now } = work.world;
    const seen: SeenPacket = { at: startsAt + now, iface, out, packet };
    putOpenFile(work, host, id, { ...file, queue: [...file.queue, seen] });
    wakeFile(work, host, id);
  }
}
