/** What nginx knows once its configuration is read: plain JSON, which workers inherit. */

/** Directives of one block with those it inherits: single values and repeated ones. */
export type Scope = {
  values: Readonly<Record<string, readonly string[]>>;
  lists: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** MIME types by extension, null where none are given. */
  types: Readonly<Record<string, string>> | null;
};

export type Listen = {
  addr: string;
  port: number;
  /** `0.0.0.0:80` or `[::]:80`, as messages name it. */
  text: string;
  isDefault: boolean;
  /** TLS is spoken here. */
  ssl: boolean;
  /** A socket of its own beside a wildcard's. */
  bind: boolean;
  backlog: number;
  v6only: boolean;
};

export type Match = 'prefix' | 'exact' | 'strong' | 'regex' | 'regex-any-case' | 'named';
export type ProxyTarget = {
  upstream: string;
  /** What stands in the URL: `127.0.0.1:8000` or `app`. */
  host: string;
  port: number;
  /** Replaces the part of the path that the location matched; null passes the path as it came. */
  uri: string | null;
};
export type Location = {
  match: Match;
  path: string;
  scope: Scope;
  proxy: ProxyTarget | null;
  locations: Location[];
};
export type Server = { listens: Listen[]; names: string[]; scope: Scope; locations: Location[] };

export type Peer = {
  addr: string;
  port: number;
  /** `127.0.0.1:8000`, as logs name it. */
  name: string;
  weight: number;
  maxFails: number;
  /** Milliseconds. */
  failTimeout: number;
  down: boolean;
};
export type Upstream = { name: string; peers: Peer[]; backups: Peer[] };

export type NginxConfig = {
  /** Path of the main file, and all that were read, for `-T`. */
  path: string;
  files: { path: string; text: string }[];
  main: Scope;
  servers: Server[];
  upstreams: Readonly<Record<string, Upstream>>;
  formats: Readonly<Record<string, string>>;
  /** Sockets to listen on, in the order in which they are opened. */
  sockets: Listen[];
  /** Texts of certificates and keys by path; only root may read the keys again. */
  pems: Readonly<Record<string, string>>;
  /** Every log file, in the order in which they are opened. */
  logs: string[];
  workers: number;
  connections: number | null;
};

const PREFIX = '/usr/share/nginx/';
export const NGINX_VERSION = 'nginx/1.22.1';
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ' +
  '"$http_referer" "$http_user_agent"';

export const emptyScope: Scope = { values: {}, lists: {}, types: null };

/** Of a block alone: what the blocks inside it do not inherit. */
const own = new Set(['return', 'try_files', 'proxy_pass', 'internal', 'listen', 'server_name']);

/** `inner` with what it inherits from `outer`. */
export function inheritScope(outer: Scope, inner: Scope): Scope {
  const pass = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !own.has(name)));
  const values: Record<string, readonly string[]> = { ...pass(outer.values), ...inner.values };
  if (inner.values.root && !inner.values.alias) delete values.alias;
  return {
    values,
    lists: { ...pass(outer.lists), ...inner.lists },
    types: inner.types ?? outer.types,
  };
}

/** The first word of a directive, or what stands where it is not given. */
export function valueOf(scope: Scope, name: string, otherwise: string): string {
  return scope.values[name]?.[0] ?? otherwise;
}

/** Under the prefix where it is no absolute path. */
export function underPrefix(path: string): string {
  return path.startsWith('/') ? path : PREFIX + path;
}

export type ErrorLog = { path: string | null; level: string };

/** Where errors of a scope go; path null is standard error, Debian's compiled-in default. */
export function errorLogOf(scope: Scope): ErrorLog {
  const [path = 'stderr', level = 'error'] = scope.lists.error_log?.[0] ?? [];
  return { path: path === 'stderr' ? null : underPrefix(path), level };
}

export type AccessLog = { path: string; format: string };

export function accessLogsOf(scope: Scope, formats: NginxConfig['formats']): AccessLog[] {
  const given = scope.lists.access_log ?? [['/var/log/nginx/access.log']];
  if (given.some(([path]) => path === 'off')) return [];
  return given.map(([path = '', format = 'combined']) => ({
    path: underPrefix(path),
    format: formats[format] ?? COMBINED,
  }));
}
