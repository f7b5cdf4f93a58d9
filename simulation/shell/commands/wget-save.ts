/** wget's download itself: from the connection into a file, with its bar or dots. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type BodyLength, decodeChunks } from '../../program/http-message';
import { joinPath } from '../../program/path';
import { dropLink, type Link, readMore } from './wget-http';
import { type Download, formatBar, formatDots, formatRate } from './wget-progress';
import { currentTime, formatStamp, type Result, type Run, status } from './wget-run';
import type { WgetUrl } from './wget-url';

/** Where a body goes: standard output, or a file that is made for it. */
function* openTarget(
  { context, settings }: Run,
  name: string,
  resumes: boolean,
): Routine<number | string> {
  if (settings.output === '-') return 1;
  const path = settings.output ?? name;
  if (settings.prefix !== null && settings.output === null)
    yield* sys.mkdir(joinPath(context.cwd, settings.prefix));
  const mode = settings.output !== null || resumes ? 'a' : 'w';
  const opened = yield* sys.open(joinPath(context.cwd, path), mode);
  return opened.ok ? opened.value : `${path}: ${formatErrno(opened.errno)}\n`;
}

/** Receives a body, shows how far it is, and tells how it ended. */
export function* saveBody(
  run: Run,
  url: WgetUrl,
  name: string,
  link: Link,
  framing: BodyLength,
  download: Download,
  good: boolean,
): Routine<Result> {
  const { settings, talk, context } = run;
  const target = yield* openTarget(run, name, download.before > 0);
  if (typeof target === 'string') {
    yield* talk.warn(`${target}\nCannot write to ‘${settings.output ?? name}’ (Success).\n`);
    return { kind: 'end', code: 3 };
  }
  const toScreen = settings.output === '-';
  const path = settings.output ?? name;
  yield* talk.tell(`Saving to: ‘${toScreen ? 'STDOUT' : path}’\n\n`);
  const shows = settings.verbose || settings.forceProgress;
  const bar = shows && (settings.progress ?? (run.tty ? 'bar' : 'dot')) === 'bar';
  const label = toScreen
    ? '-'
    : path.startsWith('/dev/')
      ? path
      : path.slice(path.lastIndexOf('/') + 1);
  const began = yield* currentTime();
  let drawn = began;
  let ticks = 0;
  const draw = function* (done: boolean): Routine {
    if (bar)
      yield* sys.writeText(run.log, formatBar(label, context.columns, download, ticks, done));
    ticks += 1;
  };
  yield* draw(false);
  let failed: string | null = null;
  for (let ended = framing.kind === 'none'; !ended; ) {
    const part = takePart(link, framing, download.received);
    if (part.body !== '') yield* sys.write(target, part.body);
    download.received += part.body.length;
    if (part.ended) break;
    const now = yield* currentTime();
    download.ms = now - began;
    if (now - drawn >= 200) {
      drawn = now;
      yield* draw(false);
    }
    const more = yield* readMore(link, settings.timeout);
    ended = more === false;
    if (ended && framing.kind !== 'close') failed = 'Connection closed';
    if (typeof more === 'object') {
      failed = `Read error`;
      ended = true;
      failed += ` (${more.error})`;
    }
  }
  download.ms = (yield* currentTime()) - began;
  yield* draw(true);
  if (bar) yield* sys.writeText(run.log, '\n\n'.slice(settings.verbose ? 0 : 1));
  else if (shows) yield* sys.writeText(run.log, `${formatDots(download)}\n`);
  if (!toScreen) yield* sys.close(target);
  if (framing.kind === 'close' || failed !== null) yield* dropLink(talk);
  return yield* tellEnd(run, url, path, download, failed, good);
}

/** The next part of a body that has come already. */
function takePart(
  link: Link,
  framing: BodyLength,
  received: number,
): { body: string; ended: boolean } {
  if (framing.kind === 'chunked') {
    const part = decodeChunks(link.bytes);
    link.bytes = link.bytes.slice(part.used);
    return { body: part.body, ended: part.done };
  }
  const left = framing.kind === 'length' ? framing.bytes - received : Number.POSITIVE_INFINITY;
  const body = link.bytes.slice(0, left);
  link.bytes = link.bytes.slice(body.length);
  return { body, ended: body.length === left };
}

function* tellEnd(
  run: Run,
  url: WgetUrl,
  path: string,
  { total, before, received, ms }: Download,
  failed: string | null,
  good: boolean,
): Routine<Result> {
  const { settings, talk } = run;
  const stamp = formatStamp(yield* currentTime());
  const rate = formatRate(received, ms);
  const now = before + received;
  if (failed !== null) {
    const end =
      failed === 'Connection closed'
        ? `${failed} at byte ${now}.`
        : `${failed.replace(' (', ` at byte ${now}/${total ?? now} (`)}.`;
    yield* talk.tell(`${stamp} (${rate}) - ${end}`);
    return { kind: 'again', inline: true };
  }
  if (!good) return { kind: 'end', code: status.server };
  run.done.files += 1;
  run.done.bytes += received;
  run.done.ms += ms;
  const size = total === null ? `[${now}]` : `[${now}/${total}]`;
  if (settings.verbose) {
    const where = settings.output === '-' ? 'written to stdout' : `‘${path}’ saved`;
    yield* talk.tell(`${stamp} (${rate}) - ${where} ${size}\n\n`);
  } else {
    const shown = settings.output === '-' ? '-' : path;
    yield* talk.warn(`${stamp} URL:${url.text} ${size} -> "${shown}" [1]\n`);
  }
  return { kind: 'end', code: status.ok };
}
