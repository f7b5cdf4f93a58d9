/** One request and all that is known of it while it is answered, and what is logged of it. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Endpoint } from '../../packet/packet';
import { formatLogDate } from '../date-text';
import { findHeader } from '../http-message';
import type { Balance } from './balance';
import {
  accessLogsOf,
  errorLogOf,
  type Location,
  NGINX_VERSION,
  type NginxConfig,
  type Scope,
  type Server,
  underPrefix,
  valueOf,
} from './config';
import type { Request } from './read-request';
import { expandVariables } from './variables';
import type { Wire } from './wire';

/** What a worker has: its configuration, open log files by path, and the state of upstreams. */
export type Worker = {
  config: NginxConfig;
  pid: number;
  host: string;
  logs: Readonly<Record<string, number>>;
  balances: Map<string, Balance>;
  /** Connections so far, to clients and to upstreams; logs count them. */
  connections: number;
  /** Told to end once its connections have. */
  leaving: boolean;
};

export type Client = {
  wire: Wire;
  number: number;
  peer: Endpoint;
  local: Endpoint;
  /** `missing`: the port is one of TLS, and this client has not begun with it. */
  tls: 'off' | 'spoken' | 'missing';
};

export type Exchange = {
  worker: Worker;
  client: Client;
  request: Request;
  server: Server;
  location: Location | null;
  scope: Scope;
  /** The path and query in hand; internal redirects change them. */
  path: string;
  args: string;
  /** Unix time in ms at the first byte. */
  began: number;
  status: number;
  bytes: number;
  bodyBytes: number;
  keepAlive: boolean;
  /** A status that a page of `error_page` stands for. */
  pageOf: number | null;
  /** `error_page` has been followed once. */
  paged: boolean;
  redirects: number;
  /** Length of the file of which a part was asked for that it does not have. */
  rangeOf: number | null;
  upstream: { url: string; addr: string; status: string } | null;
};

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];

/** `2026/11/26 02:01:12`. */
export function formatErrorDate(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.slice(0, 8)}`;
}

export function* currentTime(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** Writes a line to the error log of a scope, if it asks for that level. */
export function* logError(
  worker: Pick<Worker, 'logs' | 'pid'>,
  scope: Scope,
  level: string,
  message: string,
): Routine {
  const log = errorLogOf(scope);
  if (levels.indexOf(level) > levels.indexOf(log.level)) return;
  const fd = log.path === null ? 2 : (worker.logs[log.path] ?? 2);
  const date = formatErrorDate(yield* currentTime());
  yield* sys.write(fd, `${date} [${level}] ${worker.pid}#${worker.pid}: ${message}\n`);
}

/** The error log's line about a request: who asked whom for what. */
export function* complain(exchange: Exchange, message: string): Routine {
  const { client, server, request, upstream } = exchange;
  const host = findHeader(request.headers, 'Host');
  const referrer = findHeader(request.headers, 'Referer');
  const parts = [
    `*${client.number} ${message}`,
    `client: ${client.peer.addr}`,
    `server: ${server.names[0] ?? ''}`,
    `request: "${request.line}"`,
    ...(upstream ? [`upstream: "${upstream.url}"`] : []),
    ...(host === null ? [] : [`host: "${host}"`]),
    ...(referrer === null ? [] : [`referrer: "${referrer}"`]),
  ];
  yield* logError(exchange.worker, exchange.scope, 'error', parts.join(', '));
}

