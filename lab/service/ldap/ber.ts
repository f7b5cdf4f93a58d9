/**
 * The nesting of tag, length and value that LDAP is written in: BER as RFC 4511, 5.1 restricts it
 * (definite lengths, one byte a tag). Pure and total; keeps positions, so that bytes can be explained.
 */

export type Ber = {
  tag: number;
  at: number;
  /** Bytes of tag and length. */
  head: number;
  /** Bytes of the value, as announced. */
  length: number;
  /** Where the value ends, within the bytes that are there. */
  end: number;
  /** Whether all announced bytes are there. */
  whole: boolean;
  /** Elements inside; null where the value is no nesting of elements. */
  children: Ber[] | null;
};

const CONSTRUCTED = 0x20;
const DEEPEST = 14;

/** The element at `at`; null where not even tag and length can be read. */
export function readBer(bytes: Uint8Array, at = 0, end = bytes.length, depth = 0): Ber | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > end) return null;
  let length = first;
  let head = 2;
  if (first > 0x7f) {
    const size = first & 0x7f;
    if (size === 0 || size > 4 || at + 2 + size > end) return null;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
    head += size;
  }
  const from = at + head;
  const to = Math.min(end, from + length);
  const whole = from + length <= end;
  const nested = (tag & CONSTRUCTED) !== 0 && depth < DEEPEST;
  const children = nested ? readAll(bytes, from, to, depth + 1) : null;
  return { tag, at, head, length, end: to, whole, children };
}

function readAll(bytes: Uint8Array, from: number, to: number, depth: number): Ber[] {
  const found: Ber[] = [];
  for (let at = from; at < to; ) {
    const next = readBer(bytes, at, to, depth);
    if (!next) break;
    found.push(next);
    at = next.end;
  }
  return found;
}

/** Whether every element is there to its last byte, with nothing left over. */
export const isSound = ({ at, head, end, whole, children }: Ber): boolean =>
  whole &&
  (children === null ||
    ((children.at(-1)?.end ?? at + head) === end && children.every((each) => isSound(each))));

export const valueOf = (bytes: Uint8Array, { at, head, end }: Ber): Buffer =>
  Buffer.from(bytes.subarray(at + head, end));

export const textOf = (bytes: Uint8Array, ber: Ber): string => valueOf(bytes, ber).toString('utf8');

/** INTEGER, ENUMERATED and BOOLEAN; NaN where there are no bytes or more than six. */
export function numberOf(bytes: Uint8Array, ber: Ber): number {
  const value = valueOf(bytes, ber);
  return value.length === 0 || value.length > 6 ? Number.NaN : value.readIntBE(0, value.length);
}
