import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import {
  createLineReader,
  type LineReader,
  print,
  printError,
  readFile,
  readLine,
  writeFile,
} from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { closeInput, openInput } from '../input';
import { type Address, findWrongReference, parseSedScript, type SedCommand } from '../sed-script';
import { applySubstitution } from '../sed-substitute';
import { sedUsage } from '../usage-texts';

type Run = {
  commands: SedCommand[];
  quiet: boolean;
  /** Line number, and whether it is the last; ranges under way by command. */
  line: number;
  last: boolean;
  open: Map<SedCommand, number>;
  quit: number | null;
  /** The expression that was used last, which an empty one repeats. */
  lastRegex: RegExp | null;
  out: string;
  /** The hold space, and the newline that its line ended with. */
  hold: string;
  holdNewline: string;
  /** Takes the next line; null when there is none. */
  advance: () => Routine<{ text: string; newline: string } | null>;
};

export const sed = gnuCommand({
  name: 'sed',
  usage: '[OPTION]... SCRIPT [FILE]...',
  summary: 'edit text line by line',
  version: 'sed (GNU sed) 4.9',
  usageText: sedUsage,
  helpText: `${sedUsage}E-mail bug reports to: <bug-sed@gnu.org>.\n`,
  unsupported: 'lz',
  options: [
    { short: 'n', long: 'quiet', help: 'print only what p asks for' },
    { short: 'e', long: 'expression', value: 'SCRIPT', help: 'add SCRIPT to what is run' },
    { short: 'f', long: 'file', value: 'FILE', help: 'add the lines of FILE to what is run' },
    { short: 'E', long: 'regexp-extended', help: 'extended regular expressions' },
    { short: 'r', help: 'the same' },
    { short: 'i', long: 'in-place', value: 'SUFFIX', optional: true, help: 'change the files' },
    { short: 's', long: 'separate', help: 'count the lines of each file anew' },
    { short: 'u', long: 'unbuffered', help: '(always so)' },
  ],
  run: function* (_context, options, operands) {
    const scripts = options.given.filter(({ key }) => key === 'e' || key === 'f');
    const [first, ...others] = operands;
    if (scripts.length === 0 && first === undefined) {
      yield* printError(sedUsage);
      return 1;
    }
    const paths = scripts.length > 0 ? operands : others;
    const commands: SedCommand[] = [];
    const sources = scripts.length > 0 ? scripts : [{ key: 'e', value: first ?? '' }];
    for (const [index, { key, value }] of sources.entries()) {
      const text = key === 'f' ? yield* readFile(value) : ({ ok: true, value } as const);
      if (!text.ok) {
        yield* printError(`sed: couldn't open file ${value}: ${formatErrno(text.errno)}\n`);
        return 1;
      }
      const parsed = parseSedScript(text.value, options.has('E', 'r'));
      if (!parsed.ok) {
        const place = key === 'f' ? `file ${value}` : `-e expression #${index + 1}`;
        yield* printError(`sed: ${place}, ${parsed.message}\n`);
        return 1;
      }
      commands.push(...parsed.commands);
    }
    const inPlace = options.has('i');
    if (inPlace && paths.length === 0) {
      yield* printError('sed: no input files\n');
      return 4;
    }
    const run: Run = {
      ...{ commands, quiet: options.has('n'), line: 0, last: false },
      ...{ open: new Map(), quit: null, lastRegex: null, out: '', hold: '', holdNewline: '\n' },
      advance: noMore,
    };
    const separate = inPlace || options.has('s');
    const groups = separate ? paths.map((path) => [path]) : [paths.length > 0 ? paths : ['-']];
    let status = 0;
    for (const group of groups) {
      if (separate) {
        run.line = 0;
        run.open.clear();
      }
      const suffix = inPlace ? (options.get('i') ?? '') : null;
      try {
        status = Math.max(status, yield* editGroup(run, group, suffix));
      } catch (fault) {
        if (!(fault instanceof SedFault)) throw fault;
        yield* printError(`sed: -e expression #1, char 0: ${fault.message}\n`);
        return 1;
      }
      if (run.quit !== null) return run.quit;
    }
    return status;
  },
});

function* noMore(): Routine<null> {
  return null;
}

/** Files that are one text; written back where `suffix` is not null. */
function* editGroup(run: Run, paths: string[], suffix: string | null): Routine<number> {
  const queue = [...paths];
  let status = 0;
  let reader: LineReader | null = null;
  function* next(): Routine<string | null> {
    for (;;) {
      if (reader) {
        const line = yield* readLine(reader);
        if (line.ok && line.value !== null) return line.value;
        yield* closeInput({ name: '', fd: reader.fd });
        reader = null;
      }
      const path = queue.shift();
      if (path === undefined) return null;
      const input = yield* openInput(path);
      if (input.ok) reader = createLineReader(input.value.fd);
      else {
        const folder = input.errno === 'EISDIR';
        const start = folder ? (suffix === null ? `couldn't read` : `couldn't edit`) : `can't read`;
        const end = folder && suffix !== null ? 'not a regular file' : formatErrno(input.errno);
        const text = folder && suffix === null ? `read error on ${path}` : `${start} ${path}`;
        yield* printError(`sed: ${text}: ${end}\n`);
        status = folder && suffix !== null ? 4 : 2;
      }
    }
  }
  let written = '';
  let following = yield* next();
  const any = following !== null;
  run.advance = function* () {
    if (following === null) return null;
    const line: string = following;
    following = yield* next();
    run.line += 1;
    run.last = following === null;
    const ended = line.endsWith('\n');
    return { text: ended ? line.slice(0, -1) : line, newline: ended ? '\n' : '' };
  };
  for (;;) {
    const line = run.quit === null ? yield* run.advance() : null;
    if (line === null) break;
    run.out = '';
    yield* editLine(run, line.text, line.newline);
    if (suffix !== null) written += run.out;
    else if (run.out !== '' && !(yield* print(run.out))) return 4;
  }
  if (suffix !== null && following !== null) written += following;
  for (let rest = suffix === null ? null : yield* next(); rest !== null; rest = yield* next()) {
    written += rest;
  }
  const [path] = paths;
  if (suffix === null || !any || path === undefined) return status;
  return yield* writeBack(path, suffix, written);
}

