/** HTTP requests as nginx reads them: what it takes, and with which status it refuses the rest. */
import { type Headers, parseHead } from '../http-message';

export type Request = {
  /** The first line as it came. */
  line: string;
  method: string;
  /** Path and query as they came. */
  target: string;
  /** The path, decoded and without dots and doubled slashes. */
  path: string;
  args: string;
  /** 9, 10 or 11. */
  version: number;
  headers: Headers;
  /** Without port, in small letters; empty where none was named. */
  host: string;
  keepAlive: boolean;
  contentLength: number;
  chunked: boolean;
  /** The path had to be decoded or shortened, so that it is encoded anew where it is passed on. */
  changed: boolean;
};

export type RequestRead =
  | { kind: 'more' }
  | { kind: 'bad'; status: number; line: string; used: number }
  | { kind: 'request'; request: Request; used: number };

const LINE_LIMIT = 8192;

/** Reads one head out of `bytes`. Total: any bytes give a reading. */
export function readRequest(bytes: string, underscores = false): RequestRead {
  const skipped = /^(?:\r?\n)*/.exec(bytes)?.[0].length ?? 0;
  const rest = bytes.slice(skipped);
  const line = rest.split(/[\r\n]/, 1)[0] ?? '';
  const bad = (status: number): RequestRead => ({
    ...{ kind: 'bad', status, used: bytes.length },
    line: line.slice(0, LINE_LIMIT),
  });
  if (rest === '') return { kind: 'more' };
  if (!/^[A-Z_-]+( |$)/.test(line)) return bad(400);
  const ended = /^[^\r\n]*\r?\n/.exec(rest);
  if (!ended) {
    if (/^[^\r\n]*\r[^\n]/.test(rest)) return bad(400);
    return line.length >= LINE_LIMIT ? bad(414) : { kind: 'more' };
  }
  if (line.length >= LINE_LIMIT) return bad(414);
  const parsed = parseLine(line);
  if (typeof parsed === 'number') return bad(parsed);
  if (parsed.version === 9) {
    if (parsed.method !== 'GET') return bad(400);
    const request = createRequest(line, parsed, []);
    return { kind: 'request', request, used: skipped + ended[0].length };
  }
  const after = rest.slice(ended[0].length);
  const end = /^\r?\n/.exec(after) ?? /\n\r?\n/.exec(after);
  const head = end ? after.slice(0, end.index + end[0].length) : after;
  if (head.split('\n').some((one) => one.length >= LINE_LIMIT) || head.length > 4 * LINE_LIMIT) {
    return bad(494);
  }
  const lines = head.split('\n').filter((one) => one.replace('\r', '') !== '');
  // A name ends at a colon; a control character or a space in it refuses the request.
  const complete = end ? lines : lines.slice(0, -1);
  if (complete.some((one) => /[\0-\x20\x7f]/.test(one.replace(/\r$/, '').split(':', 1)[0] ?? ''))) {
    return bad(400);
  }
  if (!end) return { kind: 'more' };
  const headers = parseHead(`\n${head.trimEnd()}`).headers.filter(
    ([name]) => /^[A-Za-z0-9-]+$/.test(name) || (underscores && /^[\w-]+$/.test(name)),
  );
  const refusal = checkHeaders(parsed, headers);
  if (refusal !== null) return bad(refusal);
  const used = skipped + ended[0].length + head.length;
  return { kind: 'request', request: createRequest(line, parsed, headers), used };
}

type Line = {
  method: string;
  target: string;
  path: string;
  args: string;
  version: number;
  host: string;
  changed: boolean;
};

/** The parts of a request line, or the status that refuses it. */
function parseLine(line: string): Line | number {
  const words = line.replace(/ +$/, '').split(/ +/);
  const [method = '', url = '', protocol, ...more] = words;
  if (more.length > 0) return 400;
  let version = 9;
  if (protocol !== undefined) {
    const numbers = /^HTTP\/([1-9]\d{0,2})\.(\d{1,3})$/.exec(protocol);
    if (!numbers) return 400;
    if (Number(numbers[1]) > 1) return 505;
    version = Math.min(11, 10 + Number(numbers[2]));
  }
  if (/[\0-\x1f\x7f]/.test(url)) return 400;
  const absolute = /^[A-Za-z]+:\/\/([^/?]*)([^]*)$/.exec(url);
  const target = absolute
    ? absolute[2]?.startsWith('/')
      ? absolute[2]
      : `/${absolute[2] ?? ''}`
    : url;
  if (!target.startsWith('/')) return 400;
  const cut = target.search(/[?#]/);
  const raw = cut < 0 ? target : target.slice(0, cut);
  const path = normalizePath(raw);
  if (path === null) return 400;
  const args = target[cut] === '?' ? (target.slice(cut + 1).split('#', 1)[0] ?? '') : '';
  const host = absolute?.[1] ?? '';
  return { method, target, path, args, version, host, changed: path !== raw };
}

/** Decodes a path and takes dots and doubled slashes out; null where it leaves the root. */
function normalizePath(raw: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(raw) || /%00/.test(raw)) return null;
  const decoded = raw.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const out: string[] = [];
  const parts = decoded.split('/').slice(1);
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    if (part === '..') {
      if (out.pop() === undefined) return null;
      if (last) out.push('');
    } else if (part === '.' || part === '') {
      if (last) out.push('');
    } else out.push(part);
  }
  return `/${out.join('/')}`;
}

const find = (headers: Headers, name: string) =>
  headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

function checkHeaders({ version }: Line, headers: Headers): number | null {
  const hosts = find(headers, 'host');
  if (hosts.length > 1 || (hosts.length === 0 && version === 11)) return 400;
  if (hosts.some((host) => /[\0-\x20/\x7f]/.test(host) || host === '')) return 400;
  const lengths = find(headers, 'content-length');
  if (lengths.length > 1 || lengths.some((one) => !/^\d{1,15}$/.test(one))) return 400;
  const [coding] = find(headers, 'transfer-encoding');
  if (coding === undefined) return null;
  if (lengths.length > 0 || version < 11) return 400;
  return coding.toLowerCase() === 'chunked' ? null : 501;
}

function createRequest(line: string, parsed: Line, headers: Headers): Request {
  const named = parsed.host || (find(headers, 'host')[0] ?? '');
  const host = named.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  const wish = (find(headers, 'connection')[0] ?? '').toLowerCase();
  const keepAlive =
    parsed.version === 11
      ? !wish.includes('close')
      : parsed.version === 10 && wish.includes('keep-alive');
  const { method, target, path, args, version, changed } = parsed;
  return {
    ...{ line, method, target, path, args, version, changed, headers, host, keepAlive },
    contentLength: Number(find(headers, 'content-length')[0] ?? 0),
    chunked: find(headers, 'transfer-encoding').length > 0,
  };
}
