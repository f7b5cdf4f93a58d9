/** Small tools for annotators: positions in a message, and lines. */
import type { WireField } from '@/contract/lab-service';

export const field = (at: number, length: number, name: string, meaning: string): WireField => ({
  at,
  length,
  name,
  meaning,
});

export type Line = { at: number; text: string /** With its line end. */; length: number };

/** Splits at LF; a CR before it belongs to the line's end. The rest without an end is a line too. */
export function linesOf(bytes: Uint8Array): Line[] {
  const lines: Line[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lf = bytes.indexOf(10, at);
    const next = lf < 0 ? bytes.length : lf + 1;
    let end = lf < 0 ? bytes.length : lf;
    if (lf >= 0 && end > at && bytes[end - 1] === 13) end--;
    lines.push({
      at,
      text: Buffer.from(bytes.subarray(at, end)).toString('latin1'),
      length: next - at,
    });
    at = next;
  }
  return lines;
}

export const latin1 = (bytes: Uint8Array, from = 0, to = bytes.length) =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
