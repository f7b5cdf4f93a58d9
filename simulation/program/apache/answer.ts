/** What Apache 2.4 answers: files, its pages, redirects to folders. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { formatHttpDate } from '../date-text';
import { readFileBytes } from '../file-bytes';
import { escapeHtml, findHeader, formatHead, type Headers, parseHead } from '../http-message';
import { guessType } from '../http-server-files';
import { joinPath } from '../path';
import type { ApacheConfig, ApacheSite } from './config';

const APACHE_VERSION = 'Apache/2.4.71 (Debian)';

export type ApacheAnswer = {
  status: number;
  reason: string;
  headers: Headers;
  body: string;
  stay: boolean;
  site: ApacheSite;
  /** Told in the error log, with its module and number. */
  complaint: string | null;
};

const explanations: Readonly<Record<number, string>> = {
  400: 'Your browser sent a request that this server could not understand.<br />\n',
  403: "You don't have permission to access this resource.",
  404: 'The requested URL was not found on this server.',
};
const reasons: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
};

function page(status: number, text: string, host: string, port: number): string {
  const reason = reasons[status] ?? '';
  return (
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n' +
    `<html><head>\n<title>${status} ${reason}</title>\n</head><body>\n<h1>${reason}</h1>\n<p>${text}</p>\n` +
    `<hr>\n<address>${APACHE_VERSION} Server at ${escapeHtml(host)} Port ${port}</address>\n</body></html>\n`
  );
}

