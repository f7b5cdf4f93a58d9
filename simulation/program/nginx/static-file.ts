/** Files: index, static, conditions and parts of them (RFC 9110, sections 13 and 14). */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { readFileBytes } from '../file-bytes';
import { findHeader, type Headers } from '../http-message';
import { type Scope, valueOf } from './config';
import { complain, type Exchange, filePathOf } from './exchange';
import { sendAnswer } from './respond';

/** What became of a path: a status to tell, a redirect within, or nothing left to do. */
export type Outcome =
  | { do: 'status'; status: number; location?: string }
  | { do: 'redirect'; path: string }
  | { do: 'done' };

const status = (code: number, location?: string): Outcome =>
  location === undefined
    ? { do: 'status', status: code }
    : { do: 'status', status: code, location };

function formatFailure(errno: Errno): string {
  return `(${errnoNumber(errno)}: ${formatErrno(errno)})`;
}

/** The MIME type of a path's ending. */
export function typeOf(scope: Scope, path: string): string {
  const types = scope.types ?? { html: 'text/html', gif: 'image/gif', jpg: 'image/jpeg' };
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(types, ending) ? types[ending] : undefined;
  return known ?? valueOf(scope, 'default_type', 'text/plain');
}

/** Serves the path in hand from the file system. */
export function* serveFile(exchange: Exchange): Routine<Outcome> {
  const { method } = exchange.request;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return status(405);
  const path = filePathOf(exchange);
  if (exchange.path.endsWith('/')) return yield* findIndex(exchange, path);
  const found = yield* sys.stat(path);
  if (!found.ok) {
    yield* complain(exchange, `open() "${path}" failed ${formatFailure(found.errno)}`);
    return status(found.errno === 'EACCES' ? 403 : 404);
  }
  if (found.value.kind === 'directory') {
    const { args } = exchange;
    return status(301, `${encodePath(exchange.path)}/${args === '' ? '' : `?${args}`}`);
  }
  if (method === 'POST') return status(405);
  const body = yield* readFileBytes(path);
  if (!body.ok) {
    yield* complain(exchange, `open() "${path}" failed ${formatFailure(body.errno)}`);
    return status(403);
  }
  return yield* sendFile(exchange, body.value, found.value.modified);
}

function* findIndex(exchange: Exchange, folder: string): Routine<Outcome> {
  const [names = ['index.html']] = exchange.scope.lists.index ?? [];
  for (const name of names) {
    const found = yield* sys.stat(`${folder}${name}`);
    if (found.ok && found.value.kind === 'file') {
      return { do: 'redirect', path: `${exchange.path}${name}` };
    }
    const errno = found.ok ? 'ENOENT' : found.errno;
    if (errno === 'EACCES') {
      yield* complain(exchange, `"${folder}${name}" is forbidden ${formatFailure(errno)}`);
      return status(403);
    }
    const around = yield* sys.stat(folder);
    const gone = around.ok ? (around.value.kind === 'file' ? 'ENOTDIR' : null) : around.errno;
    if (gone !== null) {
      yield* complain(exchange, `"${folder}${name}" is not found ${formatFailure(gone)}`);
      return status(404);
    }
  }
  yield* complain(exchange, `directory index of "${folder}" is forbidden`);
  return status(403);
}

/** Percent-encodes what may not stand in a path. */
export function encodePath(path: string): string {
  return path.replace(
    /[^\x21-\x22\x24\x26-\x3e\x40-\x5b\x5d\x5f-\x7e]|["<>{|}`\\^]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function* sendFile(exchange: Exchange, body: string, modified: number): Routine<Outcome> {
  const { headers } = exchange.request;
  const second = Math.floor(modified / 1000);
  const etag = `"${second.toString(16)}-${body.length.toString(16)}"`;
  const plain = exchange.pageOf === null;
  const refusal = plain ? checkConditions(headers, etag, second) : null;
  if (refusal === 412) return status(412);
  const base = { type: typeOf(exchange.scope, exchange.path), modified: second * 1000 };
  if (refusal === 304) {
    const answer = { status: 304, length: null, modified: base.modified };
    yield* sendAnswer(exchange, { ...answer, headers: [['ETag', etag]] }, '');
    return { do: 'done' };
  }
  const code = exchange.pageOf ?? 200;
  const range = code === 200 ? parseRange(findHeader(headers, 'Range'), body.length) : null;
  if (range === 'none') {
    exchange.rangeOf = body.length;
    return status(416);
  }
  const [from, to] = range ?? [0, body.length];
  const part = body.slice(from, to);
  const end: [string, string] = range
    ? ['Content-Range', `bytes ${from}-${to - 1}/${body.length}`]
    : ['Accept-Ranges', 'bytes'];
  const answer = { status: range ? 206 : code, length: part.length, ...base };
  const fields: Headers = code === 200 ? [['ETag', etag], end] : [['ETag', etag]];
  yield* sendAnswer(exchange, { ...answer, headers: fields }, part);
  return { do: 'done' };
}

/** 304, 412, or null where the file is to be sent. */
function checkConditions(headers: Headers, etag: string, second: number): 304 | 412 | null {
  const time = (name: string) => {
    const text = findHeader(headers, name);
    return text === null ? null : Math.floor(Date.parse(text) / 1000);
  };
  const fits = (text: string) =>
    text === '*' || text.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
  const unmodified = time('If-Unmodified-Since');
  if (unmodified !== null && !(second <= unmodified)) return 412;
  const match = findHeader(headers, 'If-Match');
  if (match !== null && !fits(match)) return 412;
  const since = time('If-Modified-Since');
  const none = findHeader(headers, 'If-None-Match');
  if (since === null && none === null) return null;
  if (since !== null && since !== second) return null;
  return none !== null && !fits(none) ? null : 304;
}

/** One range of bytes, from and up to; null for none or for a form that is passed over. */
function parseRange(text: string | null, size: number): readonly [number, number] | 'none' | null {
  const match = /^bytes=(\d{0,12})-(\d{0,12})$/.exec(text?.replaceAll(' ', '') ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? [from, to] : 'none';
}
