/** Answers as nginx puts them on the wire: the order of its fields, its pages, its redirects. */
import type { Routine } from '../../host/program';
import { formatHttpDate } from '../date-text';
import { findHeader, formatHead, type Headers } from '../http-message';
import { NGINX_VERSION, type Scope, valueOf } from './config';
import { currentTime, type Exchange, readVariable } from './exchange';
import { errorPage, formatStatus, sentStatus } from './pages';
import { expandVariables } from './variables';

export type Answer = {
  status: number;
  /** `200 OK` where an upstream has said it. */
  statusLine?: string;
  type?: string | null;
  /** Null where the length is not known beforehand. */
  length: number | null;
  modified?: number;
  /** A redirect to a place of this server; the field is completed to a URL. */
  moved?: string;
  headers?: Headers;
};

/** Statuses to which `add_header` adds even without `always`. */
const friendly = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308];

function showsVersion(scope: Scope): boolean {
  return valueOf(scope, 'server_tokens', 'on') !== 'off';
}

/** The head of an answer; `chunked` where its body is sent in chunks. */
export function* formatAnswerHead(
  exchange: Exchange,
  answer: Answer,
): Routine<{ head: string; chunked: boolean }> {
  const { request, scope } = exchange;
  const now = yield* currentTime();
  const bare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  const unknown = answer.length === null && !bare;
  const chunked = unknown && request.version === 11;
  if (unknown && !chunked) exchange.keepAlive = false;
  const fields: [string, string][] = [
    ['Server', showsVersion(scope) ? NGINX_VERSION : 'nginx'],
    ['Date', formatHttpDate(now)],
  ];
  if (answer.type) fields.push(['Content-Type', answer.type]);
  if (answer.length !== null && answer.status !== 204 && answer.status !== 304) {
    fields.push(['Content-Length', String(answer.length)]);
  }
  if (answer.modified !== undefined && [200, 206, 304].includes(answer.status)) {
    fields.push(['Last-Modified', formatHttpDate(answer.modified)]);
  }
  if (answer.moved !== undefined) fields.push(['Location', absoluteUrl(exchange, answer.moved)]);
  if (chunked) fields.push(['Transfer-Encoding', 'chunked']);
  const stays = exchange.keepAlive && !exchange.worker.leaving;
  exchange.keepAlive = stays;
  fields.push(['Connection', stays ? 'keep-alive' : 'close']);
  const added = (scope.lists.add_header ?? []).filter(
    ([, , always]) => always === 'always' || friendly.includes(answer.status),
  );
  for (const [name = '', value = ''] of added) {
    const text = expandVariables(value, (variable) => readVariable(exchange, variable, now));
    if (text !== '') fields.push([name, text]);
  }
  const own = answer.headers ?? [];
  const start = `HTTP/1.1 ${answer.statusLine ?? formatStatus(answer.status)}`;
  return { head: formatHead(start, [...fields, ...own]), chunked };
}

function absoluteUrl({ request, client }: Exchange, path: string): string {
  if (!path.startsWith('/')) return path;
  const { addr, port } = client.local;
  const host = request.host || (addr.includes(':') ? `[${addr}]` : addr);
  const usual = client.tls === 'spoken' ? 443 : 80;
  return `${client.tls === 'spoken' ? 'https' : 'http'}://${host}${port === usual ? '' : `:${port}`}${path}`;
}

/** Sends a whole answer. */
export function* sendAnswer(exchange: Exchange, answer: Answer, body: string): Routine {
  exchange.status = answer.status;
  const shown = exchange.request.method === 'HEAD' ? '' : body;
  // HTTP/0.9 has no head.
  const old = exchange.request.version === 9;
  const { head } = old ? { head: '' } : yield* formatAnswerHead(exchange, answer);
  if (old) exchange.keepAlive = false;
  yield* sendBytes(exchange, head, shown);
}

/** Sends and counts; a client that has gone away ends the connection. */
export function* sendBytes(exchange: Exchange, head: string, body: string): Routine<boolean> {
  const sent = yield* exchange.client.wire.send(head + body, 60_000);
  exchange.bytes += head.length + body.length;
  exchange.bodyBytes += body.length;
  if (!sent.ok) exchange.keepAlive = false;
  return sent.ok;
}

/** After these nginx does not trust the rest of the connection. */
const ending = [400, 413, 414, 494, 497, 500, 501];

/** Sends nginx's own page of a status, or a redirect with its page. */
export function* sendPage(exchange: Exchange, status: number, location?: string): Routine {
  const agent = findHeader(exchange.request.headers, 'User-Agent') ?? '';
  const page = errorPage(status, showsVersion(exchange.scope), agent);
  if (ending.includes(status)) exchange.keepAlive = false;
  const local = location?.startsWith('/') === true;
  const moved = location === undefined ? {} : local ? { moved: location } : {};
  const headers: Headers = location === undefined || local ? [] : [['Location', location]];
  const range = exchange.rangeOf;
  const answer: Answer = {
    status: sentStatus(status),
    ...moved,
    length: page?.length ?? 0,
    headers: status === 416 && range !== null ? [['Content-Range', `bytes */${range}`]] : headers,
    ...(page === null ? {} : { type: 'text/html' }),
  };
  yield* sendAnswer(exchange, answer, page ?? '');
}
