/** Walks over the payload of one message and names what it passes. Never leaves it, never throws. */
import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';

export type FieldCursor = ReturnType<typeof createCursor>;

const LONGEST_TEXT = 120;
/** As a learner may read it. */
export const shown = (text: string) =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

export function createCursor(bytes: Buffer, from: number, to: number) {
  const fields: WireField[] = [];
  let at = from;
  const end = Math.min(to, bytes.length);

  /** The next bytes, at most `length` of them. */
  function take(length: number, name: string, meaning: (part: Buffer) => string): Buffer {
    const part = bytes.subarray(at, Math.max(at, Math.min(end, at + Math.max(0, length))));
    if (part.length > 0) fields.push(field(at, part.length, name, meaning(part)));
    at += part.length;
    return part;
  }
  return {
    fields,
    left: () => end - at,
    take,
    /** Text up to a NUL; it ends where the message ends when there is none. */
    text(name: string, meaning: (text: string) => string): string {
      const nul = bytes.subarray(at, end).indexOf(0);
      const length = nul < 0 ? end - at : nul + 1;
      const read = (part: Buffer) => part.toString('utf8', 0, nul < 0 ? length : nul);
      return read(take(length, name, (part) => meaning(read(part))));
    },
    /** A signed number of two or four bytes; 0 when it is cut off. */
    number(size: 2 | 4, name: string, meaning: (value: number) => string): number {
      const read = (part: Buffer) => (part.length === size ? part.readIntBE(0, size) : 0);
      return read(take(size, name, (part) => meaning(read(part))));
    },
    /** Looks without going on. */
    peek: () => (at < end ? bytes[at] : undefined),
    /** All that is left, one character a byte. */
    rest: () => bytes.toString('latin1', at, Math.max(at, end)),
  };
}
