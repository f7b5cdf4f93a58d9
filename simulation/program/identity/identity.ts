/** A hosted sign-in service: HTTP with JSON, such as Firebase Authentication is on 443. */
import { decodeText, encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, sys } from '../../host/system';
import { formatHttpDate } from '../date-text';
import { findHeader, formatHead, parseHead } from '../http-message';
import { listenOn } from '../listen';
import { closeGently, createInbox, receiveBytes, receiveHead, sendAll } from '../socket-io';
import { answerIdentity } from './answer';
import { type IdentitySettings, parseIdentity } from './settings';

const CONFIG = '/etc/identity.json';
const MOST_BODY = 65_536;
type Connection = { fd: number; settings: IdentitySettings };

function* main(context: ProgramContext): Routine<number> {
  const path = context.argv[1] ?? CONFIG;
  const text = yield* readFile(path);
  const parsed = text.ok ? parseIdentity(text.value) : null;
  if (!parsed?.ok) {
    const reason = parsed ? parsed.text : text.ok ? '' : formatErrno(text.errno);
    yield* printError(`identity: ${path}: ${reason}\n`);
    return 1;
  }
  const { settings } = parsed;
  const opened = yield* listenOn('0.0.0.0', settings.port, 128);
  if (!opened.ok) {
    yield* printError(`identity: port ${settings.port}: ${formatErrno(opened.errno)}\n`);
    return 1;
  }
  yield* print(`identity: ${settings.issuer} listens on port ${settings.port}\n`);
  for (;;) {
    const caller = yield* sys.accept(opened.value);
    if (caller.ok)
      yield* sys.thread('connection', { fd: caller.value.fd, settings } satisfies Connection);
    else if (caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return 1;
  }
}

const reasons: Readonly<Record<number, string>> = {
  ...{ 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' },
  ...{ 405: 'Method Not Allowed', 413: 'Content Too Large' },
};

/** One request a connection. */
function* serve(_: ProgramContext, { fd, settings }: Connection): Routine {
  const inbox = createInbox(fd);
  const received = yield* receiveHead(inbox);
  const { start, headers } = parseHead(received.ok ? received.value : '');
  const line = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(start);
  const length = Number(findHeader(headers, 'Content-Length') ?? 0);
  if (received.ok && received.value !== '') {
    const small = Number.isInteger(length) && length >= 0 && length <= MOST_BODY;
    if (small && length > 0 && /^100-continue$/i.test(findHeader(headers, 'Expect') ?? '')) {
      yield* sendAll(fd, 'HTTP/1.1 100 Continue\r\n\r\n');
    }
    const body = line && small ? yield* receiveBytes(inbox, length) : null;
    const now = yield* sys.now();
    const ms = now.ok ? now.value : 0;
    const request = {
      ...{ method: line?.[1] ?? '', target: line?.[2] ?? '' },
      body: body?.ok ? decodeText(body.value) : '',
      authorization: findHeader(headers, 'Authorization'),
    };
    const answer = !line
      ? { status: 400, body: '{"error":"bad_request"}\n' }
      : small
        ? answerIdentity(settings, request, Math.floor(ms / 1000))
        : { status: 413, body: '{"error":"too_large"}\n' };
    const bytes = encodeText(answer.body);
    const head = formatHead(`HTTP/1.1 ${answer.status} ${reasons[answer.status] ?? ''}`, [
      ['Content-Type', 'application/json; charset=UTF-8'],
      ['Date', formatHttpDate(ms)],
      ['Cache-Control', 'no-store'],
      ...(answer.status === 401 ? [['WWW-Authenticate', 'Bearer'] as const] : []),
      ['Content-Length', String(bytes.length)],
      ['Connection', 'close'],
    ]);
    yield* sendAll(fd, request.method === 'HEAD' ? head : head + bytes);
  }
  yield* closeGently(fd);
}

export const identity: Program = {
  name: 'identity',
  usage: 'identity [SETTINGS]',
  summary: 'sign people in for other programs and give them tokens, by HTTP',
  main,
  threads: { connection: (context, connection: Connection) => serve(context, connection) },
};
