/**
 * The directives of Debian's nginx 1.22 that the simulation knows: where each may stand, how many
 * words follow, and what kind of value it takes. `refused` is real but not modelled: it ends the
 * reading with a sentence that says so, because to pass it over would change what is served.
 */

/** main, events, http, server, location, upstream. */
export type Context = 'm' | 'e' | 'h' | 's' | 'l' | 'u';
type ValueKind = 'text' | 'flag' | 'number' | 'size' | 'time' | 'many' | 'block' | 'refused';
export type Directive = {
  name: string;
  contexts: string;
  least: number;
  most: number;
  kind: ValueKind;
};

/** name, contexts, arguments (`1`, `1-2`, `1+`), kind; `many` may stand several times in a block. */
const table = `
  include mehslu 1 many
  user m 1-2 text
  pid m 1 text
  daemon m 1 flag
  master_process m 1 flag
  worker_processes m 1 text
  worker_rlimit_nofile m 1 number
  worker_shutdown_timeout m 1 time
  error_log mhsl 1+ many
  pcre_jit m 1 flag
  load_module m 1 many
  events m 0 block
  http m 0 block
  worker_connections e 1 number
  multi_accept e 1 flag
  use e 1 text
  accept_mutex e 1 flag
  server h 0 block
  server u 1+ many
  upstream h 1 block
  least_conn u 0 refused
  ip_hash u 0 refused
  hash u 1-2 refused
  random u 0-2 refused
  keepalive u 1 text
  zone u 1-2 text
  types hsl 0 block
  location sl 1-2 block
  listen s 1+ many
  server_name s 1+ many
  root hsl 1 text
  alias l 1 text
  index hsl 1+ many
  try_files sl 2+ text
  return sl 1-2 many
  error_page hsl 2+ many
  add_header hsl 2-3 many
  allow hsl 1 many
  deny hsl 1 many
  default_type hsl 1 text
  log_format h 2+ many
  access_log hsl 1+ many
  internal l 0 text
  server_tokens hsl 1 text
  keepalive_timeout hsl 1-2 text
  keepalive_requests hsl 1 number
  client_max_body_size hsl 1 size
  client_header_timeout hs 1 time
  client_body_timeout hsl 1 time
  client_body_buffer_size hsl 1 size
  client_header_buffer_size hs 1 size
  large_client_header_buffers hs 2 text
  lingering_timeout hsl 1 time
  send_timeout hsl 1 time
  underscores_in_headers hs 1 flag
  sendfile hsl 1 flag
  tcp_nopush hsl 1 flag
  tcp_nodelay hsl 1 flag
  types_hash_max_size hsl 1 number
  types_hash_bucket_size hsl 1 number
  server_names_hash_bucket_size h 1 number
  server_names_hash_max_size h 1 number
  server_name_in_redirect hsl 1 flag
  port_in_redirect hsl 1 flag
  absolute_redirect hsl 1 flag
  log_not_found hsl 1 flag
  charset hsl 1 text
  etag hsl 1 flag
  gzip hsl 1 flag
  gzip_vary hsl 1 flag
  gzip_proxied hsl 1+ text
  gzip_comp_level hsl 1 number
  gzip_buffers hsl 2 text
  gzip_http_version hsl 1 text
  gzip_types hsl 1+ text
  gzip_min_length hsl 1 size
  gzip_disable hsl 1+ text
  gzip_static hsl 1 text
  resolver hsl 1+ text
  ssl hs 1 flag
  ssl_certificate hs 1 text
  ssl_certificate_key hs 1 text
  ssl_protocols hs 1+ text
  ssl_ciphers hs 1 text
  ssl_prefer_server_ciphers hs 1 flag
  ssl_session_cache hs 1-2 text
  ssl_session_timeout hs 1 time
  ssl_session_tickets hs 1 flag
  ssl_dhparam hs 1 text
  ssl_stapling hs 1 flag
  ssl_stapling_verify hs 1 flag
  ssl_trusted_certificate hs 1 text
  proxy_pass l 1 text
  proxy_set_header hsl 2 many
  proxy_hide_header hsl 1 many
  proxy_pass_header hsl 1 many
  proxy_redirect hsl 1-2 text
  proxy_http_version hsl 1 text
  proxy_connect_timeout hsl 1 time
  proxy_read_timeout hsl 1 time
  proxy_send_timeout hsl 1 time
  proxy_buffering hsl 1 flag
  proxy_request_buffering hsl 1 flag
  proxy_buffer_size hsl 1 size
  proxy_buffers hsl 2 text
  proxy_busy_buffers_size hsl 1 size
  proxy_intercept_errors hsl 1 flag
  proxy_next_upstream hsl 1+ refused
  proxy_cache hsl 1 refused
  proxy_cache_path h 2+ refused
  proxy_ssl_server_name hsl 1 flag
  fastcgi_pass l 1 refused
  uwsgi_pass l 1 refused
  autoindex hsl 1 refused
  auth_basic hsl 1 refused
  auth_basic_user_file hsl 1 refused
  expires hsl 1-2 refused
  if sl 1+ refused
  rewrite sl 2-3 refused
  set sl 2 refused
  map h 2 refused
  limit_req hsl 1-3 refused
  limit_req_zone h 3 refused
  limit_conn hsl 2 refused
  stub_status sl 0-1 refused
  satisfy hsl 1 refused
  env m 1 refused
`;

export const directives: readonly Directive[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', contexts = '', count = '', kind = ''] = line.trim().split(' ');
    const [least = '0', most] = count.split(/[-+]/);
    return {
      name,
      contexts,
      least: Number(least),
      most: count.endsWith('+') ? Number.POSITIVE_INFINITY : Number(most ?? least),
      kind: kind as ValueKind,
    };
  });

const sizes: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `10m` in bytes; null for what is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,12})([kmg]?)$/i.exec(text);
  return match ? Number(match[1]) * (sizes[(match[2] ?? '').toLowerCase()] ?? 1) : null;
}

const units: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 31_536_000_000],
  ['M', 2_592_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** `1m 30s`, `500ms` or `60` (seconds) in milliseconds; null for what is no time. */
export function parseTime(text: string): number | null {
  let total = 0;
  let last = -1;
  const parts = text
    .split(' ')
    .join('')
    .match(/\d+[a-zA-Z]*/g);
  if (parts === null || parts.join('') !== text.replaceAll(' ', '')) return null;
  for (const [at, part] of parts.entries()) {
    const number = Number.parseInt(part, 10);
    const unit = part.replace(/^\d+/, '') || (at === parts.length - 1 ? 's' : '');
    const rank = units.findIndex(([name]) => name === unit);
    if (rank <= last || number > 1e9) return null;
    last = rank;
    total += number * (units[rank]?.[1] ?? 0);
  }
  return total;
}
