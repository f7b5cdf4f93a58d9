/** wget's conversation with a server: connection, request, head, body. */
import { encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import { findHeadEnd, formatHead, type Headers, parseHead } from '../../program/http-message';
import { formatLookupError, lookupHost, parseLiteral } from '../../program/resolve';
import { sendAll } from '../../program/socket-io';
import type { TlsClient } from '../../program/tls/tls-client';
import { feedTls, sealData, sealGoodbye } from '../../program/tls/tls-end';
import type { WgetSettings } from './wget-options';
import { greetSecretly } from './wget-tls';
import type { WgetUrl } from './wget-url';

export type Link = {
  fd: number;
  host: string;
  port: number;
  addr: string;
  bytes: string;
  tls: TlsClient | null;
};
export type Talk = {
  settings: WgetSettings;
  /** Prints a line of the story, unless quiet. */
  tell: (text: string) => Routine;
  /** Prints what is told even with -nv. */
  warn: (text: string) => Routine;
  link: Link | null;
};

/** `fatal` is not tried again, and ends with `code` where that is not the network's. */
export type Failure = { ok: false; fatal: boolean; text: string; code?: number };
export type Head = {
  ok: true;
  /** As the server wrote it: `HTTP/1.0`. */
  version: string;
  status: number;
  reason: string;
  headers: Headers;
  old: boolean;
};

function shownHost(url: WgetUrl): string {
  return isAddress6(url.host) ? `[${url.host}]` : url.host;
}

/** A connection to the place of `url`, the last one where it serves again. */
export function* openLink(talk: Talk, url: WgetUrl): Routine<{ ok: true; link: Link } | Failure> {
  const { settings, tell, link: old } = talk;
  const secret = url.scheme === 'https';
  const fits = old && old.port === url.port && (old.tls !== null) === secret;
  if (fits && old.host === url.host) return yield* reuse(talk, old);
  const literal = parseLiteral(url.host) !== null;
  if (!literal) yield* tell(`Resolving ${url.host} (${url.host})... `);
  const found = yield* lookupHost(url.host, settings.family);
  if (!found.ok) {
    yield* tell(`failed: ${formatLookupError(found.error)}.\n`);
    yield* talk.warn(`wget: unable to resolve host address ‘${url.host}’\n`);
    return { ok: false, fatal: true, text: '' };
  }
  if (!literal) {
    const more = found.addrs.length > 3 ? ', ...' : '';
    yield* tell(`${found.addrs.slice(0, 3).join(', ')}${more}\n`);
  }
  if (fits && !secret && found.addrs.includes(old.addr)) return yield* reuse(talk, old);
  yield* dropLink(talk);
  let timedOut = false;
  for (const addr of found.addrs) {
    const where = literal ? shownHost(url) : `${url.host} (${url.host})|${addr}|`;
    yield* tell(`Connecting to ${where}:${url.port}... `);
    const socket = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!socket.ok) continue;
    const fd = socket.value;
    const limit = settings.timeout >= 900_000 ? null : settings.timeout;
    const connected = yield* connectInTime(fd, addr, url.port, limit);
    if (connected.ok) {
      yield* tell('connected.\n');
      const link: Link = { fd, host: url.host, port: url.port, addr, bytes: '', tls: null };
      if (secret) {
        const { strict, authorities: file, timeout } = settings;
        const greeted = yield* greetSecretly(fd, url.host, { strict, file, timeout });
        if (greeted.said !== '') yield* talk.warn(greeted.said);
        link.tls = greeted.tls;
        if (!greeted.tls) {
          yield* sys.close(fd);
          return { ok: false, fatal: true, text: '', code: greeted.code };
        }
      }
      talk.link = link;
      return { ok: true, link };
    }
    yield* sys.close(fd);
    timedOut = connected.errno === 'EINPROGRESS' || connected.errno === 'ETIMEDOUT';
    const reason = formatErrno(timedOut ? 'ETIMEDOUT' : connected.errno);
    yield* settings.verbose ? tell(`failed: ${reason}.\n`) : talk.warn(`failed: ${reason}.\n`);
  }
  return { ok: false, fatal: !timedOut, text: '' };
}

