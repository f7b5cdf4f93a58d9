/** The options of ps(1), in their Unix (-ef), BSD (aux) and GNU (--no-headers) styles. */

type Key =
  | 'pid'
  | 'ppid'
  | 'pgid'
  | 'user'
  | 'tty'
  | 'time'
  | 'bsdtime'
  | 'cpu'
  | 'c'
  | 'mem'
  | 'vsz'
  | 'rss'
  | 'stat'
  | 's'
  | 'start'
  | 'etime'
  | 'comm'
  | 'args';

export type PsColumn = { key: Key; title: string; width: number; right: boolean };

export type PsRequest = {
  all: boolean;
  withTerminal: boolean;
  pids: number[];
  names: string[];
  users: string[];
  columns: PsColumn[];
  headers: boolean;
  wide: boolean;
  help: boolean;
};

export type PsOptions = { ok: true; request: PsRequest } | { ok: false; message: string };

const column = (key: Key, title: string, width: number, right = false): PsColumn => ({
  ...{ key, title, width, right },
});

/** By the word of `-o`. */
const known: Readonly<Record<string, PsColumn>> = {
  pid: column('pid', 'PID', 7, true),
  ppid: column('ppid', 'PPID', 7, true),
  pgid: column('pgid', 'PGID', 7, true),
  pgrp: column('pgid', 'PGRP', 7, true),
  user: column('user', 'USER', 8),
  euser: column('user', 'EUSER', 8),
  uname: column('user', 'USER', 8),
  tty: column('tty', 'TT', 8),
  tt: column('tty', 'TT', 8),
  time: column('time', 'TIME', 8, true),
  pcpu: column('cpu', '%CPU', 4, true),
  '%cpu': column('cpu', '%CPU', 4, true),
  pmem: column('mem', '%MEM', 4, true),
  '%mem': column('mem', '%MEM', 4, true),
  vsz: column('vsz', 'VSZ', 6, true),
  rss: column('rss', 'RSS', 5, true),
  stat: column('stat', 'STAT', 4),
  s: column('s', 'S', 1),
  state: column('s', 'S', 1),
  start: column('start', 'STARTED', 8, true),
  etime: column('etime', 'ELAPSED', 11, true),
  comm: column('comm', 'COMMAND', 15),
  ucmd: column('comm', 'CMD', 15),
  args: column('args', 'COMMAND', 27),
  cmd: column('args', 'CMD', 27),
  command: column('args', 'COMMAND', 27),
};

const simple = [
  ...[column('pid', 'PID', 7, true), column('tty', 'TTY', 8)],
  ...[column('time', 'TIME', 8, true), column('comm', 'CMD', 15)],
];
const full = [
  ...[column('user', 'UID', 8), column('pid', 'PID', 7, true), column('ppid', 'PPID', 7, true)],
  ...[column('c', 'C', 2, true), column('start', 'STIME', 5), column('tty', 'TTY', 8)],
  ...[column('time', 'TIME', 8, true), column('args', 'CMD', 27)],
];
const bsd = [
  ...[column('pid', 'PID', 7, true), column('tty', 'TTY', 8), column('stat', 'STAT', 4)],
  ...[column('bsdtime', 'TIME', 6, true), column('args', 'COMMAND', 27)],
];
const bsdUser = [
  ...[column('user', 'USER', 8), column('pid', 'PID', 7, true), column('cpu', '%CPU', 4, true)],
  ...[column('mem', '%MEM', 4, true), column('vsz', 'VSZ', 6, true), column('rss', 'RSS', 5, true)],
  ...[column('tty', 'TTY', 8), column('stat', 'STAT', 4), column('start', 'START', 5)],
  ...[column('bsdtime', 'TIME', 6, true), column('args', 'COMMAND', 27)],
];

export function parsePsOptions(args: readonly string[]): PsOptions {
  const request: PsRequest = {
    ...{ all: false, withTerminal: false, pids: [], names: [], users: [] },
    ...{ columns: simple, headers: true, wide: false, help: false },
  };
  const rest = [...args];
  let own: PsColumn[] | null = null;
  let letters = '';
  const fail = (message: string): PsOptions => ({ ok: false, message });
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg.startsWith('--')) {
      if (/^--(?:no-headers|no-heading|noheader|noheaders|no-headings)$/.test(arg))
        request.headers = false;
      else if (arg === '--help') request.help = true;
      else return fail('unknown gnu long option');
      continue;
    }
    const unix = arg.startsWith('-');
    if (/^\d+$/.test(arg)) {
      request.pids.push(Number(arg));
      continue;
    }
    for (let at = unix ? 1 : 0; at < arg.length; at += 1) {
      const letter = arg.charAt(at);
      if ('opCuUq'.includes(letter) && (unix || letter !== 'u')) {
        const value = arg.slice(at + 1) || rest.shift();
        if (value === undefined) return fail(missing[letter] ?? 'missing argument');
        const problem = letter === 'o' ? null : select(request, letter, value);
        if (problem) return fail(problem);
        if (letter === 'o') {
          const columns = parseColumns(value);
          if (typeof columns === 'string') return fail(columns);
          own = [...(own ?? []), ...columns];
        }
        break;
      }
      if (unix && (letter === 'e' || letter === 'A')) request.all = true;
      else if (unix && letter === 'a') request.withTerminal = true;
      else if (letter === 'w') request.wide = true;
      else if (unix && letter === 'x') letters += 'bx';
      else if (unix ? 'fFlHLT'.includes(letter) : 'axuefrT'.includes(letter)) letters += letter;
      else return fail(unix ? 'unsupported SysV option' : 'unsupported option (BSD syntax)');
      if (!unix && !letters.startsWith('b')) letters = `b${letters}`;
    }
  }
  if (letters.includes('b')) {
    request.all ||= letters.includes('x') && letters.includes('a');
    request.withTerminal ||= letters.includes('a');
    request.columns = letters.includes('u') ? bsdUser : bsd;
  } else if (/[fF]/.test(letters)) request.columns = full;
  if (own) request.columns = own;
  return { ok: true, request };
}

const missing: Readonly<Record<string, string>> = {
  o: 'format specification must follow -o',
  p: 'list of process IDs must follow -p',
  C: 'list of command names must follow -C',
  u: 'list of users must follow -u',
  U: 'list of real users must follow -U',
  q: 'list of process IDs must follow -q',
};

function select(request: PsRequest, letter: string, value: string): string | null {
  const items = value.split(/[ ,]+/).filter((item) => item !== '');
  if (letter === 'p' || letter === 'q') {
    if (items.length === 0 || items.some((item) => !/^\d{1,7}$/.test(item))) {
      return 'process ID list syntax error';
    }
    request.pids.push(...items.map(Number));
  } else if (letter === 'C') request.names.push(...items);
  else request.users.push(...items);
  return null;
}

function parseColumns(text: string): PsColumn[] | string {
  const columns: PsColumn[] = [];
  for (const item of text.split(/[ ,]+/)) {
    const [name = '', title] = item.split('=');
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!found) return `unknown user-defined format specifier "${name}"`;
    columns.push(title === undefined ? found : { ...found, title });
  }
  return columns;
}
