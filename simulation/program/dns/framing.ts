/** DNS over TCP: each message has its length before it (RFC 1035, 4.2.2). */

export function frameMessage(bytes: string): string {
  return String.fromCharCode(bytes.length >>> 8, bytes.length & 255) + bytes;
}

/** The first whole message of a stream and what follows it; null where more has to come. */
export function takeFrame(stream: string): { bytes: string; rest: string } | null {
  if (stream.length < 2) return null;
  const end = 2 + stream.charCodeAt(0) * 256 + stream.charCodeAt(1);
  return stream.length < end ? null : { bytes: stream.slice(2, end), rest: stream.slice(end) };
}
