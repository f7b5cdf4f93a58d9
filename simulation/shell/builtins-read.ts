/** `read` and `mapfile`: lines of input into variables (bash(1), SHELL BUILTIN COMMANDS). */
import { decodeText } from '../host/bytes';
import type { Routine } from '../host/program';
import { createLineReader, print, readAllText, readLine, sys } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import { splitFields, splitForNames } from './fields';
import type { Builtin, Shell } from './shell';
import { noteSignal } from './traps';
import { identifier, setList, setVariable } from './variables';

type Wish = {
  names: string[];
  raw: boolean;
  silent: boolean;
  prompt: string;
  list: string | null;
  /** Stops after so many characters; `exactly` whatever they are. */
  count: number | null;
  exactly: boolean;
  end: string;
  /** Milliseconds. */
  timeout: number | null;
  fd: number;
};

const usage =
  'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';

export const read: Builtin = {
  usage,
  summary: 'read a line into variables',
  run: function* (shell, args) {
    const wish = yield* parseWish(shell, args);
    if (typeof wish === 'number') return wish;
    const { state } = shell;
    const terminal = yield* sys.isatty(wish.fd);
    const typed = terminal.ok && terminal.value;
    if (typed && wish.prompt !== '') yield* sys.writeText(2, wish.prompt);
    if (wish.timeout !== null) {
      const ready = yield* sys.poll([wish.fd], wish.timeout);
      if (ready.ok && ready.value.length === 0) return 142;
    }
    if (typed && wish.silent) yield* sys.echo(wish.fd, false);
    const line =
      typed && wish.end === '\n' ? yield* readTyped(shell, wish) : yield* readBytes(wish);
    if (typed && wish.silent) yield* sys.echo(wish.fd, true);
    if (line === 'interrupted') {
      state.interrupted = true;
      if (state.interactive) yield* print('\n');
      return 130;
    }
    return yield* store(shell, wish, line);
  },
};

function* store(shell: Shell, wish: Wish, line: { text: string; ended: boolean }): Routine<number> {
  const { state } = shell;
  const text = wish.raw ? line.text : line.text.replace(/\\\n/g, '').replace(/\\([\s\S])/g, '$1');
  const separators = state.variables.get('IFS')?.value ?? ' \t\n';
  if (wish.list !== null) {
    const fields: string[] = [];
    let open: string | null = null;
    for (const step of splitFields(text, separators)) {
      if (step.text !== null) open = (open ?? '') + step.text;
      else if (open !== null || step.hard) {
        fields.push(open ?? '');
        open = null;
      }
    }
    setList(state, wish.list, open === null ? fields : [...fields, open]);
    return Number(line.ended);
  }
  if (wish.names.length === 0) setVariable(state, 'REPLY', text);
  const values = wish.exactly ? [text] : splitForNames(text, separators, wish.names.length);
  for (const [index, name] of wish.names.entries()) {
    if (setVariable(state, name, values[index] ?? '')) continue;
    return yield* fail(shell, 'read', `${name}: readonly variable`);
  }
  return Number(line.ended);
}

/** A status after a complaint. */
function* parseWish(shell: Shell, args: string[]): Routine<Wish | number> {
  const wish: Wish = {
    ...{ names: [], raw: false, silent: false, prompt: '', list: null, count: null },
    ...{ exactly: false, end: '\n', timeout: null, fd: 0 },
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--' || !/^-./.test(arg)) {
      wish.names = arg === '--' ? rest : [arg, ...rest];
      break;
    }
    for (let at = 1; at < arg.length; at += 1) {
      const letter = arg.charAt(at);
      if ('ers'.includes(letter)) {
        wish.raw ||= letter === 'r';
        wish.silent ||= letter === 's';
        continue;
      }
      if (!'adinNptu'.includes(letter)) return yield* failUsage(shell, 'read', `-${letter}`);
      const value = arg.slice(at + 1) || rest.shift();
      if (value === undefined) {
        return yield* fail(shell, 'read', `-${letter}: option requires an argument`, 2);
      }
      const problem = takeValue(wish, letter, value);
      if (problem !== null) return yield* fail(shell, 'read', problem);
      break;
    }
  }
  const bad = wish.names.find((name) => !identifier.test(name));
  if (bad !== undefined) return yield* fail(shell, 'read', `\`${bad}': not a valid identifier`);
  return wish;
}

function takeValue(wish: Wish, letter: string, value: string): string | null {
  if (letter === 'p') wish.prompt = value;
  else if (letter === 'd') wish.end = value.charAt(0) || '\0';
  else if (letter === 'a') {
    if (!identifier.test(value)) return `\`${value}': not a valid identifier`;
    wish.list = value;
  } else if (letter === 't') {
    if (!/^\d*\.?\d+$/.test(value)) return `${value}: invalid timeout specification`;
    wish.timeout = Number(value) * 1000;
  } else if (letter === 'u') {
    if (!/^\d$/.test(value)) return `${value}: invalid file descriptor specification`;
    wish.fd = Number(value);
  } else if (letter === 'i') return '-i: this option is not in this simulation';
  else {
    if (!/^\d{1,6}$/.test(value)) return `${value}: invalid number`;
    wish.count = Number(value);
    wish.exactly = letter === 'N';
  }
  return null;
}

type Line = { text: string; ended: boolean };

function* readTyped(shell: Shell, wish: Wish): Routine<Line | 'interrupted'> {
  for (;;) {
    const line = yield* readLine(createLineReader(wish.fd));
    if (!line.ok && line.errno === 'EINTR') {
      if (!noteSignal(shell.state, line.signal)) return 'interrupted';
      continue;
    }
    const text = line.ok ? line.value : null;
    const whole = text?.replace(/\n$/, '') ?? '';
    const kept = wish.count === null ? whole : [...whole].slice(0, wish.count).join('');
    return { text: kept, ended: text === null };
  }
}

/** Byte by byte, so that the commands after it find the rest of a pipe. */
function* readBytes(wish: Wish): Routine<Line> {
  let bytes = '';
  for (;;) {
    const text = decodeText(bytes);
    if (wish.count !== null && [...text].length >= wish.count && !text.endsWith('\ufffd')) {
      return { text, ended: false };
    }
    const part = yield* sys.read(wish.fd, 1);
    if (!part.ok || part.value === '') return { text, ended: true };
    const continued = !wish.raw && /(?:^|[^\\])(?:\\\\)*\\$/.test(bytes);
    if (part.value === wish.end && !wish.exactly && !continued) return { text, ended: false };
    bytes += part.value;
  }
}

export const mapfile: Builtin = {
  usage:
    'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  summary: 'read all lines into a list',
  run: function* (shell, args) {
    const given = builtinOptions(args, 't');
    if (!given.ok) return yield* failUsage(shell, 'mapfile', given.bad);
    const [name = 'MAPFILE'] = given.operands;
    if (!identifier.test(name))
      return yield* fail(shell, 'mapfile', `\`${name}': not a valid identifier`);
    const text = yield* readAllText(0);
    const lines = text.ok && text.value !== '' ? text.value.split(/(?<=\n)/) : [];
    const cut = given.letters.includes('t') ? lines.map((line) => line.replace(/\n$/, '')) : lines;
    return Number(!setList(shell.state, name, cut));
  },
};
