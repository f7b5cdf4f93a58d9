/** Explains HTTP/1.1 messages line by line (RFC 9112). Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field, latin1, linesOf } from '../fields';
import type { Turn } from '../service';
import { headerWords } from './header-words';

const methods: Record<string, string> = {
  GET: 'give me',
  HEAD: 'give me only the header lines of',
  POST: 'take this and work on it at',
  PUT: 'keep this at',
  DELETE: 'remove',
  OPTIONS: 'what is possible at',
  PATCH: 'change',
};

const families: Record<string, string> = {
  '1': 'go on',
  '2': 'it worked',
  '3': 'look elsewhere',
  '4': 'the request was at fault',
  '5': 'the server could not do it',
};

const requestLine = /^([A-Z]+) (\S+) HTTP\/(\d\.\d)$/;
const statusLine = /^HTTP\/(\d\.\d) (\d)(\d\d) ?(.*)$/;

function explainStart(text: string): [string, string] | null {
  const request = requestLine.exec(text);
  if (request) {
    const [, method = '', target = '', version] = request;
    const asks = methods[method] ?? `do ${method} at`;
    return ['request line', `“${asks} ${target}”, in HTTP ${version}`];
  }
  const status = statusLine.exec(text);
  if (!status) return null;
  const [, version, family = '', rest, reason] = status;
  const words = families[family] ?? 'a number of no known family';
  return [
    'status line',
    `${family}${rest}${reason ? ` ${reason}` : ''}: ${words}. HTTP ${version}`,
  ];
}

function explainHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon <= 0) return ['header line', 'a line without a name; servers refuse it'];
  const name = text.slice(0, colon);
  const value = text.slice(colon + 1).trim();
  const words = Object.hasOwn(headerWords, name.toLowerCase())
    ? headerWords[name.toLowerCase()]
    : undefined;
  return [name, words?.(value) ?? 'a header line: a name, a colon, a value'];
}

/** One list of fields a turn; a body that goes on in another turn is told as such. */
export function annotateHttp(turns: readonly Turn[]): WireField[][] {
  return turns.map(({ bytes }) => {
    const fields: WireField[] = [];
    const lines = linesOf(bytes);
    let index = 0;
    while (index < lines.length) {
      const first = lines[index];
      if (!first) break;
      const start = explainStart(first.text);
      if (!start) {
        const rest = bytes.length - first.at;
        const meaning =
          index === 0
            ? 'more of the body, or not HTTP at all'
            : 'the body: what all of this was for';
        fields.push(field(first.at, rest, 'body', meaning));
        break;
      }
      fields.push(field(first.at, first.length, ...start));
      index++;
      let size: number | null = null;
      let chunked = false;
      let ended = false;
      for (; index < lines.length && !ended; index++) {
        const line = lines[index];
        if (!line) break;
        ended = line.text === '';
        if (ended) {
          fields.push(field(line.at, line.length, 'empty line', 'the header lines end here'));
          continue;
        }
        fields.push(field(line.at, line.length, ...explainHeader(line.text)));
        const length = /^content-length:\s*(\d{1,9})\s*$/i.exec(line.text);
        if (length) size = Number(length[1]);
        if (/^transfer-encoding:.*chunked/i.test(line.text)) chunked = true;
      }
      const next = lines[index];
      if (!ended || !next) continue;
      if (explainStart(next.text) && size === null && !chunked) continue;
      const from = next.at;
      const to = chunked
        ? endOfChunks(bytes, from, fields)
        : Math.min(bytes.length, from + (size ?? bytes.length));
      if (!chunked && to > from) {
        fields.push(field(from, to - from, 'body', 'the content itself'));
      }
      // A body need not end with a line: the next message begins where the length says.
      const rest = bytes.subarray(to);
      if (rest.length > 0) {
        const more = annotateHttp([{ from: 'client', bytes: rest }])[0] ?? [];
        return [...fields, ...more.map((each) => ({ ...each, at: each.at + to }))];
      }
      break;
    }
    return fields;
  });
}

/** Explains chunks from `at` on and says where they end. RFC 9112, 7.1 */
function endOfChunks(bytes: Uint8Array, at: number, fields: WireField[]): number {
  while (at < bytes.length) {
    const lf = bytes.indexOf(10, at);
    const end = lf < 0 ? bytes.length : lf + 1;
    const size = Number.parseInt(latin1(bytes, at, end), 16);
    if (!Number.isInteger(size) || size < 0) {
      fields.push(field(at, bytes.length - at, 'body', 'a piece whose length cannot be read'));
      return bytes.length;
    }
    const words =
      size === 0 ? 'a piece of 0 bytes: the body is complete' : `a piece of ${size} bytes follows`;
    const trailer = size === 0 ? Math.min(bytes.length, end + 2) : end;
    fields.push(field(at, trailer - at, 'piece length', words));
    if (size === 0) return trailer;
    const stop = Math.min(bytes.length, end + size + 2);
    if (stop > end) fields.push(field(end, stop - end, 'piece', 'a part of the body'));
    at = stop;
  }
  return bytes.length;
}
