import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { type FileStatus, print, printError, sys } from '../../host/system';
import { inColumns } from '../columns';
import { gnuCommand } from '../gnu-command';
import type { Options } from '../options';
import { nameForTerminal, shellQuote } from '../quote';

/** `links` is the number that `-l` shows: 1 for files, 2 and its folders for a folder. */
type Entry = { name: string; status: FileStatus; links: number };
type Listing = { options: Options; terminal: boolean; columns: number; now: number };

export const ls = gnuCommand({
  name: 'ls',
  usage: '[OPTION]... [FILE]...',
  summary: 'list files and folders',
  version: 'ls (GNU coreutils) 9.1',
  usageStatus: 2,
  unsupported: 'bBcDfgGHiIkLnNoqQsTuUvwxXZ',
  options: [
    { short: 'a', long: 'all', help: 'show names that begin with a dot' },
    { short: 'A', long: 'almost-all', help: 'the same without . and ..' },
    { short: 'C', help: 'list in columns' },
    { short: 'd', long: 'directory', help: 'list folders themselves, not what is in them' },
    { short: 'F', long: 'classify', help: 'add / to folders and * to programs' },
    { short: 'h', long: 'human-readable', help: 'with -l: sizes like 4.0K' },
    { short: 'l', help: 'long form: rights, owner, size, time' },
    { short: 'm', help: 'names separated by commas' },
    { short: 'p', help: 'add / to folders' },
    { short: 'r', long: 'reverse', help: 'reverse the order' },
    { short: 'R', long: 'recursive', help: 'list folders within folders' },
    { short: 'S', help: 'sort by size, largest first' },
    { short: 't', help: 'sort by time, newest first' },
    { short: '1', help: 'one name a line' },
    { long: 'color', value: 'WHEN', optional: true, help: '(ignored: no colours here)' },
  ],
  run: function* (context, options, operands) {
    const terminal = yield* sys.isatty(1);
    const now = yield* sys.now();
    const listing: Listing = {
      options,
      terminal: terminal.ok && terminal.value,
      columns: context.columns,
      now: now.ok ? now.value : 0,
    };
    let state = 0;
    const files: Entry[] = [];
    const folders: Entry[] = [];
    for (const name of operands.length > 0 ? operands : ['.']) {
      const status = yield* sys.stat(name);
      if (!status.ok) {
        yield* printError(`ls: cannot access ${shellQuote(name)}: ${formatErrno(status.errno)}\n`);
        state = 2;
      } else if (status.value.kind === 'directory' && !options.has('d')) {
        folders.push({ name, status: status.value, links: 2 });
      } else {
        const links = yield* countLinks(options, name, status.value);
        files.push({ name, status: status.value, links });
      }
    }
    yield* printEntries(listing, sortEntries(options, files));
    const titled = operands.length > 1 || options.has('R');
    let first = files.length === 0;
    const queue = sortEntries(options, folders).map(({ name }) => name);
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (titled) yield* print(`${first ? '' : '\n'}${shownName(listing, path)}:\n`);
      first = false;
      const entries = yield* readFolder(options, path);
      if (typeof entries === 'string') {
        yield* printError(`ls: cannot open directory ${shellQuote(path)}: ${entries}\n`);
        state = operands.length > 0 ? 2 : Math.max(state, 1);
        continue;
      }
      if (options.has('l')) yield* print(`total ${totalBlocks(options, entries)}\n`);
      yield* printEntries(listing, entries);
      if (!options.has('R')) continue;
      const inner = entries.filter(
        ({ name, status }) => status.kind === 'directory' && name !== '.' && name !== '..',
      );
      queue.unshift(
        ...inner.map(({ name }) => (path.endsWith('/') ? path + name : `${path}/${name}`)),
      );
    }
    return state;
  },
});

function* readFolder(options: Options, path: string): Routine<Entry[] | string> {
  const names = yield* sys.readdir(path);
  if (!names.ok) return formatErrno(names.errno);
  const all = options.last('a', 'A') === 'a' ? ['.', '..'] : [];
  const shown = names.value.filter((name) => !name.startsWith('.') || options.has('a', 'A'));
  const entries: Entry[] = [];
  for (const name of [...all, ...shown]) {
    const whole = path.endsWith('/') ? path + name : `${path}/${name}`;
    const status = yield* sys.stat(whole);
    if (!status.ok) continue;
    const links = yield* countLinks(options, whole, status.value);
    entries.push({ name, status: status.value, links });
  }
  return sortEntries(options, entries);
}

