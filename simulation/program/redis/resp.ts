/** RESP2, the protocol of Redis (redis.io/docs/reference/protocol-spec): requests in, replies out, and back. */

export type RedisReply =
  | { kind: 'simple' | 'error'; text: string }
  | { kind: 'integer'; value: number }
  | { kind: 'bulk'; bytes: string }
  | { kind: 'nil' }
  | { kind: 'array'; items: RedisReply[] };

export const OK: RedisReply = { kind: 'simple', text: 'OK' };
export const NIL: RedisReply = { kind: 'nil' };
export const integer = (value: number): RedisReply => ({ kind: 'integer', value });
export const bulk = (bytes: string): RedisReply => ({ kind: 'bulk', bytes });
export const failed = (text: string): RedisReply => ({ kind: 'error', text });
export const array = (items: RedisReply[]): RedisReply => ({ kind: 'array', items });

export function formatReply(reply: RedisReply): string {
  switch (reply.kind) {
    case 'simple':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text.replace(/[\r\n]/g, ' ')}\r\n`;
    case 'integer':
      return `:${reply.value}\r\n`;
    case 'bulk':
      return `$${reply.bytes.length}\r\n${reply.bytes}\r\n`;
    case 'nil':
      return '$-1\r\n';
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map(formatReply).join('')}`;
  }
}

/** A command as clients send it. */
export function formatCommand(args: readonly string[]): string {
  return formatReply(array(args.map(bulk)));
}

/** Null while the reply is not whole; `bad` names the byte that begins no reply. */
export type ParsedReply = { reply: RedisReply; end: number } | { bad: string } | null;

/** Arrays inside arrays go no deeper (hiredis). */
const DEEPEST = 9;

export function parseReply(bytes: string, at = 0, depth = 0): ParsedReply {
  if (at >= bytes.length) return null;
  const type = bytes.charAt(at);
  if (!'+-:$*'.includes(type) || depth > DEEPEST) return { bad: type };
  const stop = bytes.indexOf('\r\n', at);
  if (stop < 0) return null;
  const line = bytes.slice(at + 1, stop);
  const next = stop + 2;
  if (type === '+') return { reply: { kind: 'simple', text: line }, end: next };
  if (type === '-') return { reply: { kind: 'error', text: line }, end: next };
  if (!/^-?\d{1,15}$/.test(line)) return { bad: type };
  const count = Number(line);
  if (type === ':') return { reply: integer(count), end: next };
  if (count < 0) return { reply: NIL, end: next };
  if (type === '$') {
    if (bytes.length < next + count + 2) return null;
    return { reply: bulk(bytes.slice(next, next + count)), end: next + count + 2 };
  }
  const items: RedisReply[] = [];
  let place = next;
  for (let left = count; left > 0; left -= 1) {
    const item = parseReply(bytes, place, depth + 1);
    if (item === null || 'bad' in item) return item;
    items.push(item.reply);
    place = item.end;
  }
  return { reply: array(items), end: place };
}

/** The words of a line with quotes and escapes (sdssplitargs); null where quotes do not match. */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    let word = '';
    let quote: string | null = null;
    for (;;) {
      if (at >= line.length) {
        if (quote) return null;
        break;
      }
      const letter = line.charAt(at);
      if (quote === '"') {
        const hex = /^\\x([0-9a-fA-F]{2})/.exec(line.slice(at, at + 4));
        if (hex) {
          word += String.fromCharCode(Number.parseInt(hex[1] ?? '', 16));
          at += 4;
          continue;
        }
        if (letter === '\\' && at + 1 < line.length) {
          const escaped = line.charAt(at + 1);
          word += { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }[escaped] ?? escaped;
          at += 2;
          continue;
        }
      } else if (quote === "'" && letter === '\\' && line.charAt(at + 1) === "'") {
        word += "'";
        at += 2;
        continue;
      }
      at += 1;
      if (quote) {
        if (letter !== quote) word += letter;
        else if (at < line.length && !/\s/.test(line.charAt(at))) return null;
        else break;
      } else if (/\s/.test(letter)) break;
      else if (letter === '"' || letter === "'") quote = letter;
      else word += letter;
    }
    words.push(word);
  }
  return words;
}

export type Request =
  | { kind: 'command'; args: string[]; end: number }
  | { kind: 'broken'; message: string };

const LONGEST_LINE = 65536;

/** The first request in `bytes`; null while it is not whole. An empty one has no arguments. */
export function parseRequest(bytes: string): Request | null {
  if (bytes === '') return null;
  return bytes.startsWith('*') ? parseMultibulk(bytes) : parseInline(bytes);
}

function broken(message: string): Request {
  return { kind: 'broken', message: `ERR Protocol error: ${message}` };
}

function parseInline(bytes: string): Request | null {
  const stop = bytes.indexOf('\n');
  if (stop < 0) return bytes.length > LONGEST_LINE ? broken('too big inline request') : null;
  const args = splitWords(bytes.slice(0, stop).replace(/\r$/, ''));
  if (!args) return broken('unbalanced quotes in request');
  return { kind: 'command', args, end: stop + 1 };
}

function parseMultibulk(bytes: string): Request | null {
  const first = bytes.indexOf('\r\n');
  if (first < 0) return bytes.length > LONGEST_LINE ? broken('too big mbulk count string') : null;
  const count = readNumber(bytes.slice(1, first));
  if (count === null || count > 1024 * 1024) return broken('invalid multibulk length');
  const args: string[] = [];
  let at = first + 2;
  for (let left = count; left > 0; left -= 1) {
    const stop = bytes.indexOf('\r\n', at);
    if (stop < 0)
      return bytes.length - at > LONGEST_LINE ? broken('too big bulk count string') : null;
    if (bytes.charAt(at) !== '$') return broken(`expected '$', got '${bytes.charAt(at)}'`);
    const length = readNumber(bytes.slice(at + 1, stop));
    if (length === null || length < 0 || length > 512 * 1024 * 1024)
      return broken('invalid bulk length');
    if (bytes.length < stop + 2 + length + 2) return null;
    args.push(bytes.slice(stop + 2, stop + 2 + length));
    at = stop + 2 + length + 2;
  }
  return { kind: 'command', args, end: at };
}

function readNumber(text: string): number | null {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
