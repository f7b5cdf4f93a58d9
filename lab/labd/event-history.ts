/** What happened in one sandbox, for readers that come back. Bounded in number and in payload. */
import type { LabEvent } from '@/contract/lab';

/** Keeps the newest events: at most `most` of them, with at most `mostBytes` in all, as JSON writes them. */
export function createEventHistory(most: number, mostBytes: number) {
  const kept: { item: LabEvent; size: number }[] = [];
  let bytes = 0;
  return {
    add(item: LabEvent) {
      // One byte of a payload may take six as JSON; what counts is the line it travels in.
      const size = Buffer.byteLength(JSON.stringify(item));
      kept.push({ item, size });
      bytes += size;
      while (kept.length > 1 && (kept.length > most || bytes > mostBytes)) {
        bytes -= kept.shift()?.size ?? 0;
      }
    },
    /** Those with a number above `seq`, oldest first. */
    after: (seq: number): LabEvent[] =>
      kept.filter(({ item }) => item.seq > seq).map(({ item }) => item),
  };
}
