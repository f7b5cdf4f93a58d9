/** HTTP/1 messages as text (RFC 9112). Bytes are one character each. */

export type Headers = readonly (readonly [name: string, value: string])[];
/** The start line and the fields; values are trimmed, names as they were written. */
export type HttpHead = { start: string; headers: Headers };
export type StatusLine = { version: string; status: number; reason: string };

/** Length of the head with its empty line, or -1 while that has not come. */
export function findHeadEnd(bytes: string): number {
  const match = /\r?\n\r?\n/.exec(bytes);
  return match ? match.index + match[0].length : -1;
}

/** Reads a head; lines without a colon are left out, as lenient readers do. */
export function parseHead(head: string): HttpHead {
  const [start = '', ...lines] = head.split(/\r?\n/);
  const headers: [string, string][] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return { start, headers };
}

/** A head as it goes on the wire, with the empty line. */
export function formatHead(start: string, headers: Headers): string {
  return [start, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** The first field of that name (RFC 9110, 5.1: names ignore case), or null. */
export function findHeader(headers: Headers, name: string): string | null {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null;
}

/** `HTTP/1.1 200 OK` in its parts, or null for anything else. */
export function parseStatusLine(line: string): StatusLine | null {
  const match = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(line);
  if (!match) return null;
  return { version: match[1] ?? '', status: Number(match[2]), reason: match[3] ?? '' };
}

/** How the end of a response's body is known (RFC 9112, 6.3). */
export type BodyLength =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  | { kind: 'close' };

export function bodyLength(method: string, status: number, headers: Headers): BodyLength {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304)
    return { kind: 'none' };
  if (/chunked/i.test(findHeader(headers, 'Transfer-Encoding') ?? '')) return { kind: 'chunked' };
  const length = findHeader(headers, 'Content-Length');
  if (length !== null && /^\d{1,15}$/.test(length))
    return { kind: 'length', bytes: Number(length) };
  return { kind: 'close' };
}

/** Takes the whole chunks out of `bytes`; `done` once the last chunk and its end were there. */
export function decodeChunks(bytes: string): { body: string; done: boolean; used: number } {
  let body = '';
  let at = 0;
  for (;;) {
    const line = /^([0-9a-f]{1,8})[^\r\n]*\r?\n/i.exec(bytes.slice(at, at + 200));
    if (!line) return { body, done: false, used: at };
    const size = Number.parseInt(line[1] ?? '0', 16);
    const start = at + line[0].length;
    if (size === 0) {
      const end = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(bytes.slice(start));
      if (!end) return { body, done: false, used: at };
      return { body, done: true, used: start + end[0].length };
    }
    const after = /^\r?\n/.exec(bytes.slice(start + size, start + size + 2));
    if (!after) return { body, done: false, used: at };
    body += bytes.slice(start, start + size);
    at = start + size + after[0].length;
  }
}

/** `&`, `<`, `>` and both quotes as Python's html.escape writes them. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');
}
