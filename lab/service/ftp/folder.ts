/** A small folder in memory: what an FTP server has to show. Paths are absolute, as in `/menus`. */

export type Folder = {
  isFolder(path: string): boolean;
  read(path: string): Buffer | null;
  /** False: there is no room, or no such folder. */
  write(path: string, bytes: Buffer): boolean;
  /** The names in a folder, or the one file; null where there is neither. */
  list(path: string): Listed[] | null;
};

export type Listed = { name: string; folder: boolean; size: number; date: Date };

/** Bytes of one file. */
export const LARGEST_FILE = 16_384;
const MOST_FILES = 20;
const LONGEST_NAME = 64;

const folders = ['/', '/menus'];

/** What is there when the service starts. */
const firstFiles: Readonly<Record<string, string>> = {
  '/readme.txt': 'Welcome to the files of the tea shop.\r\n',
  '/prices.csv': 'tea,price\r\nearl grey,3.20\r\nmint,2.80\r\n',
  '/menus/today.txt': 'Scones, and mint tea.\r\n',
};

/** `..` and `.` undone; never above `/`. @param from a folder. */
export function resolvePath(from: string, wanted: string): string {
  const steps: string[] = [];
  for (const step of (wanted.startsWith('/') ? wanted : `${from}/${wanted}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** @param now the date of what is there at the start. */
export function createFolder(now: Date): Folder {
  const files = new Map<string, { bytes: Buffer; date: Date }>(
    Object.entries(firstFiles).map(([path, text]) => [
      path,
      { bytes: Buffer.from(text), date: now },
    ]),
  );
  const isFolder = (path: string) => folders.includes(path);
  const listed = (path: string): Listed => {
    const file = files.get(path);
    return {
      name: nameOf(path),
      folder: !file,
      size: file?.bytes.length ?? 4096,
      date: file?.date ?? now,
    };
  };
  return {
    isFolder,
    read: (path) => files.get(path)?.bytes ?? null,
    write(path, bytes) {
      const fits = files.has(path) || files.size < MOST_FILES;
      if (!fits || bytes.length > LARGEST_FILE || nameOf(path).length > LONGEST_NAME) return false;
      if (!isFolder(parentOf(path)) || isFolder(path)) return false;
      files.set(path, { bytes, date: new Date() });
      return true;
    },
    list(path) {
      if (files.has(path)) return [listed(path)];
      if (!isFolder(path)) return null;
      return [...folders, ...files.keys()]
        .filter((each) => each !== '/' && parentOf(each) === path)
        .sort()
        .map(listed);
    },
  };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

/** A line as `ls -l` prints it: RFC 959 leaves the form open, and this is what clients expect. */
export function formatListed({ name, folder, size, date }: Listed): string {
  const rights = folder ? 'drwxr-xr-x    2' : '-rw-r--r--    1';
  const day = `${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${rights} ftp      ftp  ${String(size).padStart(8)} ${day} ${time} ${name}`;
}
