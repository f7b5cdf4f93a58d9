/** BSON (bsonspec.org 1.1) for the types that a first look at MongoDB meets. */
import { decodeText, encodeText } from '../../host/bytes';
import { ByteReader, littleEndian } from '../database/binary';

/** `$oid`: 24 hexadecimal digits. `$date`: milliseconds. `$long`: a 64-bit number that is not exact as a double. */
export type BsonValue =
  | string
  | number
  | boolean
  | null
  | BsonValue[]
  | { $oid: string }
  | { $date: number }
  | { $long: string }
  | BsonDocument;
export type BsonDocument = { [name: string]: BsonValue };

/** Deeper documents are refused (the server's limit is 100). */
const DEEPEST = 100;

export function isPlainDocument(value: BsonValue): value is BsonDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('$oid' in value) &&
    !('$date' in value) &&
    !('$long' in value)
  );
}

function formatDouble(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return Array.from({ length: 8 }, (_, at) => String.fromCharCode(view.getUint8(at))).join('');
}

function readDouble(bytes: string): number {
  const view = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < 8; at += 1) view.setUint8(at, bytes.charCodeAt(at));
  return view.getFloat64(0, true);
}

function fromHex(text: string): string {
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function toHex(bytes: string): string {
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function formatLong(value: bigint): string {
  const whole = BigInt.asUintN(64, value);
  return littleEndian(Number(whole & 0xffffffffn), 4) + littleEndian(Number(whole >> 32n), 4);
}

function formatElement(name: string, value: BsonValue): string {
  const key = `${encodeText(name).replaceAll('\0', '')}\0`;
  if (typeof value === 'string') {
    const text = encodeText(value);
    return `\x02${key}${littleEndian(text.length + 1, 4)}${text}\0`;
  }
  if (typeof value === 'number') {
    const small = Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0);
    return small ? `\x10${key}${littleEndian(value, 4)}` : `\x01${key}${formatDouble(value)}`;
  }
  if (typeof value === 'boolean') return `\x08${key}${value ? '\x01' : '\0'}`;
  if (value === null) return `\x0a${key}`;
  if (Array.isArray(value)) return `\x04${key}${formatBson(Object.fromEntries(value.entries()))}`;
  if ('$oid' in value && /^[0-9a-f]{24}$/.test(String(value.$oid))) {
    return `\x07${key}${fromHex(String(value.$oid))}`;
  }
  if ('$date' in value)
    return `\x09${key}${formatLong(BigInt(Math.trunc(Number(value.$date)) || 0))}`;
  if ('$long' in value && /^-?\d{1,19}$/.test(String(value.$long))) {
    return `\x12${key}${formatLong(BigInt(String(value.$long)))}`;
  }
  return `\x03${key}${formatBson(value as BsonDocument)}`;
}

export function formatBson(document: BsonDocument): string {
  const body = Object.entries(document)
    .map(([name, value]) => formatElement(name, value))
    .join('');
  return `${littleEndian(body.length + 5, 4)}${body}\0`;
}

/** Null where the bytes are no document, or hold a type that is not modelled. */
export function parseBson(bytes: string, depth = 0): BsonDocument | null {
  const reader = new ByteReader(bytes);
  const size = reader.littleEndian(4);
  if (size !== bytes.length || size < 5 || depth > DEEPEST) return null;
  const document: BsonDocument = {};
  for (;;) {
    const type = reader.littleEndian(1);
    if (reader.short) return null;
    if (type === 0) return reader.left === 0 ? document : null;
    const name = decodeText(reader.untilZero());
    const value = readValue(reader, type, depth);
    if (value === undefined || reader.short) return null;
    Object.defineProperty(document, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

function readValue(reader: ByteReader, type: number, depth: number): BsonValue | undefined {
  switch (type) {
    case 0x01:
      return readDouble(reader.take(8));
    case 0x02: {
      const length = reader.littleEndian(4);
      return decodeText(reader.take(length).slice(0, -1));
    }
    case 0x03:
    case 0x04: {
      const size = new ByteReader(reader.bytes, reader.at).littleEndian(4);
      const inner = parseBson(reader.take(size), depth + 1);
      if (!inner) return undefined;
      return type === 0x04 ? Object.values(inner) : inner;
    }
    case 0x07:
      return { $oid: toHex(reader.take(12)) };
    case 0x08:
      return reader.littleEndian(1) === 1;
    case 0x09:
      return { $date: Number(readLong(reader)) };
    case 0x0a:
      return null;
    case 0x10:
      return reader.littleEndian(4) | 0;
    case 0x12: {
      const long = readLong(reader);
      const exact =
        long >= BigInt(Number.MIN_SAFE_INTEGER) && long <= BigInt(Number.MAX_SAFE_INTEGER);
      return exact ? Number(long) : { $long: String(long) };
    }
    default:
      return undefined;
  }
}

function readLong(reader: ByteReader): bigint {
  const low = BigInt(reader.littleEndian(4));
  return BigInt.asIntN(64, (BigInt(reader.littleEndian(4)) << 32n) | low);
}
