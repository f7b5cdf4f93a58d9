/** Which part of a message each byte belongs to, where parts may lie inside one another. Pure. */

export type WirePart = {
  at: number;
  length: number;
  name: string;
  meaning: string;
  /** What it says, in a word; where it is left out, its bytes say it. */
  value?: string;
  /** The envelope it belongs to: parts of one layer stand together. */
  layer?: { id: string; title: string };
  /** Of a checksum: whether it fits what was summed up. */
  fits?: boolean;
};

/** What one end said before the other answered. `bytes` holds one character a byte. */
export type WireTurnView = {
  /** A packet, by this name: its parts are fields, and their bytes numbers before they are text. */
  packet?: string;
  from: 'client' | 'server';
  /** Milliseconds since the conversation began. */
  at: number;
  bytes: string;
  /** How many bytes there were, kept or not. */
  total: number;
  fields: readonly WirePart[];
};

/** Bytes next to each other with the same innermost part; `part` is null where there is none. */
export type Segment = { at: number; length: number; part: number | null };

/** `parts` keep their numbers; what reaches beyond `size` is cut off. */
export function segmentsOf(size: number, parts: readonly WirePart[]): Segment[] {
  const owner = new Int32Array(size).fill(-1);
  const widest = parts.map((part, index) => ({ ...part, index }));
  // The shorter a part, the later it is laid down, so the innermost one lies on top.
  widest.sort((a, b) => b.length - a.length || a.index - b.index);
  for (const { at, length, index } of widest) {
    owner.fill(index, Math.max(0, at), Math.max(0, Math.min(size, at + length)));
  }
  const segments: Segment[] = [];
  for (let at = 0; at < size; at++) {
    const part = owner[at] === -1 ? null : (owner[at] ?? null);
    const last = segments.at(-1);
    if (last && last.part === part) last.length += 1;
    else segments.push({ at, length: 1, part });
  }
  return segments;
}

/** Number of the innermost part that holds the byte at `at`; null where none does. */
export function partAt(segments: readonly Segment[], at: number): number | null {
  return segments.find((one) => at >= one.at && at < one.at + one.length)?.part ?? null;
}

/** Numbers of the parts in reading order: by where they begin, the wider one first. */
export const walkOrder = (parts: readonly WirePart[]): number[] =>
  parts
    .map((_, index) => index)
    .sort((a, b) => {
      const [one, other] = [parts[a], parts[b]];
      return one && other ? one.at - other.at || other.length - one.length || a - b : 0;
    });
