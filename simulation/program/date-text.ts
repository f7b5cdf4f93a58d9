/** Dates as network programs print them, from Unix time in milliseconds; always UTC. */

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function clock(at: Date): string {
  return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
}

function shortMonth(at: Date): string {
  return (months[at.getUTCMonth()] ?? '').slice(0, 3);
}

/** `Mon, 23 Nov 2026 13:07:51 GMT` (RFC 9110, section 5.6.7). */
export function formatHttpDate(ms: number): string {
  const at = new Date(ms);
  return (
    `${days[at.getUTCDay()]}, ${two(at.getUTCDate())} ${shortMonth(at)} ` +
    `${at.getUTCFullYear()} ${clock(at)} GMT`
  );
}

/** `23/Nov/2026 13:07:51`, the form of Python's server logs. */
export function formatLogDate(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getUTCDate())}/${shortMonth(at)}/${at.getUTCFullYear()} ${clock(at)}`;
}

/** `November 23, 2026 - 13:10:49`, as runserver greets. */
export function formatLongDate(ms: number): string {
  const at = new Date(ms);
  const month = months[at.getUTCMonth()] ?? '';
  return `${month} ${two(at.getUTCDate())}, ${at.getUTCFullYear()} - ${clock(at)}`;
}
