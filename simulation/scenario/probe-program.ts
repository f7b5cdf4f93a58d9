/** The programs by which a goal tries things out. They run only on forks that are thrown away. */
import { decodeText, encodeText } from '../host/bytes';
import type { Program, Routine } from '../host/program';
import { print, sys } from '../host/system';
import type { Errno } from '../host/system-call';
import { isAddress6 } from '../packet/address';
import { lookupHost, parseLiteral } from '../program/resolve';
import { randomSeed } from '../program/tls/seed';
import { createTlsClient, type TlsClient } from '../program/tls/tls-client';
import { feedTls, sealData } from '../program/tls/tls-end';
import { readTrustStore } from '../program/tls/trust-store';
import { formatVerifyCode } from '../program/tls/verify-chain';

type ProbeOutcome = 'open' | 'refused' | 'timeout' | 'reset' | 'unreachable' | 'noname';
/**
 * What became of a question asked over an open connection. `ms` counts from the asking;
 * `not-http`: something came, and it was no HTTP.
 */
type ProbeReply =
  | { kind: 'status'; status: number }
  | { kind: 'silence' | 'closed' | 'not-http'; ms: number }
  | { kind: 'broken'; ms: number; errno: Errno }
  /** No TLS, or a certificate that the asker does not believe. */
  | { kind: 'not-trusted'; ms: number; why: string };

/**
 * What a probe prints, as JSON. `ms` is how long it took until `outcome` was known; `errno` is
 * why there is no connection. Only a fetch that was let in has a `reply`.
 */
export type ProbeReport = {
  outcome: ProbeOutcome;
  ms: number;
  errno?: Errno;
  reply?: ProbeReply;
  /** What a name was looked up for. */
  addrs?: string[];
};

const outcomes: Partial<Record<Errno, ProbeOutcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EACCES: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};

/** Whether a connection that was let in is thrown out at once: so long a look is taken. */
const RESET_WITHIN = 100;
const ANSWER_WITHIN = 30_000;
/** How the first line of every answer in HTTP/1 begins (RFC 9112, section 4). */
const HTTP = 'HTTP/';

type Dialled = { report: ProbeReport; fd: number | null };

/** Milliseconds since `began`, both by the kernel's clock. */
function* since(began: number): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value - began : 0;
}

/** Tries the addresses of a name one after the other, as curl and browsers do. */
function* dial(name: string, port: number): Routine<Dialled> {
  const found = yield* lookupHost(name);
  if (!found.ok) return { report: { outcome: 'noname', ms: 0 }, fd: null };
  let last: Dialled = { report: { outcome: 'unreachable', ms: 0 }, fd: null };
  for (const addr of found.addrs) {
    const clock = yield* sys.now();
    const began = clock.ok ? clock.value : 0;
    const socket = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!socket.ok) continue;
    const fd = socket.value;
    const connected = yield* sys.connect(fd, addr, port);
    const ms = yield* since(began);
    if (connected.ok) return { report: { outcome: 'open', ms }, fd };
    const { errno } = connected;
    last = { report: { outcome: outcomes[errno] ?? 'unreachable', ms, errno }, fd: null };
    yield* sys.close(fd);
  }
  return last;
}

function* tell(report: ProbeReport): Routine<number> {
  yield* print(JSON.stringify(report));
  return 0;
}

/** `probe HOST PORT` */
export const probe: Program = {
  name: 'probe',
  usage: 'probe HOST PORT',
  summary: 'tries to connect, for a goal',
  main: function* ({ argv }) {
    const { report, fd } = yield* dial(argv[1] ?? '', Number(argv[2]));
    if (fd === null) return yield* tell(report);
    const clock = yield* sys.now();
    const ready = yield* sys.poll([fd], RESET_WITHIN);
    if (!ready.ok || ready.value.length === 0) return yield* tell(report);
    const got = yield* sys.recv(fd);
    if (got.ok || got.errno !== 'ECONNRESET') return yield* tell(report);
    const ms = report.ms + (yield* since(clock.ok ? clock.value : 0));
    return yield* tell({ outcome: 'reset', ms });
  },
};

