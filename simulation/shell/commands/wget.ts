/** GNU Wget 1.21.3: files by HTTP, told as it tells them. */
import { decodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { bodyLength, findHeader, formatHead, type Headers } from '../../program/http-message';
import { joinPath } from '../../program/path';
import {
  dropLink,
  exchangeHeads,
  formatWgetRequest,
  type Head,
  type Link,
  openLink,
  readMore,
  type Talk,
} from './wget-http';
import { readWgetOptions } from './wget-options';
import { formatRate, formatSize, formatTime } from './wget-progress';
import { currentTime, formatStamp, type Result, type Run, status } from './wget-run';
import { saveBody } from './wget-save';
import { fileNameOf, parseWgetUrl, resolveLocation, type WgetUrl } from './wget-url';

function* main(context: ProgramContext): Routine<number> {
  const read = readWgetOptions(context.argv.slice(1));
  if (!read.ok) {
    yield* read.status === 0 ? print(read.text) : printError(read.text);
    return read.status;
  }
  const { settings } = read;
  const log = yield* openLog(context, settings.log);
  if (log === null) return status.generic;
  const tty = yield* sys.isatty(log);
  const write = function* (text: string): Routine {
    yield* sys.writeText(log, text);
  };
  const silent = function* (): Routine {};
  const tell = settings.verbose ? write : silent;
  const talk: Talk = { settings, tell, warn: settings.quiet ? silent : write, link: null };
  const run: Run = {
    ...{ context, settings, talk, log },
    tty: tty.ok && tty.value,
    done: { files: 0, bytes: 0, ms: 0 },
  };
  if (settings.output !== null && settings.output !== '-' && !settings.spider) {
    const made = yield* sys.open(
      joinPath(context.cwd, settings.output),
      settings.resume ? 'a' : 'w',
    );
    if (!made.ok) {
      yield* printError(`${settings.output}: ${formatErrno(made.errno)}\n`);
      return status.generic;
    }
    yield* sys.close(made.value);
  }
  const began = yield* currentTime();
  let worst = 0;
  for (const given of settings.urls) {
    const parsed = parseWgetUrl(given);
    if (!parsed.ok) yield* talk.warn(`${parsed.message}\n`);
    const code = parsed.ok ? yield* retrieve(run, parsed.url) : status.generic;
    worst = worst === 0 ? code : code === 0 ? worst : Math.min(worst, code);
  }
  yield* dropLink(talk);
  if (settings.urls.length > 1 && run.done.bytes > 0) yield* finish(run, began);
  return worst;
}

function* openLog({ cwd }: ProgramContext, path: string | null): Routine<number | null> {
  if (path === null) return 2;
  const opened = yield* sys.open(joinPath(cwd, path), 'w');
  if (opened.ok) return opened.value;
  yield* printError(`${path}: ${formatErrno(opened.errno)}\n`);
  return null;
}

function* finish({ talk, done }: Run, began: number): Routine {
  const now = yield* currentTime();
  yield* talk.tell(
    `FINISHED --${formatStamp(now)}--\nTotal wall clock time: ${formatTime(now - began)}\n` +
      `Downloaded: ${done.files} files, ${formatSize(done.bytes, 10, 1)} in ${formatTime(done.ms)} ` +
      `(${formatRate(done.bytes, done.ms)})\n`,
  );
}

/** One URL with its redirects and retries. */
function* retrieve(run: Run, first: WgetUrl): Routine<number> {
  const { settings, talk } = run;
  let url = first;
  let name = fileNameOf(first);
  if (settings.prefix !== null) name = `${settings.prefix}/${name}`;
  if (settings.keep && settings.output === null && (yield* exists(run, name))) {
    yield* talk.tell(`File ‘${name}’ already there; not retrieving.\n\n`);
    return status.ok;
  }
  if (!settings.resume) name = yield* freeName(run, name);
  let redirects = 0;
  for (let count = 1; ; count += 1) {
    if (settings.spider) yield* talk.tell('Spider mode enabled. Check if remote file exists.\n');
    const attempt = count === 1 ? '' : `(try:${String(count).padStart(2)})  `;
    yield* talk.tell(`--${formatStamp(yield* currentTime())}--  ${attempt}${url.text}\n`);
    const result = yield* tryOnce(run, url, name);
    if (result.kind === 'end') return result.code;
    if (result.kind === 'moved') {
      if (redirects >= settings.maxRedirects) {
        yield* talk.warn(`${settings.maxRedirects} redirections exceeded.\n`);
        return status.server;
      }
      redirects += 1;
      count = 0;
      url = result.url;
      continue;
    }
    yield* dropLink(talk);
    if (count >= settings.tries) {
      yield* talk.tell(`${result.inline ? ' ' : ''}Giving up.\n\n`);
      return status.network;
    }
    yield* talk.tell(`${result.inline ? ' ' : ''}Retrying.\n\n`);
    yield* sys.sleep(Math.min(count, 10) * 1000);
  }
}

function* tryOnce(run: Run, url: WgetUrl, name: string): Routine<Result> {
  const { settings, talk } = run;
  const from = settings.resume ? yield* sizeOf(run, settings.output ?? name) : 0;
  const opened = yield* openLink(talk, url);
  if (!opened.ok && opened.fatal) return { kind: 'end', code: opened.code ?? status.network };
  if (!opened.ok) return { kind: 'again' };
  const { link } = opened;
  yield* talk.tell('HTTP request sent, awaiting response... ');
  const head = yield* exchangeHeads(talk, link, formatWgetRequest(settings, url, from));
  if (!head.ok) {
    yield* talk.tell(head.text);
    return { kind: 'again' };
  }
  if (settings.headers && !head.old) yield* showHeaders(run, head);
  else yield* talk.tell(`${head.status} ${head.reason}\n`);
  return yield* takeAnswer(run, url, name, link, head, from);
}

function* showHeaders(
  { talk, log }: Run,
  { version, status: code, reason, headers }: Head,
): Routine {
  yield* talk.tell('\n');
  const lines = formatHead(`${version} ${code} ${reason}`, headers).trimEnd().split('\r\n');
  yield* sys.write(log, lines.map((line) => `  ${line}\n`).join(''));
}

function* takeAnswer(
  run: Run,
  url: WgetUrl,
  name: string,
  link: Link,
  head: Head,
  from: number,
): Routine<Result> {
  const { settings, talk } = run;
  const { status: code, reason, headers } = head;
  const location = findHeader(headers, 'Location');
  if ([301, 302, 303, 307, 308].includes(code) && location !== null) {
    const next = resolveLocation(url, decodeText(location));
    yield* talk.tell(`Location: ${decodeText(location)} [following]\n`);
    if (!next.ok) {
      yield* talk.warn(`${next.message}\n`);
      return { kind: 'end', code: status.generic };
    }
    yield* skipBody(run, link, head);
    return { kind: 'moved', url: next.url };
  }
  if (code === 416 && from > 0) {
    yield* talk.tell('\n    The file is already fully retrieved; nothing to do.\n\n');
    yield* skipBody(run, link, head);
    return { kind: 'end', code: status.ok };
  }
  const good = code >= 200 && code < 300;
  if (settings.spider && !good) {
    const stamp = formatStamp(yield* currentTime());
    yield* code === 404
      ? talk.tell('Remote file does not exist -- broken link!!!\n\n')
      : talk.warn(`${stamp} ERROR ${code}: ${reason}.\n\n`);
    return { kind: 'end', code: status.server };
  }
  if (!good && !settings.contentOnError) {
    yield* skipBody(run, link, head);
    return yield* sayError(run, url, head);
  }
  const whole = code === 206 ? from : 0;
  const framing = bodyLength(settings.spider ? 'HEAD' : 'GET', code, headers);
  const counted = findHeader(headers, 'Content-Length');
  const length = counted !== null && framing.kind !== 'chunked' ? Number(counted) : null;
  const total = length === null ? null : length + whole;
  if (good) yield* talk.tell(describeLength(headers, total, whole));
  if (settings.spider) {
    const html = /^text\/html|^application\/xhtml/.test(findHeader(headers, 'Content-Type') ?? '');
    yield* talk.tell(
      html
        ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
        : 'Remote file exists.\n\n',
    );
    return { kind: 'end', code: status.ok };
  }
  const result = yield* saveBody(
    run,
    url,
    name,
    link,
    framing,
    { total, before: whole, received: 0, ms: 0 },
    good,
  );
  if (result.kind === 'end' && !good) return yield* sayError(run, url, head);
  return result;
}

function* sayError(
  { settings, talk }: Run,
  url: WgetUrl,
  { status: code, reason }: Head,
): Routine<Result> {
  const stamp = formatStamp(yield* currentTime());
  const before = settings.verbose ? '' : `${url.text}:\n`;
  yield* talk.warn(`${before}${stamp} ERROR ${code}: ${reason}.\n${settings.verbose ? '\n' : ''}`);
  return { kind: 'end', code: status.server };
}

function describeLength(headers: Headers, total: number | null, before: number): string {
  const type = findHeader(headers, 'Content-Type')?.replace(/;.*/, '').trim();
  const kind = type ? ` [${type}]` : '';
  if (total === null) return `Length: unspecified${kind}\n`;
  const human = total >= 1024 ? ` (${formatSize(total, 10, 1)})` : '';
  const left = before > 0 ? `, ${total - before} remaining` : '';
  return `Length: ${total}${human}${left}${kind}\n`;
}

/** Reads past a body that is not wanted; after HEAD wget trusts the connection no more. */
function* skipBody(run: Run, link: Link, head: Head): Routine {
  const framing = bodyLength('GET', head.status, head.headers);
  const closes = /close/i.test(findHeader(head.headers, 'Connection') ?? '');
  if (run.settings.spider || closes || framing.kind === 'close' || framing.kind === 'chunked')
    return yield* dropLink(run.talk);
  const size = framing.kind === 'length' ? framing.bytes : 0;
  while (link.bytes.length < size) {
    if ((yield* readMore(link, run.settings.timeout)) !== true) return yield* dropLink(run.talk);
  }
  link.bytes = link.bytes.slice(size);
}

function* exists({ context }: Run, name: string): Routine<boolean> {
  return (yield* sys.stat(joinPath(context.cwd, name))).ok;
}

function* sizeOf({ context }: Run, name: string): Routine<number> {
  const found = yield* sys.stat(joinPath(context.cwd, name));
  return found.ok && found.value.kind === 'file' ? found.value.size : 0;
}

/** `name`, or the first `name.1`, `name.2` ... that is free. */
function* freeName(run: Run, name: string): Routine<string> {
  if (run.settings.output !== null || !(yield* exists(run, name))) return name;
  for (let count = 1; ; count += 1) {
    if (!(yield* exists(run, `${name}.${count}`))) return `${name}.${count}`;
  }
}

export const wget: Program = {
  name: 'wget',
  usage: 'wget [-q] [-S] [--spider] [-O FILE] URL...',
  summary: 'fetch files from web servers',
  main,
};
