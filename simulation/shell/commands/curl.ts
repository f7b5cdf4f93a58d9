/** `curl` 7.88.1 for http: its options, its words on a terminal and in a pipe, its exit codes. */
import { encodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { findHeader } from '../../program/http-message';
import {
  type Connection,
  type CurlFailure,
  connectTo,
  type Session,
  verbose,
} from './curl-connect';
import { curlHelp, curlVersion } from './curl-help';
import { currentTime, endMeter, type Meter, startMeter } from './curl-meter';
import { readCurlArguments } from './curl-options';
import {
  closeOutput,
  flushOutput,
  type Output,
  openStandardOutput,
  writeOutput,
} from './curl-output';
import { buildRequest } from './curl-request';
import { greetByTls, leaveTls, printCertificateHelp } from './curl-tls';
import { type Answer, exchange } from './curl-transfer';
import { formatUrl, parseUrl, resolveLocation, type Url } from './curl-url';
import { formatSeconds, formatWriteOut } from './curl-write-out';

const tryHelp = "curl: try 'curl --help' or 'curl --manual' for more information\n";

function* main(context: ProgramContext): Routine<number> {
  const reading = readCurlArguments(context.argv.slice(1));
  if (!reading.ok) {
    yield* printError(reading.message === '' ? tryHelp : `curl: ${reading.message}\n${tryHelp}`);
    return 2;
  }
  if ('show' in reading) {
    yield* print(reading.show === 'help' ? curlHelp : curlVersion);
    return 0;
  }
  const { settings } = reading;
  const session: Session = {
    ...{ settings, known: new Set(), connections: 0, live: null, deadline: null },
    verifyResult: 0,
  };
  const standard = yield* openStandardOutput();
  let status = 0;
  for (const [index, text] of settings.urls.entries()) {
    status = yield* fetchUrl(session, text, index, standard);
  }
  yield* flushOutput(standard);
  const { live } = session;
  // Nobody is told of the last goodbye.
  if (live?.tls) yield* leaveTls({ ...session, settings: { ...settings, verbose: false } }, live);
  return status;
}

/** What is known of a URL's transfer when it is over. */
type Transfer = {
  url: Url | null;
  method: string;
  answer: Answer | null;
  failure: CurlFailure | null;
  connects: number;
  redirects: number;
  peer: { addr: string; port: number };
  local: { addr: string; port: number };
};

function* fetchUrl(
  session: Session,
  text: string,
  index: number,
  standard: Output,
): Routine<number> {
  const { settings } = session;
  const blank = { addr: '', port: 0 };
  const transfer: Transfer = {
    ...{ url: null, method: 'GET', answer: null, failure: null, connects: 0, redirects: 0 },
    ...{ peer: blank, local: blank },
  };
  for (const entry of settings.resolve) {
    if (!/^[+-]?[^:]+:\d+(:.+)?$/.test(entry)) {
      const message = `Couldn't parse CURLOPT_RESOLVE entry '${entry}'`;
      return yield* report(session, transfer, { ok: false, status: 49, message }, 0, standard);
    }
    if (index === 0) yield* verbose(session, `Added ${entry} to DNS cache`);
  }
  const parsed = parseUrl(text);
  if (!parsed.ok) {
    return yield* report(session, transfer, { ...parsed, ok: false }, 0, standard);
  }
  const path = settings.outputs[index];
  const output: Output = outputFor(path, parsed.url, standard);
  const quiet = settings.silent || settings.noMeter;
  const meter = yield* startMeter(!quiet && !output.tty, index > 0);
  session.deadline = settings.maxTime === null ? null : meter.started + settings.maxTime;
  let url = parsed.url;
  let version: string = settings.version;
  for (;;) {
    transfer.url = url;
    const result = yield* fetchOnce(session, url, version, output, meter, transfer);
    if (!result.ok) return yield* fail(session, transfer, result, meter, output, standard);
    transfer.answer = result;
    const location = findHeader(result.headers, 'Location');
    const moved = result.status >= 300 && result.status < 400 && location !== null;
    if (!moved || !settings.follow) break;
    if (transfer.redirects >= settings.maxRedirects) {
      const message = `Maximum (${settings.maxRedirects}) redirects followed`;
      const failure: CurlFailure = { ok: false, status: 47, message };
      return yield* fail(session, transfer, failure, meter, output, standard);
    }
    transfer.redirects += 1;
    const next = resolveLocation(url, location);
    const following = parseUrl(next);
    if (following.ok && following.url.host === url.host && following.url.port !== url.port) {
      const ports = `${url.port} to ${following.url.port}`;
      yield* verbose(session, `Clear auth, redirects to port from ${ports}`);
    }
    yield* verbose(session, `Issue another request to this URL: '${next}'`);
    if (!following.ok) {
      return yield* fail(session, transfer, { ...following, ok: false }, meter, output, standard);
    }
    // A server that spoke HTTP/1.0 is asked in HTTP/1.0 from then on.
    if (result.version === '1.0' && following.url.host === url.host) version = '1.0';
    url = following.url;
  }
  if (output !== standard) yield* closeOutput(output);
  const spent = (yield* currentTime()) - meter.started;
  return yield* report(session, transfer, null, spent, standard);
}

function outputFor(path: string | null | undefined, url: Url, standard: Output): Output {
  if (path === undefined || path === '-') return standard;
  const last = url.target.replace(/\?.*$/, '').split('/').at(-1);
  return { path: path ?? (last || 'curl_response'), fd: null, tty: false, held: '' };
}

/** One request and its answer; the connection is kept or closed, and that is told. */
function* fetchOnce(
  session: Session,
  url: Url,
  version: string,
  output: Output,
  meter: Meter,
  transfer: Transfer,
): Routine<Answer | CurlFailure> {
  const connection = yield* takeConnection(session, url, meter, transfer);
  if ('status' in connection) return connection;
  if (url.scheme === 'https' && !connection.tls) {
    const greeted = yield* greetByTls(session, connection);
    if (!greeted.ok) return yield* drop(session, connection, greeted, meter);
  }
  const request = buildRequest(session.settings, url, version, transfer.redirects > 0);
  transfer.method = request.method;
  if (url.user !== null || session.settings.user !== null) {
    const name = url.user ?? session.settings.user?.split(':')[0] ?? '';
    yield* verbose(session, `Server auth using Basic with user '${name}'`);
  }
  const result = yield* exchange(session, connection, request, output, meter);
  if (!result.ok) return yield* drop(session, connection, result, meter);
  const again = result.status >= 300 && result.status < 400 && session.settings.follow;
  if (!again) {
    yield* endMeter(meter);
    meter.shown = false;
  }
  if (result.reusable) {
    session.live = connection;
    yield* verbose(session, `Connection #${connection.number} to host ${url.host} left intact`);
  } else {
    yield* closeConnection(session, connection);
  }
  return result;
}

function* closeConnection(session: Session, connection: Connection): Routine {
  yield* verbose(session, `Closing connection ${connection.number}`);
  yield* leaveTls(session, connection);
  yield* sys.close(connection.fd);
  session.live = null;
}

/** Tells why, and closes. */
function* drop(
  session: Session,
  connection: Connection,
  failure: CurlFailure,
  meter: Meter,
): Routine<CurlFailure> {
  yield* verbose(session, failure.message);
  // The meter's last line stands before what is told of the connection.
  if (meter.shown) yield* endMeter(meter);
  meter.shown = false;
  yield* closeConnection(session, connection);
  if (failure.after !== undefined) yield* verbose(session, failure.after);
  return failure;
}

function* takeConnection(
  session: Session,
  url: Url,
  meter: Meter,
  transfer: Transfer,
): Routine<Connection | CurlFailure> {
  const { live } = session;
  const secret = url.scheme === 'https';
  if (live?.host === url.host && live.port === url.port && (live.tls !== null) === secret) {
    yield* verbose(session, `Found bundle for host: 0x55d0c0ffee00 [serially]`);
    yield* verbose(session, 'Can not multiplex, even if we wanted to');
    yield* verbose(session, `Re-using existing connection #${live.number} with host ${url.host}`);
    return live;
  }
  const made = yield* connectTo(session, url, meter);
  if (!made.ok) return made;
  transfer.connects += 1;
  const peer = yield* sys.getpeername(made.connection.fd);
  const local = yield* sys.getsockname(made.connection.fd);
  if (peer.ok) transfer.peer = peer.value;
  if (local.ok) transfer.local = local.value;
  return made.connection;
}

function* fail(
  session: Session,
  transfer: Transfer,
  failure: CurlFailure,
  meter: Meter,
  output: Output,
  standard: Output,
): Routine<number> {
  if (meter.shown) yield* endMeter(meter);
  if (output !== standard) yield* closeOutput(output);
  const spent = (yield* currentTime()) - meter.started;
  return yield* report(session, transfer, failure, spent, standard);
}

/** The error line and what -w asks for. */
function* report(
  session: Session,
  transfer: Transfer,
  failure: CurlFailure | null,
  spent: number,
  standard: Output,
): Routine<number> {
  const { settings } = session;
  if (failure && (!settings.silent || settings.showError)) {
    yield* printError(`curl: (${failure.status}) ${failure.message}\n`);
    yield* printCertificateHelp(failure.status);
  }
  if (settings.writeOut !== null) {
    const written = formatWriteOut(settings.writeOut, factsOf(transfer, failure, session, spent));
    if (written.warnings !== '') yield* printError(written.warnings);
    yield* writeOutput(standard, encodeText(written.text));
  }
  return failure?.status ?? 0;
}

function factsOf(
  { url, method, answer, connects, redirects, peer, local }: Transfer,
  failure: CurlFailure | null,
  { settings, verifyResult }: Session,
  spent: number,
): Record<string, string> {
  const code = String(answer?.status ?? 0).padStart(3, '0');
  const time = formatSeconds(spent);
  return {
    ...{ http_code: code, response_code: code, method, time_total: time },
    ...{ remote_ip: peer.addr, remote_port: String(peer.port) },
    ...{ local_ip: local.addr, local_port: String(local.port) },
    ...{ num_connects: String(connects), num_redirects: String(redirects) },
    size_download: String(answer?.received ?? 0),
    url_effective: url ? formatUrl(url) : '',
    url: settings.urls[0] ?? '',
    exitcode: String(failure?.status ?? 0),
    errormsg: failure?.message ?? '',
    content_type: answer ? (findHeader(answer.headers, 'Content-Type') ?? '') : '',
    scheme: url ? url.scheme.toUpperCase() : '',
    http_version: answer ? answer.version.replace(/\.0$/, '') : '0',
    redirect_url: url && answer ? redirectUrl(url, findHeader(answer.headers, 'Location')) : '',
    ssl_verify_result: String(verifyResult),
    ...{ time_connect: time, time_starttransfer: time, time_namelookup: '0.000000' },
  };
}

function redirectUrl(url: Url, location: string | null): string {
  return location === null ? '' : resolveLocation(url, location);
}

export const curl: Program = {
  name: 'curl',
  usage: 'curl [-sSiIvLf] [-X METHOD] [-H HEADER] [-d DATA] [-m SECONDS] [-o FILE] URL...',
  summary: 'send an HTTP request and show the answer',
  main,
};
