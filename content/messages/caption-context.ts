/**
 * What a caption may look back at, and the words that all captions share. A caption knows only
 * the trace: the event itself and the events before it.
 */
import type { Endpoint, PacketView, TraceEvent } from '@/contract/trace';

export type Caption = { say: string; why?: string };

export type CaptionContext = {
  /** Events before the captioned one, oldest first; none when left out. */
  before?: readonly TraceEvent[];
};

export type EventOf<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>;

/** `192.168.1.20:8000`, `[::1]:8000`. */
export const place = (end: Endpoint): string =>
  `${end.addr.includes(':') ? `[${end.addr}]` : end.addr}:${end.port}`;

export const isWildcard = (addr: string): boolean => addr === '0.0.0.0' || addr === '::';
export const isLoopback = (addr: string): boolean => addr.startsWith('127.') || addr === '::1';

/** `1 byte`, `82 bytes`. */
export const bytes = (count: number): string => `${count} ${count === 1 ? 'byte' : 'bytes'}`;

/** The text of a byte string (one character a byte), as UTF-8; none where the bytes are no text. */
export function readBytes(data: string): string {
  const codes = Array.from(data, (character) => character.charCodeAt(0));
  if (codes.some((code) => code > 255)) return data;
  const text = new TextDecoder().decode(Uint8Array.from(codes));
  return binary.test(text) ? '' : text;
}

// Control characters that text has no use for, and bytes that are no UTF-8.
const binary = /[\x00-\x06\x0e-\x1a\x1c-\x1f\ufffd]/;

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** First line of a text for quoting, without colours or control characters, at most `length` long. */
export function firstLine(text: string, length = 72): string {
  const plain = text
    .slice(0, 4096)
    .replace(escapes, '')
    .split('\n')
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu, '').trim())
    .find((line) => line !== '');
  if (plain === undefined) return '';
  return plain.length > length ? `${plain.slice(0, length - 1)}…` : plain;
}

/** A line in quotation marks, with a full stop where the line has none of its own. */
export const quote = (line: string): string => `“${line}”${/[.!?…]$/.test(line) ? '' : '.'}`;

/** The nearest earlier event for which `test` holds. */
export function lastBefore<E extends TraceEvent>(
  context: CaptionContext,
  test: (event: TraceEvent) => event is E,
): E | undefined {
  return context.before?.findLast(test);
}

/** The program that runs as `pid` on `host`, as far as the trace tells. */
export function programOf(context: CaptionContext, host: string, pid: number): string | undefined {
  const found = lastBefore(
    context,
    (event): event is EventOf<'process'> | EventOf<'call'> =>
      (event.kind === 'process' || event.kind === 'call') &&
      event.host === host &&
      event.pid === pid,
  );
  return found?.program;
}

/** Addresses of the TCP listeners on `host`, as far as the trace tells. */
export function listenersOn(context: CaptionContext, host: string): Endpoint[] {
  const found = new Map<number, Endpoint>();
  for (const event of context.before ?? []) {
    if (event.kind !== 'state' || event.host !== host) continue;
    if (event.to === 'LISTEN') found.set(event.socket, event.local);
    else if (event.to === 'CLOSED') found.delete(event.socket);
  }
  return [...found.values()];
}

/**
 * A program on `host` that has bound exactly `end`, or its port on the wildcard address, and has
 * neither closed that socket nor ended; as far as the trace tells.
 */
export function binderOf(context: CaptionContext, host: string, end: Endpoint): string | undefined {
  const holders = new Map<string, string>();
  for (const event of context.before ?? []) {
    if (event.host !== host) continue;
    if (event.kind === 'process' && (event.change === 'exited' || event.change === 'killed')) {
      for (const key of holders.keys()) if (key.startsWith(`${event.pid}/`)) holders.delete(key);
    }
    if (event.kind !== 'call' || event.result?.ok !== true) continue;
    const key = `${event.pid}/${event.fd}`;
    if (event.call === 'close') holders.delete(key);
    const { addr, port } = event.args;
    const fits = port === end.port && (addr === end.addr || isWildcard(String(addr)));
    if (event.call === 'bind' && fits) holders.set(key, event.program);
  }
  return [...holders.values()][0];
}

/** Whether `pid` on `host` was ever seen to ask for a socket. */
export const usedSockets = (context: CaptionContext, host: string, pid: number): boolean =>
  context.before?.some(
    (event) =>
      event.kind === 'call' && event.call === 'socket' && event.host === host && event.pid === pid,
  ) ?? false;

/** `fd` of a call's arguments named for a reader: `descriptor 3`. */
export const descriptor = (fd: number | undefined): string =>
  fd === undefined ? 'a descriptor' : `descriptor ${fd}`;

/** Earlier packets of the same direction and ports as `packet`, oldest first. */
export function sameWay(context: CaptionContext, packet: PacketView): EventOf<'sent'>[] {
  return (context.before ?? []).filter(
    (event): event is EventOf<'sent'> =>
      event.kind === 'sent' && event.packet.proto === packet.proto && follows(event.packet, packet),
  );
}

/** Earlier packets of the opposite direction. */
export function otherWay(context: CaptionContext, packet: PacketView): EventOf<'sent'>[] {
  return sameWay(context, { ...packet, src: packet.dst, dst: packet.src });
}

const same = (one: Endpoint, other: Endpoint) => one.addr === other.addr && one.port === other.port;
const follows = (one: PacketView, other: PacketView) =>
  same(one.src, other.src) && same(one.dst, other.dst);
