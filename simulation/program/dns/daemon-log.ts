/** Where servers write what they do: standard error, a file of their own, or the system's log. */
import type { Routine } from '../../host/program';
import { printError, sys, writeFile } from '../../host/system';
import { formatLogDate } from '../date-text';

const SYSLOG = '/var/log/syslog';

function parts(ms: number): { day: string; month: string; year: string; time: string } {
  const [date = '', time = ''] = formatLogDate(ms).split(' ');
  const [day = '', month = '', year = ''] = date.split('/');
  return { day, month, year, time };
}

export function* currentTime(): Routine<number> {
  const clock = yield* sys.now();
  return clock.ok ? clock.value : 0;
}

/** `26-Nov-2026 01:54:42.897 `, the form of named on standard error. */
export function* logAsNamed(text: string): Routine {
  const ms = yield* currentTime();
  const { day, month, year, time } = parts(ms);
  const rest = String(Math.floor(ms) % 1000).padStart(3, '0');
  yield* printError(`${day}-${month}-${year} ${time}.${rest} ${text}\n`);
}

/** `Nov 23 13:10:49 `, the form of syslog(3) and of dnsmasq's own file. */
function shortDate(ms: number): string {
  const { day, month, time } = parts(ms);
  return `${month} ${String(Number(day)).padStart(2)} ${time} `;
}

/** Without a file it is the system's log, where each line names the host too. */
export function* logToFile(
  source: { host: string; program: string; pid: number },
  text: string,
  path: string | null,
): Routine {
  const date = shortDate(yield* currentTime());
  const who = `${source.program}[${source.pid}]: `;
  const line = path === null ? `${date}${source.host} ${who}${text}\n` : `${date}${who}${text}\n`;
  const file = path ?? SYSLOG;
  const written = yield* writeFile(file, line, 'a');
  if (written.ok || written.errno !== 'ENOENT') return;
  // A young host has no folder for its logs yet.
  yield* sys.mkdir(file.replace(/\/[^/]*$/, ''));
  yield* writeFile(file, line, 'a');
}
