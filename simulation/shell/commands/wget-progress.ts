/** wget's bar for a terminal and its dots for everything else (progress.c of 1.21.3). */

/** Bytes and milliseconds of one download. */
export type Download = {
  /** Length of all, null while unknown; `before` bytes were there already. */
  total: number | null;
  before: number;
  received: number;
  ms: number;
};

/** Seconds, never nothing: half a tick of the clock where none has passed. */
function secondsOf(ms: number): number {
  return ms > 0 ? ms / 1000 : 0.0005;
}

function scaled(rate: number): { value: string; unit: number } {
  let unit = 0;
  let value = rate;
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  return { value: value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2), unit };
}

/** `2.00 MB/s`. */
export function formatRate(bytes: number, ms: number): string {
  const { value, unit } = scaled(bytes / secondsOf(ms));
  return `${value} ${['B/s', 'KB/s', 'MB/s', 'GB/s'][unit]}`;
}

/** `4.77M`; plain bytes below 1024. */
export function formatSize(bytes: number, below: number, digits: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < below ? digits : 0)}${'KMGT'[unit]}`;
}

/** `0s`, `0.04s`, `3.2s`, `1m 5s`. */
export function formatTime(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.001) return '0s';
  if (seconds < 0.95) return `${Number(seconds.toPrecision(1))}s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`;
  return `${Math.floor(whole / 3600)}h ${Math.floor(whole / 60) % 60}m`;
}

const PERCENT = 4;
const SIZE = 8;
const RATE = 10;
const ETA = 15;

/** One drawing of the bar; `ticks` moves the sign of a download of unknown length. */
export function formatBar(
  name: string,
  columns: number,
  download: Download,
  ticks: number,
  done: boolean,
): string {
  const { total, before, received, ms } = download;
  const width = Math.max(50, columns) - 1;
  const field = Math.floor(width / 4);
  const now = before + received;
  const length = width - (field + 1 + PERCENT + 2 + SIZE + RATE + ETA);
  const known = total !== null && total > 0;
  const percent = known ? `${String(Math.floor((now * 100) / total)).padStart(3)}%` : '    ';
  const bar =
    length < 5
      ? ''
      : `[${(known ? drawKnown(download, length) : drawUnknown(ticks, length)).padEnd(length)}]`;
  const size = formatSize(now, 1000, 2).padStart(SIZE - 1);
  const speed = scaled(received / secondsOf(ms));
  const rate =
    ms < 150
      ? '--.-KB/s'
      : `${speed.value}${['B/s', 'KB/s', 'MB/s', 'GB/s'][speed.unit]}`.padStart(8);
  const left = known && received > 0 && ms > 3000 ? ((total - now) / received) * ms : null;
  const eta = done
    ? `    in ${formatTime(ms)}`
    : left === null
      ? ''
      : `    eta ${formatTime(left)}`;
  const title = done ? name : scrollName(name, field, ticks);
  return `\r${title.slice(0, field).padEnd(field)} ${percent}${bar} ${size}  ${rate}${eta.padEnd(ETA)}`;
}

/** A name that does not fit moves through its field until the download is over. */
function scrollName(name: string, field: number, ticks: number): string {
  if (name.length <= field) return name;
  const from = (ticks + name.length + Math.floor(field / 2)) % (name.length + field);
  return `${name}${' '.repeat(field)}${name}`.slice(from, from + field);
}

function drawKnown({ total, before, received }: Download, length: number): string {
  const part = (bytes: number) => Math.floor((length * bytes) / (total ?? 1));
  const old = part(before);
  const all = Math.min(length, part(before + received));
  const fresh = all - old;
  return '+'.repeat(old) + (fresh > 0 ? `${'='.repeat(fresh - 1)}>` : '');
}

function drawUnknown(ticks: number, length: number): string {
  const span = length - 3;
  const turn = ticks % (span * 2);
  return `${' '.repeat(turn < span ? turn : span * 2 - turn)}<=>`;
}

const DOT = 1024;
const ROW = 50;

/** Every row of dots of a download that is over. */
export function formatDots(download: Download): string {
  const { total, before, received, ms } = download;
  const now = before + received;
  const rows: string[] = [];
  const count = Math.max(1, Math.ceil(now / (DOT * ROW)));
  for (let row = 0; row < count; row += 1) {
    const last = row === count - 1;
    const until = Math.min(now, (row + 1) * DOT * ROW);
    const dots = Math.floor(until / DOT) - row * ROW;
    let text = '';
    for (let dot = 0; dot < ROW; dot += 1) {
      text += `${dot % 10 === 0 ? ' ' : ''}${dot < dots ? '.' : ' '}`;
    }
    const known = total !== null && total > 0;
    const percent = known ? `${String(Math.floor((until * 100) / total)).padStart(3)}%` : '    ';
    const { value, unit } = scaled(received / secondsOf(ms));
    const end = last ? `=${formatTime(ms)}` : ' 0s';
    rows.push(
      `${String(row * ROW).padStart(6)}K${text}${percent} ${value.padStart(4)}${' KMG'[unit]}${end}\n`,
    );
  }
  return rows.join('');
}
