/**
 * Bytes that wait to be sent, in parts, so that none is copied when more join or the first leave:
 * a part of a string is a view of it, but two strings joined are copied at the next look.
 */
export type Rope = Readonly<{ length: number; parts: readonly string[] }>;

export const emptyRope: Rope = Object.freeze({ length: 0, parts: Object.freeze([]) });

/** Shorter parts than this are joined, which bounds their number. */
const WORTH_A_PART = 65_536;

export function withBytes({ length, parts }: Rope, bytes: string): Rope {
  if (bytes === '') return { length, parts };
  const last = parts.at(-1);
  return {
    length: length + bytes.length,
    parts:
      last !== undefined && last.length < WORTH_A_PART
        ? [...parts.slice(0, -1), last + bytes]
        : [...parts, bytes],
  };
}

/** What is left without the first `count` bytes, of which there must be so many. */
export function withoutBytes({ length, parts }: Rope, count: number): Rope {
  let whole = 0;
  let rest = count;
  for (const part of parts) {
    if (rest < part.length) break;
    rest -= part.length;
    whole += 1;
  }
  const left = parts.slice(whole);
  if (rest > 0) left[0] = left[0]?.slice(rest) ?? '';
  return { length: length - count, parts: left };
}

/** Up to `count` bytes from `from` on. */
export function bytesAt({ parts }: Rope, from: number, count: number): string {
  let bytes = '';
  let start = from;
  for (const part of parts) {
    if (start < part.length) bytes += part.slice(start, start + count - bytes.length);
    if (bytes.length === count) break;
    start = Math.max(0, start - part.length);
  }
  return bytes;
}
