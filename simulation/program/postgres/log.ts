/** The server's log: lines on standard error, headed as log_line_prefix says (manual, 20.8.3). */
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import type { Settings } from './settings';

export type LogSource = {
  pid: number;
  settings: Settings;
  /** Of a session; absent before a client has named itself, and in the server's own processes. */
  session?: { user: string; database: string; addr: string; port: number };
};
export type LogLevel =
  | 'LOG'
  | 'FATAL'
  | 'ERROR'
  | 'WARNING'
  | 'HINT'
  | 'DETAIL'
  | 'STATEMENT'
  | 'CONTEXT';

function two(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** `2026-11-23 13:10:49.123 UTC`; hosts of the simulation keep UTC. */
function formatLogTime(ms: number, zone: string, fraction = true): string {
  const at = new Date(ms);
  const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
    .map((one) => two(one))
    .join(':');
  const part = fraction ? `.${two(at.getUTCMilliseconds(), 3)}` : '';
  return `${date} ${clock}${part} ${/UTC$/i.test(zone) ? 'UTC' : 'GMT'}`;
}

function formatPrefix(source: LogSource, ms: number): string {
  const { settings, session, pid } = source;
  const zone = settings.log_timezone ?? 'GMT';
  let text = '';
  const format = settings.log_line_prefix ?? '';
  for (let at = 0; at < format.length; at += 1) {
    const letter = format.charAt(at);
    if (letter !== '%') {
      text += letter;
      continue;
    }
    at += 1;
    switch (format.charAt(at)) {
      case 'm':
        text += formatLogTime(ms, zone);
        break;
      case 't':
        text += formatLogTime(ms, zone, false);
        break;
      case 'p':
        text += pid;
        break;
      case 'u':
        text += session ? session.user || '[unknown]' : '';
        break;
      case 'd':
        text += session ? session.database || '[unknown]' : '';
        break;
      case 'h':
        text += session?.addr ?? '';
        break;
      case 'r':
        text += session ? `${session.addr}(${session.port})` : '';
        break;
      case 'q':
        // Here the prefix ends for processes that serve nobody.
        if (!session) return text;
        break;
      case '%':
        text += '%';
        break;
      default:
        break;
    }
  }
  return text;
}

export function* log(
  source: LogSource,
  ...lines: readonly (readonly [LogLevel, string])[]
): Routine {
  const now = yield* sys.now();
  const prefix = formatPrefix(source, now.ok ? now.value : 0);
  const rows = lines.map(([level, text]) => `${prefix}${level}:  ${text.replace(/\n/g, '\n\t')}\n`);
  yield* printError(rows.join(''));
}
