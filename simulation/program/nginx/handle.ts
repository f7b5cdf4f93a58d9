/** From a request to its answer: nginx's phases, redirects within, pages for errors. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { findHeader } from '../http-message';
import { chooseLocation, findNamed, isAllowed } from './choose';
import { type Location, valueOf } from './config';
import { parseSize } from './directives';
import { complain, currentTime, type Exchange, filePathOf, readVariable } from './exchange';
import { passOn } from './proxy';
import { sendAnswer, sendPage } from './respond';
import { type Outcome, serveFile, typeOf } from './static-file';
import { expandVariables } from './variables';

/** Reads the request's body, or says why not. */
export type BodyReader = () => Routine<{ ok: true; body: string } | { ok: false; status: number }>;

const REDIRECT_LIMIT = 10;

/** Answers a request. */
export function* handleRequest(exchange: Exchange, readBody: BodyReader): Routine {
  let outcome = yield* returnOf(exchange);
  if (!outcome) {
    enter(exchange, chooseLocation(exchange.server.locations, exchange.path));
    outcome = yield* checkSize(exchange);
  }
  outcome ??= yield* serveLocation(exchange, readBody);
  for (;;) {
    if (outcome.do === 'done') return;
    const next: Outcome =
      outcome.do === 'status' ? (pageFor(exchange, outcome.status) ?? outcome) : outcome;
    if (next.do === 'status') {
      return yield* finish(exchange, next.status, next.location);
    }
    if (next.do === 'done') return;
    exchange.redirects += 1;
    if (exchange.redirects > REDIRECT_LIMIT) {
      const target = `"${next.path}"`;
      yield* complain(
        exchange,
        `rewrite or internal redirection cycle while internally redirecting to ${target}`,
      );
      return yield* sendPage(exchange, 500);
    }
    if (next.path.startsWith('@')) enter(exchange, findNamed(exchange.server, next.path));
    else {
      [exchange.path = '', exchange.args = exchange.args] = next.path.split('?', 2);
      enter(exchange, chooseLocation(exchange.server.locations, exchange.path));
    }
    outcome = yield* serveLocation(exchange, readBody);
  }
}

function enter(exchange: Exchange, location: Location | null): void {
  exchange.location = location;
  exchange.scope = location?.scope ?? exchange.server.scope;
}

function* finish(exchange: Exchange, status: number, location: string | undefined): Routine {
  if (status === 444) {
    exchange.status = 444;
    exchange.keepAlive = false;
  } else if (status === 204) yield* sendAnswer(exchange, { status, length: null }, '');
  else yield* sendPage(exchange, status, location);
}

/** The page that `error_page` names for a status; a page has no page of its own. */
function pageFor(exchange: Exchange, status: number): Outcome | null {
  if (exchange.pageOf !== null || exchange.paged || status < 300) return null;
  for (const words of exchange.scope.lists.error_page ?? []) {
    const uri = words.at(-1) ?? '';
    const codes = words.slice(0, -1);
    if (!codes.includes(String(status))) continue;
    const change = codes.find((one) => one.startsWith('='));
    exchange.paged = true;
    if (!uri.startsWith('/') && !uri.startsWith('@')) {
      return { do: 'status', status: change ? Number(change.slice(1)) || 302 : 302, location: uri };
    }
    const shown = change === undefined ? status : Number(change.slice(1)) || null;
    exchange.pageOf = shown === 200 ? null : shown;
    const { method } = exchange.request;
    if (method !== 'HEAD') exchange.request = { ...exchange.request, method: 'GET' };
    return { do: 'redirect', path: uri };
  }
  return null;
}

/** `return`, at the server's level or in a location. */
function* returnOf(exchange: Exchange): Routine<Outcome | null> {
  const [words] = exchange.scope.lists.return ?? [];
  if (!words) return null;
  const now = yield* currentTime();
  const expand = (text: string) =>
    expandVariables(text, (name) => readVariable(exchange, name, now));
  const [code = '', text] = words;
  if (text === undefined && !/^\d+$/.test(code)) {
    return { do: 'status', status: 302, location: expand(code) };
  }
  const status = Number(code);
  if (text === undefined) {
    if (status !== 200) return { do: 'status', status };
    const type = typeOf(exchange.scope, exchange.path);
    yield* sendAnswer(exchange, { status, type, length: 0 }, '');
    return { do: 'done' };
  }
  if ([301, 302, 303, 307, 308].includes(status)) {
    return { do: 'status', status, location: expand(text) };
  }
  const body = expand(text);
  const type = typeOf(exchange.scope, exchange.path);
  yield* sendAnswer(exchange, { status, type, length: body.length }, body);
  return { do: 'done' };
}

function* checkSize(exchange: Exchange): Routine<Outcome | null> {
  const limit = parseSize(valueOf(exchange.scope, 'client_max_body_size', '1m')) ?? 0;
  const length = exchange.request.contentLength;
  if (limit === 0 || length <= limit) return null;
  yield* complain(exchange, `client intended to send too large body: ${length} bytes`);
  return { do: 'status', status: 413 };
}

function* serveLocation(exchange: Exchange, readBody: BodyReader): Routine<Outcome> {
  const { scope, location, client } = exchange;
  if (scope.values.internal && exchange.redirects === 0) return { do: 'status', status: 404 };
  const returned = location ? yield* returnOf(exchange) : null;
  if (returned) return returned;
  const rules = ['allow', 'deny'].flatMap((name) =>
    (scope.lists[name] ?? []).map(([who = '']) => ({ allow: name === 'allow', who })),
  );
  if (!isAllowed(rules, client.peer.addr)) {
    yield* complain(exchange, 'access forbidden by rule');
    return { do: 'status', status: 403 };
  }
  const tried = yield* tryFiles(exchange);
  if (tried) return tried;
  if (!location?.proxy) return yield* serveFile(exchange);
  const body = yield* readBody();
  if (!body.ok) return { do: 'status', status: body.status };
  return yield* passOn(exchange, location.proxy, body.body);
}

/** `try_files`: the first that is there is served in this location, else the last word decides. */
function* tryFiles(exchange: Exchange): Routine<Outcome | null> {
  const words = exchange.scope.values.try_files;
  if (!words) return null;
  const now = yield* currentTime();
  const expand = (text: string) =>
    expandVariables(text, (name) => readVariable(exchange, name, now));
  const before = exchange.path;
  for (const word of words.slice(0, -1)) {
    const path = expand(word).replace(/\/{2,}/g, '/');
    const folder = word.endsWith('/');
    exchange.path = path;
    const found = yield* sys.stat(filePathOf(exchange));
    exchange.path = before;
    if (!found.ok || (found.value.kind === 'directory') !== folder) continue;
    exchange.path = path;
    return null;
  }
  const last = words.at(-1) ?? '';
  const code = /^=(\d+)$/.exec(last)?.[1];
  if (code !== undefined) return { do: 'status', status: Number(code) };
  return { do: 'redirect', path: expand(last) };
}

/** Whether the client waits to be told that it may send its body. */
export function waitsToSend({ request }: Exchange): boolean {
  const expects = findHeader(request.headers, 'Expect')?.toLowerCase();
  return request.version === 11 && expects === '100-continue';
}
