/** What happened in one sandbox, for readers that come back. Bounded in number and in payload. */
import type { LabEvent } from '@/contract/lab';

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 0);
};

/** Keeps the newest events: at most `most` of them, with at most `mostBytes` of values in all. */
export function createEventHistory(most: number, mostBytes: number) {
  const kept: { item: LabEvent; size: number }[] = [];
  let bytes = 0;
  return {
    add(item: LabEvent) {
      const size = sizeOf(item.event);
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