function* reuse(talk: Talk, link: Link): Routine<{ ok: true; link: Link }> {
  const host = isAddress6(link.host) ? `[${link.host}]` : link.host;
  yield* talk.tell(`Reusing existing connection to ${host}:${link.port}.\n`);
  return { ok: true, link };
}

export function* dropLink(talk: Talk): Routine {
  if (talk.link) {
    const { fd, tls } = talk.link;
    if (tls) yield* sendAll(fd, sealGoodbye(tls));
    yield* sys.close(fd);
  }
  talk.link = null;
}

export function formatWgetRequest(settings: WgetSettings, url: WgetUrl, from: number): string {
  const { body, agent, fields, spider } = settings;
  const method = spider ? 'HEAD' : body === null ? 'GET' : 'POST';
  const own = fields.flatMap((field): [string, string][] => {
    const colon = field.indexOf(':');
    return colon > 0 ? [[field.slice(0, colon), field.slice(colon + 1).trim()]] : [];
  });
  const usual: [string, string][] = [
    [
      'Host',
      `${shownHost(url)}${url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`}`,
    ],
    ...(from > 0 ? ([['Range', `bytes=${from}-`]] as [string, string][]) : []),
    ['User-Agent', agent],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
    ['Connection', 'Keep-Alive'],
  ];
  const sent = body === null ? '' : encodeText(body);
  if (body !== null) {
    usual.push(['Content-Type', 'application/x-www-form-urlencoded']);
    usual.push(['Content-Length', String(sent.length)]);
  }
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const rest = usual.filter(([name]) => !names.has(name.toLowerCase()));
  return encodeText(formatHead(`${method} ${url.path} HTTP/1.1`, [...rest, ...own])) + sent;
}

/** More bytes into `link.bytes`; false at the end, a failure where they do not come. */
export function* readMore(link: Link, timeout: number): Routine<boolean | { error: string }> {
  for (;;) {
    const ready = yield* sys.poll([link.fd], timeout);
    if (ready.ok && ready.value.length === 0) return { error: formatErrno('ETIMEDOUT') };
    const part = yield* sys.recv(link.fd);
    if (!part.ok) return { error: formatErrno(part.errno) };
    const { tls } = link;
    if (tls) feedTls(tls, part.value);
    const plain = tls ? tls.plain : part.value;
    if (tls) tls.plain = '';
    link.bytes += plain;
    if (plain !== '') return true;
    if (part.value === '' || (tls && tls.phase !== 'open')) return false;
  }
}

/** Sends a request and reads the head of its answer. */
export function* exchangeHeads(talk: Talk, link: Link, request: string): Routine<Head | Failure> {
  const { timeout } = talk.settings;
  const again = (text: string): Failure => ({ ok: false, fatal: false, text });
  const sent = yield* sendAll(link.fd, link.tls ? sealData(link.tls, request) : request);
  if (!sent.ok) return again(`Failed writing HTTP request: ${formatErrno(sent.errno)}.\n`);
  for (;;) {
    const end = findHeadEnd(link.bytes);
    const begins = 'HTTP/'.startsWith(link.bytes.slice(0, 5));
    if (link.bytes !== '' && !begins) {
      return {
        ok: true,
        version: 'HTTP/0.9',
        status: 200,
        reason: 'No headers, assuming HTTP/0.9',
        headers: [],
        old: true,
      };
    }
    if (end >= 0) {
      const { start, headers } = parseHead(link.bytes.slice(0, end));
      link.bytes = link.bytes.slice(end);
      const [, version = '', code, reason = ''] =
        /^(HTTP\/\d\.\d) +(\d{3})(?: +(.*))?$/.exec(start) ?? [];
      if (code === undefined) return again('Malformed status line.\n');
      if (code.startsWith('1')) continue;
      const shown = reason === '' ? '(no description)' : reason;
      return { ok: true, version, status: Number(code), reason: shown, headers, old: false };
    }
    const more = yield* readMore(link, timeout);
    if (more === false) return again('No data received.\n');
    if (more !== true) return again(`Read error (${more.error}) in headers.\n`);
  }
}
