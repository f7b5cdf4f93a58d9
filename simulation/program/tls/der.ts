/** ASN.1 in its distinguished encoding (X.690), as certificates and keys are written. */
import { packNumber, unpackNumber } from './bytes';

export type DerNode = {
  tag: number;
  body: string;
  /** The node with its tag and length. */
  whole: string;
};

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
const OBJECT = 0x06;
export const UTF8 = 0x0c;
export const PRINTABLE = 0x13;
export const IA5 = 0x16;
export const UTC_TIME = 0x17;
export const LONG_TIME = 0x18;
export const NULL = encodeDer(0x05, '');

export function encodeDer(tag: number, ...parts: readonly string[]): string {
  const body = parts.join('');
  const size = body.length;
  const count = size < 0x80 ? 0 : size < 0x100 ? 1 : size < 0x10000 ? 2 : 3;
  const length =
    count === 0 ? packNumber(size, 1) : packNumber(0x80 | count, 1) + packNumber(size, count);
  return String.fromCharCode(tag) + length + body;
}

/** The node that begins at `at`, or null where there is none that ends inside `bytes`. */
export function decodeDer(bytes: string, at = 0): DerNode | null {
  if (at + 2 > bytes.length) return null;
  const first = bytes.charCodeAt(at + 1);
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || first === 0x80) return null;
  const size = count === 0 ? first : unpackNumber(bytes, at + 2, count);
  const start = at + 2 + count;
  if (start + size > bytes.length) return null;
  const body = bytes.slice(start, start + size);
  return { tag: bytes.charCodeAt(at), body, whole: bytes.slice(at, start + size) };
}

/** The nodes inside `node`, or null where its body is not made of nodes. */
export function childrenOf(node: DerNode | null | undefined): DerNode[] | null {
  if (!node) return null;
  const children: DerNode[] = [];
  for (let at = 0; at < node.body.length; ) {
    const child = decodeDer(node.body, at);
    if (!child) return null;
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** `1.2.840.113549` as the body of an OBJECT IDENTIFIER. */
export function encodeObject(dotted: string): string {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].map((value) => {
    let text = String.fromCharCode(value % 128);
    for (let high = Math.floor(value / 128); high > 0; high = Math.floor(high / 128)) {
      text = String.fromCharCode(0x80 | (high % 128)) + text;
    }
    return text;
  });
  return encodeDer(OBJECT, ...bytes);
}

export function decodeObject(body: string): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of body) {
    const code = byte.charCodeAt(0);
    value = value * 128 + (code & 0x7f);
    if (code >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const first = numbers[0] ?? 0;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...numbers.slice(1)].join('.');
}
