/**
 * TLS records (RFC 8446, section 5; RFC 5246, section 6.2): plain ones, and sealed ones, whose
 * lengths are those of AES-256-GCM. On paper the keystream and the tag come from SHA-256.
 */
import { hmacSha256, sha256 } from '../secret/sha256';
import { packNumber, unpackNumber, withLength } from './bytes';

export const CHANGE_CIPHER = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;
export const DATA = 23;

export type TlsVersion = '1.2' | '1.3';
/** What one direction is sealed with; `count` numbers its records. */
export type RecordKeys = { version: TlsVersion; secret: string; count: number };
export type TlsRecord = { type: number; body: string };

const LARGEST = 16384;
const TAG = 16;

/** `first` is the version that a first record claims, which differs. */
export function plainRecord({ type, body }: TlsRecord, first = false): string {
  return `${packNumber(type, 1)}\x03${first ? '\x01' : '\x03'}${withLength(2, body)}`;
}

function mix(keys: RecordKeys, text: string): string {
  let mixed = '';
  for (let at = 0; at < text.length; at += 32) {
    const stream = sha256(keys.secret + packNumber(keys.count, 8) + packNumber(at, 4));
    for (let next = at; next < Math.min(at + 32, text.length); next += 1) {
      mixed += String.fromCharCode(text.charCodeAt(next) ^ stream.charCodeAt(next - at));
    }
  }
  return mixed;
}

function tagOf(keys: RecordKeys, type: number, sealed: string): string {
  const about = packNumber(keys.count, 8) + packNumber(type, 1);
  return hmacSha256(keys.secret, about + sealed).slice(0, TAG);
}

/** Seals what is given, in as many records as it needs. */
export function sealRecords(keys: RecordKeys, { type, body }: TlsRecord): string {
  let bytes = '';
  let at = 0;
  do {
    const part = body.slice(at, at + LARGEST);
    at += LARGEST;
    const hidden = keys.version === '1.3';
    // TLS 1.3 hides the type behind the content; TLS 1.2 shows it, and a number of 8 bytes.
    const sealed = mix(keys, hidden ? part + packNumber(type, 1) : part);
    const before = hidden
      ? ''
      : hmacSha256(keys.secret, 'nonce').slice(0, 4) + packNumber(keys.count, 4);
    const outer = hidden ? DATA : type;
    bytes += plainRecord({ type: outer, body: before + sealed + tagOf(keys, outer, sealed) });
    keys.count += 1;
  } while (at < body.length);
  return bytes;
}

/** The content of a sealed record, or null where its tag is wrong. */
export function openRecord(keys: RecordKeys, { type, body }: TlsRecord): TlsRecord | null {
  const hidden = keys.version === '1.3';
  const sealed = body.slice(hidden ? 0 : 8, Math.max(0, body.length - TAG));
  if (body.length < TAG + 1 || tagOf(keys, type, sealed) !== body.slice(-TAG)) return null;
  const plain = mix(keys, sealed);
  keys.count += 1;
  if (!hidden) return { type, body: plain };
  return { type: plain.charCodeAt(plain.length - 1), body: plain.slice(0, -1) };
}

/** The first record of `bytes`, `more` while it has not come, `wrong` where this is no TLS. */
export function readRecord(bytes: string): { record: TlsRecord; used: number } | 'more' | 'wrong' {
  if (bytes.length < 5) return 'more';
  if (bytes.charAt(1) !== '\x03') return 'wrong';
  const size = unpackNumber(bytes, 3, 2);
  const type = bytes.charCodeAt(0);
  if (size > LARGEST + 256 || type < CHANGE_CIPHER || type > DATA) return 'wrong';
  if (bytes.length < 5 + size) return 'more';
  return { record: { type, body: bytes.slice(5, 5 + size) }, used: 5 + size };
}
