/**
 * `python3 -m http.server`, SimpleHTTP/0.6 of Python 3.11: a thread for each connection, one
 * request each (HTTP/1.0), files and folder listings, its log on standard error.
 */
import { decodeText, encodeText } from '../host/bytes';
import type { ProgramContext, Routine } from '../host/program';
import { exit, print, printError, sys } from '../host/system';
import { isAddress6 } from '../packet/address';
import { readHelpWidth, reflowHelp } from './argparse-text';
import { formatHttpDate, formatLogDate } from './date-text';
import { escapeHtml, formatHead, type Headers } from './http-message';
import { guessType, readWebPath } from './http-server-files';
import { badBind, badName, parseServerArguments } from './http-server-start';
import { joinPath } from './path';
import { formatPythonString, PYTHON_VERSION } from './python-text';
import { formatLookupError, lookupErrorNumber, lookupHost } from './resolve';
import { closeGently, createInbox, receiveHead, receiveLine, sendAll } from './socket-io';

/** What the accepting thread hands to the thread of a connection. */
export type HttpConnection = { fd: number; addr: string; directory: string; protocol: string };

/** Runs until it is interrupted; `args` are those after `-m http.server`. */
export function* runHttpServer(context: ProgramContext, args: string[]): Routine<number> {
  const parsed = parseServerArguments(args);
  if (!parsed.ok) {
    if (parsed.status === 0) {
      yield* print(reflowHelp(parsed.text, yield* readHelpWidth(context.columns)));
    } else yield* printError(parsed.text);
    return parsed.status;
  }
  const { port, bind, directory, protocol } = parsed.value;
  const found = yield* lookupHost(bind ?? '0.0.0.0');
  if (!found.ok) {
    return yield* fail(badName(lookupErrorNumber(found.error), formatLookupError(found.error)));
  }
  const addr = found.addrs[0] ?? '0.0.0.0';
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return yield* fail(badBind(opened.errno));
  const fd = opened.value;
  // The default server of -m http.server takes IPv4 callers too where it can.
  if (addr === '::') yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 0);
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  const bound = yield* sys.bind(fd, addr, port % 65536);
  if (!bound.ok) return yield* fail(badBind(bound.errno));
  const listening = yield* sys.listen(fd, 5);
  if (!listening.ok) return yield* fail(badBind(listening.errno));
  const own = yield* sys.getsockname(fd);
  const at = own.ok ? own.value : { addr, port };
  const url = isAddress6(at.addr) ? `[${at.addr}]` : at.addr;
  const greeting = `Serving HTTP on ${at.addr} port ${at.port} (http://${url}:${at.port}/) ...\n`;
  // Python keeps what it prints to a file or a pipe until there is much of it, or the end.
  const tty = yield* sys.isatty(1);
  const late = !(tty.ok && tty.value);
  if (!late) yield* print(greeting);
  for (;;) {
    const caller = yield* sys.accept(fd);
    if (caller.ok) {
      const connection: HttpConnection = {
        fd: caller.value.fd,
        addr: caller.value.addr,
        directory: joinPath(context.cwd, directory),
        protocol,
      };
      yield* sys.thread('http-connection', connection);
    } else if (caller.errno === 'EINTR') {
      yield* print(`${late ? greeting : ''}\nKeyboard interrupt received, exiting.\n`);
      return 0;
    } else if (caller.errno !== 'ECONNABORTED') {
      return yield* fail(badBind(caller.errno));
    }
  }
}

function* fail(text: string): Routine<number> {
  yield* printError(text);
  return yield* exit(1);
}

type Request = { method: string; target: string; version: string };
type Response = { status: number; reason: string; headers: Headers; body: string };

/** The thread of one connection. */
export function* serveHttpConnection(_: ProgramContext, connection: HttpConnection): Routine {
  const inbox = createInbox(connection.fd);
  const first = yield* receiveLine(inbox);
  if (first.ok && first.value !== '') {
    const line = first.value.replace(/[\r\n]+$/, '');
    const request = parseRequestLine(line);
    if (request && request.version !== 'HTTP/0.9' && !('error' in request)) {
      inbox.bytes = `\r\n${inbox.bytes}`;
      yield* receiveHead(inbox);
    }
    if (request) yield* answer(connection, line, request);
  }
  yield* closeGently(connection.fd);
}