/** Quotes, backslashes and all that is no plain ASCII, as the access log writes them. */
function escapeLog(text: string): string {
  return text.replace(
    /[^\x20-\x7e]|["\\]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Writes the line of a request that has been answered. */
export function* logAccess(exchange: Exchange): Routine {
  const now = yield* currentTime();
  for (const { path, format } of accessLogsOf(exchange.scope, exchange.worker.config.formats)) {
    const line = expandVariables(format, (name) => {
      const value = readVariable(exchange, name, now);
      return value === '' ? '-' : escapeLog(value);
    });
    const fd = exchange.worker.logs[path];
    if (fd !== undefined) yield* sys.write(fd, `${line}\n`);
  }
}

/** The path of the file that the path in hand stands for. */
export function filePathOf({ scope, location, path }: Exchange): string {
  const alias = scope.values.alias?.[0];
  if (alias === undefined || !location) return `${documentRoot(scope)}${path}`;
  return underPrefix(alias) + path.slice(location.path.length);
}

function documentRoot(scope: Scope): string {
  return underPrefix(valueOf(scope, 'root', 'html')).replace(/\/$/, '');
}

/** The value of a variable, empty where it has none. */
export function readVariable(exchange: Exchange, name: string, now: number): string {
  const { request, client } = exchange;
  const header = /^http_(\w+)$/.exec(name)?.[1];
  if (header) return findHeader(request.headers, header.replaceAll('_', '-')) ?? '';
  const arg = /^arg_(\w+)$/.exec(name)?.[1];
  if (arg) return findPart(exchange.args, '&', arg);
  const cookie = /^cookie_(\w+)$/.exec(name)?.[1];
  if (cookie) return findPart(findHeader(request.headers, 'Cookie') ?? '', /; */, cookie);
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return read ? read(exchange, now) : name === 'connection' ? String(client.number) : '';
}

function findPart(text: string, between: string | RegExp, name: string): string {
  const part = text.split(between).find((one) => one.toLowerCase().startsWith(`${name}=`));
  return part?.slice(name.length + 1) ?? '';
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

const readers: Readonly<Record<string, (exchange: Exchange, now: number) => string>> = {
  args: ({ args }) => args,
  query_string: ({ args }) => args,
  is_args: ({ args }) => (args === '' ? '' : '?'),
  uri: ({ path }) => path,
  document_uri: ({ path }) => path,
  request_uri: ({ request }) => request.target,
  request_method: ({ request }) => request.method,
  request: ({ request }) => request.line,
  request_filename: filePathOf,
  document_root: ({ scope }) => documentRoot(scope),
  request_time: ({ began }, now) => seconds(now - began),
  msec: (_, now) => seconds(now),
  time_local: (_, now) => `${formatLogDate(now).replace(' ', ':')} +0000`,
  time_iso8601: (_, now) => `${new Date(now).toISOString().slice(0, 19)}+00:00`,
  host: ({ request, server }) => request.host || (server.names[0] ?? ''),
  hostname: ({ worker }) => worker.host,
  server_name: ({ server }) => server.names[0] ?? '',
  server_addr: ({ client }) => client.local.addr,
  server_port: ({ client }) => String(client.local.port),
  server_protocol: ({ request }) =>
    request.version === 9 ? 'HTTP/0.9' : (/HTTP\/\d+\.\d+ *$/.exec(request.line)?.[0].trim() ?? ''),
  remote_addr: ({ client }) => client.peer.addr,
  remote_port: ({ client }) => String(client.peer.port),
  scheme: ({ client }) => (client.tls === 'spoken' ? 'https' : 'http'),
  https: ({ client }) => (client.tls === 'spoken' ? 'on' : ''),
  status: ({ status }) => String(status).padStart(3, '0'),
  body_bytes_sent: ({ bodyBytes }) => String(bodyBytes),
  bytes_sent: ({ bytes }) => String(bytes),
  content_type: ({ request }) => findHeader(request.headers, 'Content-Type') ?? '',
  content_length: ({ request }) => findHeader(request.headers, 'Content-Length') ?? '',
  nginx_version: () => NGINX_VERSION.replace('nginx/', ''),
  pid: ({ worker }) => String(worker.pid),
  proxy_host: ({ location }) => location?.proxy?.host ?? '',
  proxy_port: ({ location }) => String(location?.proxy?.port ?? ''),
  proxy_add_x_forwarded_for: ({ request, client }) => {
    const before = findHeader(request.headers, 'X-Forwarded-For');
    return before === null ? client.peer.addr : `${before}, ${client.peer.addr}`;
  },
  upstream_addr: ({ upstream }) => upstream?.addr ?? '',
  upstream_status: ({ upstream }) => upstream?.status ?? '',
};
