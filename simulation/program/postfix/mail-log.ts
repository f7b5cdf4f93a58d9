/** Lines of /var/log/mail.log, as Postfix itself writes them (postlogd(8)). */
import type { ProgramContext, Routine } from '../../host/program';
import { sys, writeFile } from '../../host/system';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

function clock(at: Date): string {
  return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
}

/** `Nov 26 01:58:04`; a day below ten has a blank before it. */
export function formatSyslogDate(ms: number): string {
  const at = new Date(ms);
  return `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${clock(at)}`;
}

/** `Thu Nov 26 01:58:04`, and the year after it for the first line of an mbox message. */
export function formatAsctime(ms: number): string {
  return `${days[new Date(ms).getUTCDay()]} ${formatSyslogDate(ms)}`;
}

/** `Thu, 26 Nov 2026 01:58:04 +0000` (RFC 5322, section 3.3). */
export function formatMailDate(ms: number): string {
  const at = new Date(ms);
  const month = months[at.getUTCMonth()];
  return `${days[at.getUTCDay()]}, ${at.getUTCDate()} ${month} ${at.getUTCFullYear()} ${clock(at)} +0000`;
}

export function* timeNow(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** Adds `postfix/TAG[PID]: text` to the log; `name` is the syslog_name of the service. */
export function* logMail(
  context: ProgramContext,
  tag: string,
  text: string,
  name = 'postfix',
): Routine {
  const date = formatSyslogDate(yield* timeNow());
  const clean = text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');
  const line = `${date} ${context.host} ${name}/${tag}[${context.pid}]: ${clean}\n`;
  yield* writeFile('/var/log/mail.log', line, 'a');
}
