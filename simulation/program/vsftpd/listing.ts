/** Folder listings of FTP, in the form of `ls -l`. */
import type { FileStatus } from '../../host/system';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `-rw-r--r--    1 1000     1000            7 Nov 20 10:00 notes.txt`; a year for what is old. */
export function formatRow(name: string, status: FileStatus, uid: number, now: number): string {
  const letters = [6, 3, 0].map((shift) => {
    const bits = (status.mode >> shift) & 7;
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
  });
  const folder = status.kind === 'directory';
  const at = new Date(status.modified);
  const old = now - status.modified > 182 * 86_400_000;
  const two = (value: number) => String(value).padStart(2, '0');
  const time = old
    ? ` ${at.getUTCFullYear()}`
    : `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const owner = String(uid).padEnd(8);
  const size = String(folder ? 4096 : status.size).padStart(8);
  return `${folder ? 'd' : '-'}${letters.join('')} ${folder ? '   2' : '   1'} ${owner} ${owner} ${size} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())} ${time} ${name}`;
}

/** `20261120100000` (MDTM, RFC 3659). */
export function formatModified(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
}