function parseRequestLine(line: string): Request | (Request & { error: Response }) | null {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const [method = '', target = '', version = 'HTTP/0.9'] = words;
  if (words.length === 0) return null;
  const bad = (status: number, message: string) => ({
    ...{ method, target, version: 'HTTP/0.9' },
    error: errorPage(status, message),
  });
  if (words.length >= 3) {
    const last = words.at(-1) ?? '';
    const numbers = /^HTTP\/(\d{1,10})\.(\d{1,10})$/.exec(last);
    if (!numbers) return bad(400, `Bad request version (${formatPythonString(last)})`);
    if (Number(numbers[1]) >= 2) return bad(505, `Invalid HTTP version (${last.slice(5)})`);
    if (words.length > 3) return bad(400, `Bad request syntax (${formatPythonString(line)})`);
    return { method, target, version };
  }
  if (words.length === 2 && method === 'GET') return { method, target, version };
  if (words.length === 2) {
    return bad(400, `Bad HTTP/0.9 request type (${formatPythonString(method)})`);
  }
  return bad(400, `Bad request syntax (${formatPythonString(line)})`);
}

function* answer(
  connection: HttpConnection,
  line: string,
  request: Request | (Request & { error: Response }),
): Routine {
  const { method, target, version } = request;
  const known = method === 'GET' || method === 'HEAD';
  const response =
    'error' in request
      ? request.error
      : known
        ? yield* findResponse(connection.directory, target)
        : errorPage(501, `Unsupported method (${formatPythonString(method)})`);
  const now = yield* sys.now();
  const ms = now.ok ? now.value : 0;
  const say = (text: string) =>
    printError(`${connection.addr} - - [${formatLogDate(ms)}] ${decodeText(encodeText(text))}\n`);
  if (response.status >= 400) {
    yield* say(`code ${response.status}, message ${response.reason}`);
  }
  yield* say(`"${escapeControls(line)}" ${response.status} -`);
  const head = formatHead(`${connection.protocol} ${response.status} ${response.reason}`, [
    ['Server', `SimpleHTTP/0.6 Python/${PYTHON_VERSION}`],
    ['Date', formatHttpDate(ms)],
    ...response.headers,
  ]);
  if (version !== 'HTTP/0.9') {
    const sent = yield* sendAll(connection.fd, head);
    if (!sent.ok) return;
  }
  if (method !== 'HEAD') yield* sendAll(connection.fd, response.body);
}

/** What Python's log_message does to control characters. */
function escapeControls(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.charCodeAt(0);
      const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
      return control ? `\\x${code.toString(16).padStart(2, '0')}` : character;
    })
    .join('');
}

const explanations: Readonly<Record<number, string>> = {
  400: 'Bad request syntax or unsupported method',
  404: 'Nothing matches the given URI',
  501: 'Server does not support this operation',
  505: 'Cannot fulfill request',
};

function errorPage(status: number, message: string): Response {
  const body = [
    '<!DOCTYPE HTML>',
    '<html lang="en">',
    '    <head>',
    '        <meta charset="utf-8">',
    '        <title>Error response</title>',
    '    </head>',
    '    <body>',
    '        <h1>Error response</h1>',
    `        <p>Error code: ${status}</p>`,
    `        <p>Message: ${escapeHtml(message).replaceAll('&#x27;', "'").replaceAll('&quot;', '"')}.</p>`,
    `        <p>Error code explanation: ${status} - ${explanations[status] ?? ''}.</p>`,
    '    </body>',
    '</html>',
    '',
  ].join('\n');
  const bytes = encodeText(body);
  return {
    status,
    reason: message,
    headers: [
      ['Connection', 'close'],
      ['Content-Type', 'text/html;charset=utf-8'],
      ['Content-Length', String(bytes.length)],
    ],
    body: bytes,
  };
}

function* findResponse(directory: string, target: string): Routine<Response> {
  const found = yield* readWebPath(directory, target);
  switch (found.kind) {
    case 'missing':
      return errorPage(404, 'File not found');
    case 'moved': {
      const headers: Headers = [
        ['Location', found.location],
        ['Content-Length', '0'],
      ];
      return { status: 301, reason: 'Moved Permanently', headers, body: '' };
    }
    case 'listing': {
      const headers: Headers = [
        ['Content-type', 'text/html; charset=utf-8'],
        ['Content-Length', String(found.body.length)],
      ];
      return { status: 200, reason: 'OK', headers, body: found.body };
    }
    case 'file': {
      const headers: Headers = [
        ['Content-type', guessType(found.path)],
        ['Content-Length', String(found.body.length)],
        ['Last-Modified', formatHttpDate(found.modified)],
      ];
      return { status: 200, reason: 'OK', headers, body: found.body };
    }
  }
}
