/** `openssl s_client`: a TLS connection, looked at from inside, and a line to talk through it. */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupHost, parseLiteral } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { sendAll, writeAll } from '../../program/socket-io';
import type { TlsVersion } from '../../program/tls/record';
import { randomSeed } from '../../program/tls/seed';
import { createTlsClient, type TlsClient } from '../../program/tls/tls-client';
import { feedTls, sealData, sealGoodbye } from '../../program/tls/tls-end';
import { firstError, lastError, matchHost } from '../../program/tls/verify-chain';
import { errorLine, type OpensslOptions, readOpensslOptions } from './openssl-options';
import { formatBrief, formatLooks, formatReport, formatSession } from './openssl-report';
import { askForTls, checkProtocol } from './openssl-starttls';
import { readAuthorities } from './openssl-x509';

/** What -connect names, null where it is malformed; the port is null where no service is called so. */
function splitPlace(text: string): { host: string; port: number | null } | null {
  const [, six, name, service] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  const host = six ?? name;
  const port =
    service === undefined
      ? 4433
      : /^\d+$/.test(service)
        ? Number(service)
        : portOfService(service, 'tcp');
  if (host === undefined || host === '' || (port ?? 0) > 65535) return null;
  return { host, port };
}

/** Whether a name is sent as SNI unasked: one with a dot that is no address (is_dNS_name). */
function isDnsName(host: string): boolean {
  return parseLiteral(host) === null && /^\w([\w-]*\w)?(\.\w([\w-]*\w)?)+$/.test(host);
}

export function* runClient(context: ProgramContext, args: readonly string[]): Routine<number> {
  const options = yield* readOpensslOptions(args, {
    name: 's_client',
    flags: [
      ...['noservername', 'showcerts', 'brief', 'quiet', 'verify_return_error', 'tls1_2', 'tls1_3'],
      ...['ign_eof', 'no_ign_eof', 'crlf'],
    ],
    values: [
      ...['connect', 'servername', 'CAfile', 'verify_hostname', 'alpn', 'starttls', 'name'],
      'xmpphost',
    ],
    idle: ['4', 'no_ticket', 'prexit'],
    refused: [
      ...['proxy', 'cert', 'key', 'CApath', 'verify', 'msg', 'debug', 'state', 'status'],
      ...['reconnect', 'sess_out', 'sess_in', 'tls1', 'tls1_1', 'dtls', 'unix', 'cipher', '6'],
    ],
    unknown: 'Unknown option: ',
  });
  if (!options) return 1;
  const place = splitPlace(options.get('connect') ?? options.operands[0] ?? 'localhost:4433');
  if (!place) {
    yield* printError('s_client: -connect argument or target parameter malformed or ambiguous\n');
    return 1;
  }
  const protocol = options.get('starttls');
  const complaint = protocol === undefined ? null : checkProtocol(protocol);
  if (complaint !== null) {
    yield* printError(complaint);
    return 1;
  }
  const roots = yield* readAuthorities(context, options.get('CAfile'), false);
  if (!roots) return 1;
  const fd = yield* connect(context, place);
  if (fd === null) return 1;
  const only = (['1.2', '1.3'] as const).filter((one) =>
    options.has(`tls${one.replace('.', '_')}`),
  );
  const versions: readonly TlsVersion[] = only.length === 1 ? only : ['1.2', '1.3'];
  const given = options.get('servername');
  const implied = isDnsName(place.host) ? place.host : null;
  const now = yield* sys.now();
  const tls = createTlsClient({
    serverName: options.has('noservername') ? null : (given ?? implied),
    alpn: options.get('alpn')?.split(',') ?? [],
    ...{ versions, ticket: true, padded: false, roots, seed: yield* randomSeed() },
    ...{ now: now.ok ? now.value : 0, strict: options.has('verify_return_error') },
    expected: options.get('verify_hostname') ?? null,
  });
  return yield* talk(context, options, fd, tls, implied === null && given === undefined);
}

function* connect(
  context: ProgramContext,
  { host, port }: { host: string; port: number | null },
): Routine<number | null> {
  const refuse = function* (text: string, errno: number): Routine<null> {
    const where = `BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:${text}`;
    yield* printError(`${errorLine(context, '10080002', where)}connect:errno=${errno}\n`);
    return null;
  };
  if (port === null) return yield* refuse('Servname not supported for ai_socktype', 0);
  const found = yield* lookupHost(host);
  if (!found.ok) return yield* refuse(formatLookupError(found.error), 11);
  let failed: Errno = 'ECONNREFUSED';
  for (const addr of found.addrs) {
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const connected = yield* sys.connect(opened.value, addr, port);
    if (connected.ok) return opened.value;
    failed = connected.errno;
    yield* sys.close(opened.value);
    const number = errnoNumber(failed);
    const code = (0x80000000 + number).toString(16).toUpperCase();
    const where = `BIO_connect:${formatErrno(failed)}:../crypto/bio/bio_sock2.c:117:calling connect()`;
    yield* printError(
      errorLine(context, code, `system library:${where}`) +
        errorLine(
          context,
          '10000067',
          'BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:',
        ),
    );
  }
  yield* printError(`connect:errno=${errnoNumber(failed)}\n`);
  return null;
}

function* flush(fd: number, tls: TlsClient): Routine {
  const bytes = tls.output;
  tls.output = '';
  yield* sendAll(fd, bytes);
}