/** `resolve NAME`: prints what getaddrinfo(3) gives. */
export const resolveName: Program = {
  name: 'resolve',
  usage: 'resolve NAME',
  summary: 'looks a name up, for a goal',
  main: function* ({ argv }) {
    const found = yield* lookupHost(argv[1] ?? '');
    const addrs = found.ok ? found.addrs : [];
    return yield* tell({ outcome: found.ok ? 'open' : 'noname', ms: 0, addrs });
  },
};

/** `fetch HOST PORT PATH AUTHORITY [https]` */
export const fetchPage: Program = {
  name: 'fetch',
  usage: 'fetch HOST PORT PATH AUTHORITY [https]',
  summary: 'asks for a page, for a goal',
  main: function* ({ argv }) {
    const [, name = '', port = '80', path = '/', authority = name, scheme] = argv;
    const { report, fd } = yield* dial(name, Number(port));
    if (fd === null) return yield* tell(report);
    const greeted = scheme === 'https' ? yield* greet(fd, name) : null;
    if (greeted && 'kind' in greeted) return yield* tell({ ...report, reply: greeted });
    const reply = yield* ask(fd, path, authority, greeted);
    return yield* tell({ ...report, reply });
  },
};

/** Speaks TLS to the server of `name`, whose certificate must be its own and be believed. */
function* greet(fd: number, name: string): Routine<TlsClient | ProbeReply> {
  const clock = yield* sys.now();
  const now = clock.ok ? clock.value : 0;
  const tls = createTlsClient({
    serverName: parseLiteral(name) === null ? name : null,
    ...{ alpn: ['http/1.1'], versions: ['1.2', '1.3'], ticket: false, padded: true, strict: true },
    ...{ seed: yield* randomSeed(), now, roots: yield* readTrustStore(), expected: name },
  });
  const refuse = function* (why: string): Routine<ProbeReply> {
    return { kind: 'not-trusted', ms: yield* since(now), why };
  };
  for (;;) {
    const { output } = tls;
    tls.output = '';
    if (output !== '') yield* sys.send(fd, output);
    if (tls.phase === 'open') return tls;
    const { failure } = tls;
    if (failure?.verify !== undefined) return yield* refuse(formatVerifyCode(failure.verify));
    if (tls.phase !== 'handshake') return yield* refuse(failure?.reason ?? 'it was closed');
    const ready = yield* sys.poll([fd], ANSWER_WITHIN);
    const part = ready.ok && ready.value.length > 0 ? yield* sys.recv(fd) : null;
    if (!part?.ok || part.value === '') return yield* refuse('the greeting was not answered');
    feedTls(tls, part.value);
  }
}

/** Asks for a page and reads until the status is known, or until none can come any more. */
function* ask(
  fd: number,
  path: string,
  authority: string,
  tls: TlsClient | null,
): Routine<ProbeReply> {
  const clock = yield* sys.now();
  const began = clock.ok ? clock.value : 0;
  const request = `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
  const bytes = encodeText(request);
  const sent = yield* sys.send(fd, tls ? sealData(tls, bytes) : bytes);
  if (!sent.ok) return { kind: 'broken', ms: yield* since(began), errno: sent.errno };
  let answer = '';
  for (;;) {
    const left = Math.max(0, ANSWER_WITHIN - (yield* since(began)));
    const ready = yield* sys.poll([fd], left);
    const ms = yield* since(began);
    if (!ready.ok || ready.value.length === 0) {
      return { kind: answer === '' ? 'silence' : 'not-http', ms };
    }
    const got = yield* sys.recv(fd);
    if (!got.ok) return { kind: 'broken', ms, errno: got.errno };
    if (tls) feedTls(tls, got.value);
    answer = tls ? tls.plain : answer + got.value;
    const start = decodeText(answer.slice(0, 64));
    const status = /^HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(start);
    if (status) return { kind: 'status', status: Number(status[1]) };
    if (!HTTP.startsWith(start.slice(0, HTTP.length))) return { kind: 'not-http', ms };
    if (got.value === '') return { kind: answer === '' ? 'closed' : 'not-http', ms };
  }
}
