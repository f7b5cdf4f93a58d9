/**
 * One end of a TLS connection, without a socket: bytes that came are fed to it, and it holds bytes
 * to send and what was said. Programs move the bytes, each in its own way.
 */
import { hmacSha256, sha256 } from '../secret/sha256';
import { alertError, CLOSE_NOTIFY } from './alert';
import { packNumber, unpackNumber } from './bytes';
import {
  ALERT,
  CHANGE_CIPHER,
  DATA,
  HANDSHAKE,
  openRecord,
  plainRecord,
  type RecordKeys,
  readRecord,
  sealRecords,
  type TlsRecord,
  type TlsVersion,
} from './record';

/** OpenSSL's numbers and words; `alert` was received, or `verify` says why a chain was refused. */
export type TlsFailure = {
  digits: string;
  reason: string;
  alert?: number;
  verify?: number;
};
/** A message as it passed; `code` is its type, an alert's level and description in 256ths. */
export type TlsNote = {
  way: 'in' | 'out';
  version: TlsVersion;
  kind: 'handshake' | 'alert' | 'change-cipher';
  code: number;
};

export type TlsEnd = {
  /** Bytes to be sent; whoever sends them empties it. */
  output: string;
  /** What the other end has said; whoever reads it empties it. */
  plain: string;
  phase: 'handshake' | 'open' | 'closed' | 'failed';
  failure: TlsFailure | null;
  notes: TlsNote[];
  /** The version in use, before it is known the newest that is offered. */
  version: TlsVersion;
  alpn: string | null;
  /** Bytes of records read and written so far. */
  counts: { read: number; written: number };
  input: string;
  pieces: string;
  transcript: string;
  reads: RecordKeys | null;
  writes: RecordKeys | null;
  /** Takes one handshake message, or the change of the cipher as type 0. */
  handle: (type: number, body: string, whole: string) => void;
};

export function createEnd(version: TlsVersion): TlsEnd {
  return {
    ...{ output: '', plain: '', phase: 'handshake', failure: null, notes: [], version, alpn: null },
    ...{ counts: { read: 0, written: 0 }, input: '', pieces: '', transcript: '' },
    ...{ reads: null, writes: null, handle: () => undefined },
  };
}

/** `count` bytes that belong to a secret and a label, in place of HKDF-Expand-Label. */
export function derive(secret: string, label: string, count = 32): string {
  let bytes = '';
  for (let at = 1; bytes.length < count; at += 1)
    bytes += hmacSha256(secret, label + packNumber(at, 1));
  return bytes.slice(0, count);
}

export function transcriptHash({ transcript }: TlsEnd): string {
  return sha256(transcript);
}

export function createKeys(version: TlsVersion, secret: string, label: string): RecordKeys {
  return { version, secret: derive(secret, label), count: 0 };
}

function put(end: TlsEnd, record: TlsRecord, first = false): void {
  const bytes = end.writes ? sealRecords(end.writes, record) : plainRecord(record, first);
  end.output += bytes;
  end.counts.written += bytes.length;
}

export function sendHandshake(end: TlsEnd, whole: string, version = end.version): void {
  const first = end.transcript === '' && end.output === '';
  const type = unpackNumber(whole, 0, 1);
  end.transcript += whole;
  end.notes.push({ way: 'out', version, kind: 'handshake', code: type });
  put(end, { type: HANDSHAKE, body: whole }, first);
}

export function sendChangeCipher(end: TlsEnd, noted: boolean): void {
  if (noted) {
    end.notes.push({ way: 'out', version: end.version, kind: 'change-cipher', code: 1 });
  }
  const bytes = plainRecord({ type: CHANGE_CIPHER, body: '\x01' });
  end.output += bytes;
  end.counts.written += bytes.length;
}

function sendAlert(end: TlsEnd, alert: number): void {
  const level = alert === CLOSE_NOTIFY ? 1 : 2;
  end.notes.push({ way: 'out', version: end.version, kind: 'alert', code: level * 256 + alert });
  put(end, { type: ALERT, body: packNumber(level, 1) + packNumber(alert, 1) });
}

/** Gives up, with an alert to the other end unless `alert` is null. */
export function failEnd(end: TlsEnd, failure: TlsFailure, alert: number | null): void {
  if (end.phase === 'failed') return;
  if (alert !== null) sendAlert(end, alert);
  end.phase = 'failed';
  end.failure = failure;
}

/** Bytes for `text`, sealed, to be sent. The handshake must be over. */
export function sealData(end: TlsEnd, text: string): string {
  return end.writes && text !== '' ? sealRecords(end.writes, { type: DATA, body: text }) : '';
}

/** The goodbye to be sent before closing. */
export function sealGoodbye(end: TlsEnd): string {
  if (!end.writes || end.phase === 'failed') return '';
  const before = end.output;
  end.output = '';
  sendAlert(end, CLOSE_NOTIFY);
  const bytes = end.output;
  end.output = before;
  return bytes;
}

/** Takes bytes from the other end. Never throws, whatever they are. */
export function feedTls(end: TlsEnd, bytes: string): void {
  end.input += bytes;
  while (end.phase === 'handshake' || end.phase === 'open') {
    const read = readRecord(end.input);
    if (read === 'more') return;
    if (read === 'wrong') {
      end.counts.read += 5;
      const failure = { digits: '0A00010B', reason: 'wrong version number' };
      return failEnd(end, failure, null);
    }
    end.input = end.input.slice(read.used);
    end.counts.read += read.used;
    takeRecord(end, read.record);
  }
}

function takeRecord(end: TlsEnd, record: TlsRecord): void {
  if (record.type === CHANGE_CIPHER) return end.handle(0, '', '');
  const bare = record.type === ALERT && record.body.length === 2 && end.phase === 'handshake';
  const opened = end.reads && !bare ? openRecord(end.reads, record) : record;
  if (!opened) {
    const failure = {
      digits: '0A000119',
      reason: 'decryption failed or bad record mac',
    };
    return failEnd(end, failure, 20);
  }
  if (opened.type === ALERT) return takeAlert(end, opened.body);
  if (opened.type === DATA && end.phase === 'open') {
    end.plain += opened.body;
    return;
  }
  if (opened.type !== HANDSHAKE) return unexpected(end);
  end.pieces += opened.body;
  while (end.pieces.length >= 4 && (end.phase === 'handshake' || end.phase === 'open')) {
    const size = 4 + unpackNumber(end.pieces, 1, 3);
    if (end.pieces.length < size) return;
    const whole = end.pieces.slice(0, size);
    end.pieces = end.pieces.slice(size);
    end.handle(whole.charCodeAt(0), whole.slice(4), whole);
  }
}

function takeAlert(end: TlsEnd, body: string): void {
  const [level, alert] = [unpackNumber(body, 0, 1), unpackNumber(body, 1, 1)];
  end.notes.push({ way: 'in', version: end.version, kind: 'alert', code: level * 256 + alert });
  if (alert === CLOSE_NOTIFY) end.phase = 'closed';
  else failEnd(end, { ...alertError(alert), alert }, null);
}

/** A message that has no place here. */
export function unexpected(end: TlsEnd): void {
  failEnd(end, { digits: '0A0000F4', reason: 'unexpected message' }, 10);
}

export function noteIn(end: TlsEnd, type: number, version = end.version): void {
  end.notes.push({ way: 'in', version, kind: 'handshake', code: type });
}