function* writeBack(path: string, suffix: string, text: string): Routine<number> {
  if (suffix !== '') {
    const old = yield* readFile(path);
    const name = suffix.includes('*') ? suffix.replaceAll('*', path) : path + suffix;
    if (old.ok) yield* writeFile(name, old.value);
  }
  const done = yield* writeFile(path, text);
  if (done.ok) return 0;
  yield* printError(`sed: couldn't open file ${path}: ${formatErrno(done.errno)}\n`);
  return 4;
}

type Space = { text: string; newline: string; deleted: boolean; after: string };

function* editLine(run: Run, text: string, newline: string): Routine {
  const space: Space = { text, newline, deleted: false, after: '' };
  yield* runCommands(run, run.commands, space);
  if (!space.deleted && !run.quiet) run.out += space.text + space.newline;
  if (space.after !== '')
    run.out += (run.out.endsWith('\n') || run.out === '' ? '' : '\n') + space.after;
}

function* runCommands(run: Run, commands: SedCommand[], space: Space): Routine {
  for (const command of commands) {
    if (space.deleted || run.quit !== null) return;
    if (selects(run, command, space.text) === command.negated) continue;
    switch (command.name) {
      case 'd':
        space.deleted = true;
        break;
      case 'p':
        run.out += `${space.text}\n`;
        break;
      case '=':
        run.out += `${run.line}\n`;
        break;
      case 'q':
        run.quit = command.status;
        break;
      case 'a':
        space.after += `${command.text}\n`;
        break;
      case 'i':
        run.out += `${command.text}\n`;
        break;
      case 'c':
        if (!command.to || !run.open.has(command)) run.out += `${command.text}\n`;
        space.deleted = true;
        break;
      case 'y':
        space.text = [...space.text].map((letter) => command.map.get(letter) ?? letter).join('');
        break;
      case 'h':
        run.hold = space.text;
        run.holdNewline = space.newline;
        break;
      case 'H':
        run.hold += `\n${space.text}`;
        break;
      case 'g':
        space.text = run.hold;
        space.newline = run.holdNewline;
        break;
      case 'G':
        space.text += `\n${run.hold}`;
        space.newline = run.holdNewline;
        break;
      case 'x':
        [space.text, run.hold] = [run.hold, space.text];
        [space.newline, run.holdNewline] = [run.holdNewline, space.newline];
        break;
      case '{':
        yield* runCommands(run, command.body, space);
        break;
      case 's': {
        const changed = applySubstitution(command, recall(run, command), space.text);
        if (changed === null) break;
        space.text = changed;
        if (command.print) run.out += `${changed}\n`;
        break;
      }
      case 'P':
        run.out += `${space.text.split('\n')[0]}\n`;
        break;
      case 'n':
      case 'N': {
        const last = run.last;
        if (command.name === 'n' && !run.quiet) run.out += `${space.text}\n`;
        const line = yield* run.advance();
        if (line === null) {
          // Without a next line sed ends here; N still prints what it has.
          space.deleted = command.name === 'n' && last;
          run.quit = 0;
          break;
        }
        space.text = command.name === 'n' ? line.text : `${space.text}\n${line.text}`;
        space.newline = line.newline;
      }
    }
  }
}

function selects(run: Run, command: SedCommand, text: string): boolean {
  const { from, to } = command;
  if (!from) return true;
  if (!to) return fits(run, from, text);
  const until = run.open.get(command);
  if (until === undefined) {
    const early = from.kind === 'line' && from.line === 0;
    if (!early && !fits(run, from, text)) return false;
    if (early && run.line > 1) return false;
    if (early && fits(run, to, text)) return true;
    const end = to.kind === 'line' ? to.line : to.kind === 'more' ? run.line + to.count : Infinity;
    if (end > run.line && !(to.kind === 'last' && run.last)) run.open.set(command, end);
    return true;
  }
  const ends = to.kind === 'line' || to.kind === 'more' ? run.line >= until : fits(run, to, text);
  if (ends) run.open.delete(command);
  return until === Infinity || run.line <= until;
}

/** What is found out only while the script runs. */
class SedFault extends Error {}

/** The expression of a command or address; an empty one is the last that was used. */
function recall(run: Run, place: { regex: RegExp | null; replacement?: string }): RegExp {
  const regex = place.regex ?? run.lastRegex;
  if (!regex) throw new SedFault('no previous regular expression');
  run.lastRegex = regex;
  if (place.replacement === undefined) return regex;
  const wrong = findWrongReference(regex, place.replacement);
  if (wrong) throw new SedFault(wrong);
  return regex.global ? regex : new RegExp(regex.source, `${regex.flags}g`);
}

function fits(run: Run, address: Address, text: string): boolean {
  switch (address.kind) {
    case 'line':
      return run.line === address.line;
    case 'last':
      return run.last;
    case 'step':
      return address.step === 0
        ? run.line === address.first
        : run.line >= address.first && (run.line - address.first) % address.step === 0;
    case 'regex':
      return text.search(recall(run, address)) >= 0;
    case 'more':
      return false;
  }
}