function* countLinks(options: Options, path: string, status: FileStatus): Routine<number> {
  if (status.kind === 'file' || !options.has('l')) return 1;
  const names = yield* sys.readdir(path);
  let links = 2;
  for (const name of names.ok ? names.value : []) {
    const inner = yield* sys.stat(`${path}/${name}`);
    if (inner.ok && inner.value.kind === 'directory') links += 1;
  }
  return links;
}

function sortEntries(options: Options, entries: Entry[]): Entry[] {
  const key = options.last('S', 't');
  const sorted = entries.toSorted(
    (a, b) =>
      (key === 'S' ? b.status.size - a.status.size : 0) ||
      (key === 't' ? b.status.modified - a.status.modified : 0) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  return options.has('r') ? sorted.reverse() : sorted;
}

function shownName({ terminal }: Listing, name: string): string {
  return terminal ? nameForTerminal(name) : name;
}

function mark(options: Options, { status }: Entry): string {
  if (!options.has('F', 'p')) return '';
  if (status.kind === 'directory') return '/';
  return options.has('F') && (status.mode & 0o111) !== 0 ? '*' : '';
}

function* printEntries(listing: Listing, entries: Entry[]): Routine {
  if (entries.length === 0) return;
  const { options, terminal } = listing;
  const layout = options.last('l', '1', 'C', 'm') ?? (terminal ? 'C' : '1');
  const names = entries.map((entry) => shownName(listing, entry.name));
  const quoted = names.some((name, index) => name !== entries[index]?.name);
  const marked = entries.map((entry, index) => {
    const name = names[index] ?? '';
    const pad = quoted && name === entry.name && layout !== '1' && layout !== 'm' ? ' ' : '';
    return pad + name + mark(options, entry);
  });
  if (layout === 'l') yield* print(longForm(listing, entries, marked));
  else if (layout === 'C') yield* print(inColumns(marked, listing.columns));
  else if (layout === 'm') yield* print(`${wrapCommas(marked, listing.columns)}\n`);
  else yield* print(marked.map((name) => `${name}\n`).join(''));
}

function wrapCommas(names: string[], columns: number): string {
  let text = '';
  let width = 0;
  for (const [index, name] of names.entries()) {
    if (index > 0) {
      const wrap = width + name.length + 3 > columns;
      text += wrap ? ',\n' : ', ';
      width = wrap ? 0 : width + 2;
    }
    text += name;
    width += name.length;
  }
  return text;
}

function longForm(listing: Listing, entries: Entry[], names: string[]): string {
  const sizes = entries.map(({ status }) => formatSize(listing.options, status.size));
  const links = entries.map((entry) => String(entry.links));
  const link = Math.max(...links.map((text) => text.length));
  const owner = Math.max(...entries.map(({ status }) => status.owner.length));
  const size = Math.max(...sizes.map((text) => text.length));
  return entries
    .map(({ status }, index) => {
      const user = status.owner.padEnd(owner);
      const when = formatTime(status.modified, listing.now);
      const bytes = sizes[index]?.padStart(size);
      return `${formatMode(status)} ${links[index]?.padStart(link)} ${user} ${user} ${bytes} ${when} ${names[index]}\n`;
    })
    .join('');
}

function formatMode({ kind, mode }: FileStatus): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return (kind === 'directory' ? 'd' : '-') + bits.join('');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Hours for the last half year, otherwise the year. */
function formatTime(modified: number, now: number): string {
  const date = new Date(modified);
  const recent = modified <= now && now - modified < 15_778_476_000;
  const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
  const tail = recent ? clock : ` ${date.getUTCFullYear()}`;
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${tail}`;
}

const pad = (value: number) => String(value).padStart(2, '0');

/** Kibibytes on disk, in blocks of four as ext4 has them. */
function totalBlocks(options: Options, entries: Entry[]): string {
  const kib = entries.reduce((sum, { status }) => sum + Math.ceil(status.size / 4096) * 4, 0);
  return options.has('h') ? formatSize(options, kib * 1024) : String(kib);
}

function formatSize(options: Options, size: number): string {
  if (!options.has('h') || size < 1024) return String(size);
  let value = size / 1024;
  let unit = 0;
  while (value >= 1023.5 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  const text = value < 9.95 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return text + 'KMGT'.charAt(unit);
}