/** The decoded path without dots, or null for one that leaves the root or is no encoding. */
function cleanPath(target: string): string | null {
  const raw = target.split(/[?#]/)[0] ?? '';
  if (!raw.startsWith('/') || /%(?![0-9a-f]{2})|%00|%2f/i.test(raw)) return null;
  const path = raw.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  let depth = 0;
  for (const part of path.split('/')) {
    depth += part === '..' ? -1 : part === '' || part === '.' ? 0 : 1;
    if (depth < 0) return null;
  }
  return joinPath('/', path) + (path.endsWith('/') && joinPath('/', path) !== '/' ? '/' : '');
}

/** Answers one head. Total. */
export function* answerApache(
  config: ApacheConfig,
  head: string,
  port: number,
  own: string,
): Routine<ApacheAnswer> {
  const { start, headers } = parseHead(head);
  const match = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(start);
  const named = findHeader(headers, 'Host');
  const host = (named ?? '').toLowerCase().replace(/:\d+$/, '');
  const sites = config.sites.filter((site) => site.port === port);
  const site = sites.find(({ names }) => names.includes(host)) ?? sites[0] ?? config.main;
  const wish = (findHeader(headers, 'Connection') ?? '').toLowerCase();
  const stay = match !== null && (match[3] === '1' ? wish !== 'close' : wish === 'keep-alive');
  const shown = host || site.names[0] || own;
  const tell = (
    status: number,
    text: string,
    more: Headers = [],
    complaint: string | null = null,
  ) => {
    const body = page(
      status,
      text,
      status === 400 && named === null ? (site.names[0] ?? own) : shown,
      port,
    );
    const type = ['Content-Type', 'text/html; charset=iso-8859-1'] as const;
    const length = ['Content-Length', String(body.length)] as const;
    const size = match?.[1] === 'HEAD' ? [] : [length];
    const answer: ApacheAnswer = {
      ...{ status, reason: reasons[status] ?? '', body, site, complaint },
      headers: [...more, ...size, ['Connection', ''], type],
      stay: stay && status !== 400,
    };
    return answer;
  };
  if (!match || (match[3] === '1' && named === null)) return tell(400, explanations[400] ?? '');
  const [, method = '', target = ''] = match;
  if (method === 'OPTIONS') {
    const fields: Headers = [
      ['Allow', 'GET,POST,OPTIONS,HEAD'],
      ['Content-Length', '0'],
      ['Connection', ''],
      ['Content-Type', 'text/html'],
    ];
    return { status: 200, reason: 'OK', headers: fields, body: '', stay, site, complaint: null };
  }
  const path = cleanPath(target);
  if (path === null) {
    return tell(
      400,
      explanations[400] ?? '',
      [],
      `[core:error] AH10244: invalid URI path (${target})`,
    );
  }
  if (/\/\.ht[^/]*$/.test(path)) {
    const why = `[authz_core:error] AH01630: client denied by server configuration: ${site.root}${path}`;
    return tell(403, explanations[403] ?? '', [], why);
  }
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    const text = `The requested method ${method} is not allowed for this URL.`;
    return tell(405, text, [['Allow', 'GET,POST,OPTIONS,HEAD']]);
  }
  const found = yield* findFile(config, site, path);
  switch (found.kind) {
    case 'missing':
      return tell(404, explanations[404] ?? '');
    case 'moved': {
      const url = `http://${shown}${port === 80 ? '' : `:${port}`}${path}/`;
      const text = `The document has moved <a href="${escapeHtml(url)}">here</a>.`;
      return tell(301, text, [['Location', url]]);
    }
    case 'denied':
      return tell(403, explanations[403] ?? '', [], found.why);
    case 'file':
      return sendFile(found, headers, stay, site);
  }
}

type Found =
  | { kind: 'missing' | 'moved' }
  | { kind: 'denied'; why: string }
  | { kind: 'file'; path: string; body: string; modified: number };

function* findFile(config: ApacheConfig, site: ApacheSite, path: string): Routine<Found> {
  const full = joinPath(site.root, `.${path}`);
  const there = yield* sys.stat(full);
  const closed = (at: string): Found => ({
    kind: 'denied',
    why: `[core:error] (13)Permission denied: AH00132: file permissions deny server access: ${at}`,
  });
  if (!there.ok) return there.errno === 'EACCES' ? closed(full) : { kind: 'missing' };
  if (there.value.kind === 'file') {
    if (path.endsWith('/')) return { kind: 'missing' };
    const body = yield* readFileBytes(full);
    if (!body.ok) return closed(full);
    return { kind: 'file', path: full, body: body.value, modified: there.value.modified };
  }
  if (!path.endsWith('/')) return { kind: 'moved' };
  for (const name of config.index) {
    const index = yield* sys.stat(joinPath(full, name));
    if (!index.ok || index.value.kind !== 'file') continue;
    const body = yield* readFileBytes(joinPath(full, name));
    if (!body.ok) return closed(joinPath(full, name));
    return {
      kind: 'file',
      path: joinPath(full, name),
      body: body.value,
      modified: index.value.modified,
    };
  }
  const why = `[autoindex:error] AH01276: Cannot serve directory ${full}/: No matching DirectoryIndex (${config.index.join(',')}) found, and listings are not in this simulation`;
  return { kind: 'denied', why };
}

function sendFile(
  { path, body, modified }: Extract<Found, { kind: 'file' }>,
  headers: Headers,
  stay: boolean,
  site: ApacheSite,
): ApacheAnswer {
  const etag = `"${body.length.toString(16)}-${(modified * 1000).toString(16)}"`;
  const about: Headers = [
    ['Last-Modified', formatHttpDate(modified)],
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
  ];
  const none = findHeader(headers, 'If-None-Match');
  const since = Date.parse(findHeader(headers, 'If-Modified-Since') ?? '');
  const same =
    none === null
      ? Math.floor(modified / 1000) * 1000 <= since
      : none === '*' || none.includes(etag);
  if (same) {
    const fields: Headers = [...about, ['Connection', '']];
    return {
      status: 304,
      reason: 'Not Modified',
      headers: fields,
      body: '',
      stay,
      site,
      complaint: null,
    };
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(findHeader(headers, 'Range') ?? '');
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(body.length, Number(range[2]) + 1) : body.length;
  const partial = range !== null && from < to;
  const part = partial ? body.slice(from, to) : body;
  const fields: Headers = [
    ...about,
    ['Content-Length', String(part.length)],
    ...(partial ? ([['Content-Range', `bytes ${from}-${to - 1}/${body.length}`]] as const) : []),
    ['Connection', ''],
    ['Content-Type', guessType(path)],
  ];
  const [status, reason] = partial ? [206, 'Partial Content'] : [200, 'OK'];
  return { status, reason, headers: fields, body: part, stay, site, complaint: null };
}

/** The bytes of an answer's head; an empty Connection stands where it is told. */
export function formatApacheHead(answer: ApacheAnswer, ms: number, old: boolean): string {
  const connection = answer.stay ? (old ? 'Keep-Alive' : null) : 'close';
  return formatHead(`HTTP/1.1 ${answer.status} ${answer.reason}`, [
    ['Date', formatHttpDate(ms)],
    ['Server', APACHE_VERSION],
    ...answer.headers.flatMap(([name, value]): [string, string][] => {
      if (name !== 'Connection') return [[name, value]];
      return connection === null ? [] : [[name, connection]];
    }),
  ]);
}
