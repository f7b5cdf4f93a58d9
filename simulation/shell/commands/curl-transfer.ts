/** One exchange on a connection: send the request, read the answer, tell of it as curl does. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import {
  type BodyLength,
  bodyLength,
  decodeChunks,
  findHeader,
  type Headers,
  parseHead,
  parseStatusLine,
} from '../../program/http-message';
import { createInbox, type Inbox, sendAll, takeBytes } from '../../program/socket-io';
import type { TlsClient } from '../../program/tls/tls-client';
import { sealData } from '../../program/tls/tls-end';
import { type Connection, type CurlFailure, type Session, verbose } from './curl-connect';
import { currentTime, type Meter, tickMeter } from './curl-meter';
import { type Output, writeHeader, writeOutput } from './curl-output';
import type { CurlRequest } from './curl-request';
import { openSealed } from './curl-tls';

export type Answer = {
  ok: true;
  status: number;
  version: string;
  headers: Headers;
  received: number;
  /** Whether the connection may carry another request. */
  reusable: boolean;
};

export function* exchange(
  session: Session,
  connection: Connection,
  request: CurlRequest,
  output: Output,
  meter: Meter,
): Routine<Answer | CurlFailure> {
  const { fd, tls } = connection;
  const bytes = request.head + request.body;
  const sent = yield* sendAll(fd, tls ? sealData(tls, bytes) : bytes);
  if (session.settings.verbose) {
    const lines = request.head.split('\r\n').slice(0, -1);
    yield* printError(lines.map((line) => `> ${line}\r\n`).join(''));
  }
  if (!sent.ok && sent.errno !== 'EPIPE') {
    return { ok: false, status: 55, message: `Send failure: ${formatErrno(sent.errno)}` };
  }
  meter.sent = request.body.length;
  const inbox: CurlInbox = { ...createInbox(fd), tls };
  for (;;) {
    const head = yield* readHead(session, inbox, meter);
    if (!head.ok) return head;
    const line = parseStatusLine(head.lines[0] ?? '');
    if (!line) return yield* oldAnswer(session, inbox, head.lines, output, meter);
    if (line.status >= 100 && line.status < 200) continue;
    const { headers } = parseHead(head.lines.join('\r\n'));
    if (head.cut) {
      // curl takes such an answer as it is, and as done.
      for (const text of head.lines) yield* tellLine(session, text, output);
      const { status, version } = line;
      return { ok: true, status, version, headers, received: 0, reusable: true };
    }
    const length = bodyLength(request.method, line.status, headers);
    const told = yield* tellHead(session, head.lines, line, length, headers, output);
    if (told !== null) return told;
    const moved = session.settings.follow && line.status >= 300 && line.status < 400;
    const ignored = moved && findHeader(headers, 'Location') !== null;
    if (ignored && length.kind === 'length' && length.bytes > 0) {
      yield* verbose(session, 'Ignoring the response-body');
    }
    const sink = ignored || request.method === 'HEAD' ? null : output;
    if (session.settings.head && length.kind === 'none') {
      const text = findHeader(headers, 'Content-Length');
      if (text !== null && /^\d+$/.test(text)) meter.total = Number(text);
    }
    const body = yield* readBody(session, inbox, length, sink, meter);
    if (!body.ok) return body;
    const wish = (findHeader(headers, 'Connection') ?? '').toLowerCase();
    const keeps = line.version === '1.1' ? wish !== 'close' : wish === 'keep-alive';
    return {
      ...{ ok: true, status: line.status, version: line.version, headers },
      received: body.received,
      reusable: keeps && length.kind !== 'close',
    };
  }
}

/** Bytes as they come, or as they come out of TLS. */
type CurlInbox = Inbox & { tls: TlsClient | null };

/** `cut`: the end came before the empty line. */
type Head = { ok: true; lines: string[]; cut?: true } | CurlFailure;

function* readHead(session: Session, inbox: CurlInbox, meter: Meter): Routine<Head> {
  for (;;) {
    const early = inbox.bytes.slice(0, 5);
    const http = 'HTTP/'.startsWith(early) || early === 'HTTP/';
    const end = /\r?\n\r?\n/.exec(inbox.bytes);
    if (!http) return { ok: true, lines: [inbox.bytes.split(/\r?\n/)[0] ?? ''] };
    if (end) {
      const text = takeBytes(inbox, end.index + end[0].length);
      return { ok: true, lines: text.split(/\r?\n/).slice(0, -2) };
    }
    const more = yield* receive(session, inbox, meter, null);
    if (more === 'end') {
      if (inbox.bytes === '') return { ok: false, status: 52, message: 'Empty reply from server' };
      const lines = takeBytes(inbox, inbox.bytes.length).split(/\r?\n/).slice(0, -1);
      return { ok: true, lines, cut: true };
    }
    if (more !== 'more') return more;
  }
}

