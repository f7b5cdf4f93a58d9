/** One connection of a worker: one request, one answer, and the end (gunicorn/workers/sync.py). */
import { encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { formatHttpDate, formatLogDate } from '../date-text';
import { answerRequest, type DjangoResponse, type Project } from '../django/answer-request';
import { formatDisallowedHost } from '../django/traceback';
import {
  escapeHtml,
  findHeadEnd,
  findHeader,
  formatHead,
  type Headers,
  type HttpHead,
  parseHead,
} from '../http-message';
import { formatPythonString } from '../python-text';
import { closeGently, createInbox, type Inbox, receiveBytes, sendAll } from '../socket-io';
import type { Journal } from './journal';

export type GunicornCaller = { fd: number; addr: string };
type Parsed =
  | { ok: true; method: string; target: string; version: string; headers: Headers; line: string }
  | { ok: false; message: string };

/** The request of a head, or the sentence of gunicorn's page about it. Total. */
export function parseGunicornHead(head: string): Parsed {
  const { start, headers }: HttpHead = parseHead(head);
  const bad = (message: string): Parsed => ({ ok: false, message });
  const words = start.split(' ');
  const wrong = bad(
    `Invalid Request Line '${`Invalid HTTP request line: ${formatPythonString(start)}`}'`,
  );
  if (words.length !== 3) return wrong;
  const [method = '', target = '', protocol = ''] = words;
  if (!/^[A-Z0-9$\-_.]{3,20}$/i.test(method)) {
    return bad(`Invalid Method 'Invalid HTTP method: ${formatPythonString(method)}'`);
  }
  const version = /^HTTP\/(\d+)\.(\d+)$/.exec(protocol);
  if (!version)
    return bad(`Invalid HTTP Version 'Invalid HTTP Version: ${formatPythonString(protocol)}'`);
  const lines = head.split(/\r?\n/).slice(1);
  const strange = lines.find((one) => one !== '' && !one.includes(':'));
  if (strange !== undefined) return bad(`Invalid HTTP Header: ${formatPythonString(strange)}`);
  const number = `HTTP/${version[1]}.${version[2]}`;
  return { ok: true, method: method.toUpperCase(), target, version: number, headers, line: start };
}

/** Waits for a head; null where the caller went away, `late` where `timeout` ms passed first. */
function* receiveHead(inbox: Inbox, timeout: number): Routine<string | 'late' | null> {
  for (;;) {
    const end = findHeadEnd(inbox.bytes);
    if (end >= 0) {
      const head = inbox.bytes.slice(0, end);
      inbox.bytes = inbox.bytes.slice(end);
      return head;
    }
    const line = inbox.bytes.indexOf('\n');
    // A line that is no request is refused without waiting for the rest.
    if (line >= 0 && !parseGunicornHead(inbox.bytes.slice(0, line)).ok) return inbox.bytes;
    const ready = yield* sys.poll([inbox.fd], timeout);
    if (ready.ok && ready.value.length === 0) return 'late';
    const part = yield* sys.recv(inbox.fd);
    if (!part.ok || part.value === '') return null;
    inbox.bytes += part.value;
  }
}

/** Serves a caller; false where it has kept the worker waiting too long. */
export function* serveCaller(
  journal: Journal,
  project: Project,
  { fd, addr }: GunicornCaller,
): Routine<boolean> {
  const inbox = createInbox(fd);
  const { timeout } = journal.settings;
  const limit = timeout === 0 ? Number.MAX_SAFE_INTEGER : timeout * 1000;
  const head = yield* receiveHead(inbox, limit);
  if (head === 'late') return false;
  if (head !== null) {
    const parsed = parseGunicornHead(head);
    if (parsed.ok) yield* answer(journal, project, inbox, addr, parsed);
    else yield* sendAll(fd, badPage(parsed.message));
  }
  yield* closeGently(fd);
  return true;
}

function badPage(message: string): string {
  const body =
    '<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n' +
    `    <h1><p>Bad Request</p></h1>\n    ${escapeHtml(message)}\n  </body>\n</html>\n`;
  const head = formatHead('HTTP/1.1 400 Bad Request', [
    ['Connection', 'close'],
    ['Content-Type', 'text/html'],
    ['Content-Length', String(encodeText(body).length)],
  ]);
  return head + encodeText(body);
}

function* answer(
  journal: Journal,
  project: Project,
  inbox: Inbox,
  addr: string,
  request: Extract<Parsed, { ok: true }>,
): Routine {
  const { method, target, version, headers } = request;
  const length = Number(findHeader(headers, 'Content-Length') ?? 0);
  if (findHeader(headers, 'Expect')?.toLowerCase() === '100-continue') {
    yield* sendAll(inbox.fd, 'HTTP/1.1 100 Continue\r\n\r\n');
  }
  if (Number.isSafeInteger(length) && length > 0) yield* receiveBytes(inbox, length);
  const response = answerRequest({ method, target, host: findHeader(headers, 'Host') }, project);
  yield* logDjango(journal, response, project);
  const now = yield* sys.now();
  const ms = now.ok ? now.value : 0;
  const counted = findHeader(response.headers, 'Content-Length') !== null;
  const chunked = !counted && version === 'HTTP/1.1' && method !== 'HEAD';
  const head = formatHead(`${version} ${response.status} ${response.reason}`, [
    ['Server', 'gunicorn'],
    ['Date', formatHttpDate(ms)],
    ['Connection', 'close'],
    ...(chunked ? [['Transfer-Encoding', 'chunked'] as const] : []),
    ...response.headers,
  ]);
  const size = response.body.length.toString(16).toUpperCase();
  const body = chunked ? `${size}\r\n${response.body}\r\n0\r\n\r\n` : response.body;
  yield* sendAll(inbox.fd, head + body);
  if (journal.access === null) return;
  const field = (name: string) => findHeader(headers, name) ?? '-';
  const date = formatLogDate(ms).replace(' ', ':');
  const line = `${addr} - - [${date} +0000] "${request.line}" ${response.status} ${response.body.length}`;
  yield* sys.write(journal.access, `${line} "${field('Referer')}" "${field('User-Agent')}"\n`);
}

/** Django's own lines; without DEBUG it mails them to nobody. */
function* logDjango(journal: Journal, response: DjangoResponse, project: Project): Routine {
  if (!project.settings.debug) return;
  const { refusal, warning } = response;
  const first = refusal === null ? '' : `${refusal}\n${formatDisallowedHost(refusal)}`;
  const text = first + (warning === null ? '' : `${warning}\n`);
  if (text !== '') yield* sys.writeText(2, text);
}
