/** A reverse proxy's second connection: what is sent to the upstream and what comes of it. */
import { errnoNumber, formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { findHeader, formatHead } from '../http-message';
import { type Choice, choosePeer, createBalance, releasePeer, startChoice } from './balance';
import { type Peer, type ProxyTarget, valueOf } from './config';
import { complain, currentTime, type Exchange, readVariable } from './exchange';
import { relayAnswer } from './proxy-answer';
import { type Attempt, timeOf, waitUnlessGone } from './proxy-wait';
import { encodePath, type Outcome } from './static-file';
import { expandVariables } from './variables';
import { createPlainWire, type Wire } from './wire';

/** Passes the request on; servers of an upstream are tried in turn. */
export function* passOn(exchange: Exchange, target: ProxyTarget, body: string): Routine<Outcome> {
  const { worker } = exchange;
  const upstream = worker.config.upstreams[target.upstream];
  if (!upstream) return { do: 'status', status: 502 };
  const balance = worker.balances.get(target.upstream) ?? createBalance(upstream);
  worker.balances.set(target.upstream, balance);
  const choice: Choice = startChoice(balance);
  const uri = upstreamUri(exchange, target);
  const message = formatRequest(exchange, uri, target, body, yield* currentTime());
  for (;;) {
    const state = choosePeer(balance, choice, yield* currentTime());
    if (!state) {
      exchange.upstream = {
        url: `http://${upstream.name}${uri}`,
        addr: upstream.name,
        status: '502',
      };
      yield* complain(exchange, 'no live upstreams while connecting to upstream');
      return { do: 'status', status: 502 };
    }
    const { peer } = state;
    exchange.upstream = { url: `http://${peer.name}${uri}`, addr: peer.name, status: '' };
    const sent = { asked: false };
    const result = yield* tryPeer(exchange, peer, message, sent);
    const failed = result === 'error' || result === 'timeout';
    releasePeer(balance, choice, state, failed, yield* currentTime());
    if (result === 'gone') {
      exchange.status = 499;
      exchange.keepAlive = false;
    }
    if (!failed) return { do: 'done' };
    // A request that may have changed something is not sent a second time (RFC 9110, 9.2.2).
    const again = !sent.asked || !/^(POST|LOCK|PATCH)$/.test(exchange.request.method);
    if (choice.tries === 0 || !again) {
      return { do: 'status', status: result === 'timeout' ? 504 : 502 };
    }
  }
}

function upstreamUri(
  { request, path, args, location, redirects }: Exchange,
  target: ProxyTarget,
): string {
  const query = args === '' ? '' : `?${args}`;
  if (target.uri === null) return redirects === 0 ? request.target : encodePath(path) + query;
  const rest = path.slice(location?.path.length ?? 0);
  const kept = request.changed || redirects > 0 ? encodePath(rest) : rest;
  return target.uri + kept + query;
}

/** nginx's own request: HTTP/1.0 and one connection for each, unless told otherwise. */
function formatRequest(
  exchange: Exchange,
  uri: string,
  target: ProxyTarget,
  body: string,
  now: number,
): string {
  const { request, scope } = exchange;
  const given = scope.lists.proxy_set_header ?? [];
  const named = new Set(given.map(([name = '']) => name.toLowerCase()));
  const hasBody = request.chunked || findHeader(request.headers, 'Content-Length') !== null;
  const usual: [string, string][] = [
    ['Host', target.host],
    ['Connection', 'close'],
    ['Content-Length', hasBody ? String(body.length) : ''],
    ['Transfer-Encoding', ''],
    ['TE', ''],
    ['Keep-Alive', ''],
    ['Expect', ''],
    ['Upgrade', ''],
  ];
  const set: [string, string][] = [
    ...given.map(([name = '', value = '']): [string, string] => [
      name,
      expandVariables(value, (variable) => readVariable(exchange, variable, now)),
    ]),
    ...usual.filter(([name]) => !named.has(name.toLowerCase())),
  ];
  const own = new Set(set.map(([name]) => name.toLowerCase()));
  const passed = request.headers.filter(([name]) => !own.has(name.toLowerCase()));
  const version = valueOf(scope, 'proxy_http_version', '1.0');
  const head = formatHead(`${request.method} ${uri} HTTP/${version}`, [
    ...set.filter(([, value]) => value !== ''),
    ...passed,
  ]);
  return head + body;
}

function* tryPeer(
  exchange: Exchange,
  peer: Peer,
  message: string,
  sent: { asked: boolean },
): Routine<Attempt> {
  const opened = yield* sys.socket(isAddress6(peer.addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return 'error';
  const fd = opened.value;
  exchange.worker.connections += 1;
  yield* sys.setsockopt(fd, 'O_NONBLOCK', 1);
  const wire = createPlainWire(fd);
  const result =
    (yield* connect(exchange, peer, fd)) ?? (yield* ask(exchange, wire, message, sent));
  yield* sys.close(fd);
  return result;
}

const CONNECTING = 'while connecting to upstream';

/** Null once there is a connection. */
function* connect(exchange: Exchange, peer: Peer, fd: number): Routine<Attempt | null> {
  const begun = yield* sys.connect(fd, peer.addr, peer.port);
  let errno = begun.ok ? null : begun.errno;
  const direct = errno !== 'EINPROGRESS';
  if (errno === 'EINPROGRESS') {
    const timeout = timeOf(exchange.scope, 'proxy_connect_timeout');
    const ready = yield* waitUnlessGone(exchange, fd, 'OUT', timeout);
    if (ready === 'gone') return 'gone';
    if (ready === 'timeout') {
      yield* complain(exchange, `upstream timed out (110: Connection timed out) ${CONNECTING}`);
      return 'timeout';
    }
    const error = yield* sys.socketError(fd);
    errno = error.ok ? error.value : error.errno;
  }
  if (errno === null) return null;
  const where = `(${errnoNumber(errno)}: ${formatErrno(errno)}) ${CONNECTING}`;
  const to = direct ? `connect() to ${peer.name} failed` : 'connect() failed';
  // Refusals of the own machine come at once, and are told like those from afar.
  yield* complain(exchange, `${errno === 'ECONNREFUSED' ? 'connect() failed' : to} ${where}`);
  return 'error';
}

function* ask(
  exchange: Exchange,
  wire: Wire,
  message: string,
  sent: { asked: boolean },
): Routine<Attempt> {
  sent.asked = true;
  const written = yield* wire.send(message, timeOf(exchange.scope, 'proxy_send_timeout'));
  if (!written.ok) {
    const { errno } = written;
    const reason = `(${errnoNumber(errno)}: ${formatErrno(errno)})`;
    yield* complain(exchange, `send() failed ${reason} while sending request to upstream`);
    return errno === 'ETIMEDOUT' ? 'timeout' : 'error';
  }
  return yield* relayAnswer(exchange, wire);
}
