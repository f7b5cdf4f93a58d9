/** A thread of runserver: the requests of one connection, answered and logged. */
import { decodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { formatHttpDate, formatLogDate } from '../date-text';
import { findHeader, formatHead, type Headers, parseHead } from '../http-message';
import { formatPythonString, PYTHON_VERSION } from '../python-text';
import { closeGently, createInbox, receiveBytes, receiveHead, sendAll } from '../socket-io';
import { answerRequest, type DjangoResponse, type Project } from './answer-request';
import { formatDisallowedHost } from './traceback';

export type DjangoConnection = { fd: number; project: Project; keepAlive: boolean };

/** Goes on until the caller closes, or an answer's end must be shown by closing. */
export function* serveDjangoConnection(_: ProgramContext, connection: DjangoConnection): Routine {
  const { fd, project } = connection;
  const inbox = createInbox(fd);
  for (;;) {
    const head = yield* receiveHead(inbox);
    if (!head.ok || head.value.trim() === '') break;
    const { start, headers } = parseHead(head.value);
    const words = start.split(/\s+/).filter((word) => word !== '');
    const [method = '', target = '/', version = 'HTTP/0.9'] = words;
    const minor = /^HTTP\/1\.(\d+)$/.exec(version)?.[1];
    if (words.length !== 3 || minor === undefined) {
      yield* refuse(fd, start, words);
      break;
    }
    const length = Number(findHeader(headers, 'Content-Length') ?? 0);
    if (Number.isSafeInteger(length) && length > 0) {
      const body = yield* receiveBytes(inbox, length);
      if (!body.ok) break;
    }
    const host = findHeader(headers, 'Host');
    const response = answerRequest({ method, target, host }, project);
    const wish = findHeader(headers, 'Connection')?.toLowerCase();
    const counted = findHeader(response.headers, 'Content-Length') !== null;
    const stay =
      connection.keepAlive && counted && (minor === '0' ? wish === 'keep-alive' : wish !== 'close');
    const sent = yield* respond(fd, response, method, stay, counted);
    yield* log(start, response, method === 'HEAD' ? 0 : response.body.length, project);
    if (!sent || !stay) break;
  }
  yield* closeGently(fd);
}

function* respond(
  fd: number,
  response: DjangoResponse,
  method: string,
  stay: boolean,
  counted: boolean,
): Routine<boolean> {
  const now = yield* sys.now();
  const end: Headers = stay || counted ? [] : [['Connection', 'close']];
  const head = formatHead(`HTTP/1.1 ${response.status} ${response.reason}`, [
    ['Date', formatHttpDate(now.ok ? now.value : 0)],
    ['Server', `WSGIServer/0.2 CPython/${PYTHON_VERSION}`],
    ...response.headers,
    ...end,
  ]);
  const sent = yield* sendAll(fd, head);
  if (!sent.ok) return false;
  if (method === 'HEAD' || response.body === '') return true;
  return (yield* sendAll(fd, response.body)).ok;
}

/** What simple_server says to a line that is no request. */
function* refuse(fd: number, line: string, words: readonly string[]): Routine {
  const last = words.at(-1) ?? '';
  const message =
    words.length >= 3
      ? `Bad request version (${formatPythonString(last)})`
      : `Bad request syntax (${formatPythonString(line)})`;
  const shown = decodeText(line);
  yield* logLine(`code 400, message ${message}`, '4');
  const secure = line.startsWith('\x16\x03');
  const advice = "You're accessing the development server over HTTPS, but it only supports HTTP.";
  yield* logLine(secure ? advice : `"${shown}" 400 -`, '4');
  yield* sendAll(fd, `<!DOCTYPE HTML>\n<title>Error response</title>\n<h1>Error response</h1>\n`);
}

function* log(line: string, response: DjangoResponse, bytes: number, project: Project): Routine {
  // Only the server's own lines are written where DEBUG is off.
  if (project.settings.debug) {
    if (response.refusal !== null) {
      yield* printError(`${response.refusal}\n${formatDisallowedHost(response.refusal)}`);
    }
    if (response.warning !== null) yield* printError(`${response.warning}\n`);
  }
  yield* logLine(`"${decodeText(line)}" ${response.status} ${bytes}`, String(response.status));
}

/** A line of the django.server log; on a terminal its colour tells the class of the status. */
function* logLine(text: string, status: string): Routine {
  const now = yield* sys.now();
  const tty = yield* sys.isatty(2);
  const shown = tty.ok && tty.value ? `\x1b[${colourOf(status)}m${text}\x1b[0m` : text;
  yield* printError(`[${formatLogDate(now.ok ? now.value : 0)}] ${shown}\n`);
}

function colourOf(status: string): string {
  if (status.startsWith('2')) return '';
  if (status === '304') return '36';
  if (status.startsWith('3')) return '32';
  if (status === '404') return '33';
  return status.startsWith('4') ? '31;1' : '35;1';
}