/** What the queue of errors says of a handshake that failed. */
function formatFailure(context: ProgramContext, tls: TlsClient): string {
  const { digits = '', reason = '', alert, verify } = tls.failure ?? {};
  const where =
    verify !== undefined
      ? ['tls_post_process_server_certificate', '../ssl/statem/statem_clnt.c:1889:']
      : alert !== undefined
        ? ['ssl3_read_bytes', `../ssl/record/rec_layer_s3.c:1602:SSL alert number ${alert}`]
        : ['ssl3_get_record', '../ssl/record/ssl3_record.c:350:'];
  return errorLine(context, digits, `SSL routines:${where[0]}:${reason}:${where[1]}`);
}

function* talk(
  context: ProgramContext,
  options: OpensslOptions,
  fd: number,
  tls: TlsClient,
  nameless: boolean,
): Routine<number> {
  const quiet = options.has('quiet');
  const brief = options.has('brief');
  const until = options.has('verify_return_error');
  const tty = yield* sys.isatty(1);
  const show = options.has('showcerts');
  const connected =
    quiet || brief ? '' : `CONNECTED(${fd.toString(16).toUpperCase().padStart(8, '0')})\n`;
  // A pipe gets it with the report, once that is whole.
  const early = tty.ok && tty.value;
  if (early) yield* print(connected);
  const late = early ? '' : connected;
  let told = false;
  const protocol = options.get('starttls');
  const name = options.get('name') ?? options.get('xmpphost') ?? 'mail.example.com';
  const prelude = protocol === undefined ? null : yield* askForTls(fd, protocol, name);
  const begins = prelude === null || prelude.asked !== null;
  if (!begins) tls.counts.written = 0;
  tls.counts.read += prelude?.read ?? 0;
  tls.counts.written += prelude?.written ?? 0;
  if (begins) yield* flush(fd, tls);
  while (begins && tls.phase === 'handshake') {
    const part = yield* sys.recv(fd);
    if (!part.ok || part.value === '') {
      const text = part.ok
        ? errorLine(
            context,
            '0A000126',
            'SSL routines:ssl3_read_n:unexpected eof while reading:../ssl/record/rec_layer_s3.c:322:',
          )
        : `write:errno=${errnoNumber(part.errno)}\n`;
      yield* printError(text);
      tls.failure = { digits: '0A000126', reason: 'unexpected eof while reading' };
      break;
    }
    feedTls(tls, part.value);
    if (tls.verification && !told) {
      told = true;
      const note = nameless ? "Can't use SSL_get_servername\n" : '';
      yield* printError(note + formatLooks(tls.verification, { until, quiet: brief }));
    }
    yield* flush(fd, tls);
    if (tls.failure) yield* printError(formatFailure(context, tls));
  }
  const counts = { ...tls.counts };
  const { verification } = tls;
  const code = verification ? (until ? firstError : lastError)(verification) : 0;
  const asked = options.get('verify_hostname');
  const [leaf] = tls.presented;
  const peer = asked !== undefined && leaf ? (matchHost(leaf, asked)?.value ?? null) : null;
  const now = yield* sys.now();
  const time = now.ok ? now.value : 0;
  if (brief && begins && !tls.failure) yield* printError(formatBrief(tls, code, peer));
  else if (!quiet && !brief)
    yield* print(late + formatReport(tls, { counts, code, peer, show, now: time }));
  if (tls.failure || !begins) {
    yield* sys.close(fd);
    return 1;
  }
  yield* writeAll(2, prelude?.asked?.show ?? '');
  const ignoresEnd = (quiet || options.has('ign_eof')) && !options.has('no_ign_eof');
  return yield* relay(options, fd, tls, { ignoresEnd, code, quiet: quiet || brief, now: time });
}

type Talk = { ignoresEnd: boolean; code: number; quiet: boolean; now: number };

/** Carries what is typed and what comes, until one side ends. */
function* relay(
  options: OpensslOptions,
  fd: number,
  tls: TlsClient,
  { ignoresEnd, code, quiet, now }: Talk,
): Routine<number> {
  let typing = true;
  let tickets = tls.version === '1.3' ? 0 : tls.tickets.length;
  for (;;) {
    for (; tickets < tls.tickets.length; tickets += 1) {
      if (quiet) continue;
      const session = formatSession(tls, tickets, code, now);
      yield* print(`---\nPost-Handshake New Session Ticket arrived:\n${session}read R BLOCK\n`);
    }
    if (tls.plain !== '') {
      const bytes = tls.plain;
      tls.plain = '';
      yield* writeAll(1, bytes);
    }
    if (tls.phase !== 'open') {
      if (!quiet) yield* print('closed\n');
      yield* sys.close(fd);
      return 0;
    }
    const ready = yield* sys.poll(typing ? [0, fd] : [fd], null);
    if (!ready.ok) return 1;
    if (typing && ready.value.includes(0)) {
      const line = yield* sys.read(0);
      const quits = line.ok && !ignoresEnd && line.value.startsWith('Q');
      if (!line.ok || line.value === '' || quits) {
        typing = false;
        if (ignoresEnd) continue;
        yield* printError('DONE\n');
        yield* sendAll(fd, sealGoodbye(tls));
        yield* sys.close(fd);
        return 0;
      }
      const text = options.has('crlf') ? line.value.replaceAll('\n', '\r\n') : line.value;
      yield* sendAll(fd, sealData(tls, text));
      continue;
    }
    const part = yield* sys.recv(fd);
    if (!part.ok || part.value === '') tls.phase = 'closed';
    else {
      feedTls(tls, part.value);
      yield* flush(fd, tls);
    }
  }
}