/** Prints the head; a failure where -f is given and the status is one. */
function* tellHead(
  session: Session,
  lines: readonly string[],
  line: { version: string; status: number },
  length: BodyLength,
  headers: Headers,
  output: Output,
): Routine<CurlFailure | null> {
  const { settings } = session;
  const show = settings.include || settings.head;
  if (line.version === '1.0') yield* verbose(session, 'HTTP 1.0, assume close after body');
  for (const text of lines) yield* tellLine(session, text, output);
  if (settings.fail && line.status >= 400) {
    const message = `The requested URL returned error: ${line.status}`;
    return { ok: false, status: 22, message };
  }
  const open = length.kind === 'close' && line.version !== '1.0';
  if (open && findHeader(headers, 'Connection')?.toLowerCase() !== 'close') {
    yield* verbose(session, 'no chunk, no close, no size. Assume close to signal end');
  }
  if (show) yield* writeOutput(output, '\r\n');
  if (settings.verbose) yield* printError('< \r\n');
  return null;
}

function* tellLine({ settings }: Session, text: string, output: Output): Routine {
  if (settings.verbose) yield* printError(`< ${text}\r\n`);
  if (settings.include || settings.head) yield* writeHeader(output, `${text}\r\n`);
}

/** An answer without a head, which HTTP/0.9 was. */
function* oldAnswer(
  session: Session,
  inbox: CurlInbox,
  lines: readonly string[],
  output: Output,
  meter: Meter,
): Routine<Answer | CurlFailure> {
  if (!session.settings.http09) {
    return { ok: false, status: 1, message: 'Received HTTP/0.9 when not allowed' };
  }
  if (inbox.bytes === '') inbox.bytes = lines.join('\n');
  const body = yield* readBody(session, inbox, { kind: 'close' }, output, meter);
  if (!body.ok) return body;
  return {
    ...{ ok: true, status: 200, version: '0.9', headers: [] },
    ...{ received: body.received, reusable: false },
  };
}

type Body = { ok: true; received: number } | CurlFailure;

function* readBody(
  session: Session,
  inbox: CurlInbox,
  length: BodyLength,
  sink: Output | null,
  meter: Meter,
): Routine<Body> {
  if (length.kind === 'none') return { ok: true, received: 0 };
  let left = length.kind === 'length' ? length.bytes : Number.POSITIVE_INFINITY;
  meter.total = length.kind === 'length' ? length.bytes : null;
  for (;;) {
    let part: string;
    let done = false;
    if (length.kind === 'chunked') {
      const chunks = decodeChunks(inbox.bytes);
      takeBytes(inbox, chunks.used);
      part = chunks.body;
      done = chunks.done;
    } else {
      part = takeBytes(inbox, Math.min(left, inbox.bytes.length));
      left -= part.length;
      done = left === 0;
    }
    if (part !== '' && sink) {
      if (session.settings.verbose && !sink.tty) {
        yield* printError(`{ [${part.length} bytes data]\n`);
      }
      if (!(yield* writeOutput(sink, part))) {
        meter.received += part.length;
        return { ok: false, status: 23, message: 'Failure writing output to destination' };
      }
    }
    meter.received += sink ? part.length : 0;
    if (done) return { ok: true, received: meter.received };
    const more = yield* receive(session, inbox, meter, meter.total);
    if (more === 'more') continue;
    if (more !== 'end') return more;
    if (length.kind === 'close') return { ok: true, received: meter.received };
    const message =
      length.kind === 'chunked'
        ? 'transfer closed with outstanding read data remaining'
        : `transfer closed with ${left} bytes remaining to read`;
    return { ok: false, status: 18, message };
  }
}

/** Waits for bytes as long as the deadline lets it. */
function* receive(
  session: Session,
  inbox: CurlInbox,
  meter: Meter,
  total: number | null,
): Routine<'more' | 'end' | CurlFailure> {
  for (;;) {
    const now = yield* currentTime();
    const limits = [session.deadline, meter.shown ? meter.drawn + 1000 : null].filter(
      (limit) => limit !== null,
    );
    if (limits.length > 0) {
      const ready = yield* sys.poll([inbox.fd], Math.max(0, Math.min(...limits) - now));
      yield* tickMeter(meter);
      const time = yield* currentTime();
      if (
        session.deadline !== null &&
        time >= session.deadline &&
        ready.ok &&
        !ready.value.length
      ) {
        const spent = Math.round(time - meter.started);
        const out = total === null ? '' : ` out of ${total}`;
        const message =
          `Operation timed out after ${spent} milliseconds with ` +
          `${meter.received}${out} bytes received`;
        return { ok: false, status: 28, message };
      }
      if (ready.ok && ready.value.length === 0) continue;
    }
    const part = yield* sys.recv(inbox.fd);
    if (!part.ok) {
      return { ok: false, status: 56, message: `Recv failure: ${formatErrno(part.errno)}` };
    }
    const { fd, tls } = inbox;
    const plain = tls ? yield* openSealed(session, { fd, tls }, part.value) : part.value;
    if (plain === null) continue;
    if (typeof plain !== 'string') return plain;
    inbox.bytes += plain;
    return plain === '' ? 'end' : 'more';
  }
}
