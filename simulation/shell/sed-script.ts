/** The language of sed 4.9, as far as it is used on one line (sed(1)). */
import { compileExpression } from './regular-expression';

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'step'; first: number; step: number }
  /** Null is the empty one: the expression that was used last. */
  | { kind: 'regex'; regex: RegExp | null }
  /** Only as the second of two: so many lines more. */
  | { kind: 'more'; count: number };

export type SedCommand = { from: Address | null; to: Address | null; negated: boolean } & (
  | { name: 'd' | 'p' | '=' | 'n' | 'N' | 'P' | 'h' | 'H' | 'g' | 'G' | 'x' }
  | { name: 'q'; status: number }
  | { name: 'a' | 'i' | 'c'; text: string }
  | { name: 'y'; map: Map<string, string> }
  | { name: '{'; body: SedCommand[] }
  | {
      name: 's';
      /** Null is the empty one: the expression that was used last. */
      regex: RegExp | null;
      replacement: string;
      /** Which match to begin with. */
      nth: number;
      all: boolean;
      print: boolean;
    }
);

export type SedScript =
  | { ok: true; commands: SedCommand[] }
  /** As sed says it: `char 5: unterminated ...`. */
  | { ok: false; message: string };

class SedStop extends Error {}

type Reader = { text: string; at: number; extended: boolean };

/** `extended` is sed's -E. */
export function parseSedScript(text: string, extended: boolean): SedScript {
  const reader: Reader = { text, at: 0, extended };
  try {
    const commands = readCommands(reader, 0);
    return { ok: true, commands };
  } catch (stop) {
    if (!(stop instanceof SedStop)) throw stop;
    return { ok: false, message: `char ${Math.min(reader.at, text.length)}: ${stop.message}` };
  }
}

function stop(reader: Reader, message: string, at = reader.at): never {
  reader.at = at;
  throw new SedStop(message);
}

function skip(reader: Reader, pattern: RegExp): string {
  const found = pattern.exec(reader.text.slice(reader.at))?.[0] ?? '';
  reader.at += found.length;
  return found;
}

function readCommands(reader: Reader, depth: number): SedCommand[] {
  const commands: SedCommand[] = [];
  for (;;) {
    skip(reader, /^(?:[\s;]+|#.*)*/);
    if (reader.at >= reader.text.length) {
      if (depth > 0) stop(reader, "unmatched `{'", 0);
      return commands;
    }
    if (reader.text[reader.at] === '}') {
      reader.at += 1;
      if (depth === 0) stop(reader, "unexpected `}'");
      return commands;
    }
    commands.push(readCommand(reader, depth));
  }
}

function readCommand(reader: Reader, depth: number): SedCommand {
  const from = readAddress(reader);
  let to: Address | null = null;
  skip(reader, /^\s*/);
  if (from && reader.text[reader.at] === ',') {
    reader.at += 1;
    skip(reader, /^\s*/);
    to = readAddress(reader, true);
    if (!to) stop(reader, "unexpected `,'");
  }
  if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'regex') {
    stop(reader, 'invalid usage of line address 0', reader.at + 1);
  }
  skip(reader, /^\s*/);
  const negated = skip(reader, /^(?:!\s*)+/) !== '';
  const name = reader.text[reader.at];
  if (name === undefined) stop(reader, 'missing command');
  reader.at += 1;
  const base = { from, to, negated };
  switch (name) {
    case 's':
      return ended(reader, { ...base, ...readSubstitution(reader) });
    case 'y':
      return ended(reader, { ...base, name, map: readMap(reader) });
    case 'd':
    case 'p':
    case '=':
    case 'n':
    case 'N':
    case 'P':
    case 'h':
    case 'H':
    case 'g':
    case 'G':
    case 'x':
      return ended(reader, { ...base, name });
    case 'q':
      return ended(reader, { ...base, name, status: Number(skip(reader, /^\s*\d*/)) & 255 });
    case 'a':
    case 'i':
    case 'c':
      return { ...base, name, text: readText(reader) };
    case '{':
      if (depth > 30) stop(reader, 'nested too deeply');
      return { ...base, name, body: readCommands(reader, depth + 1) };
    default:
      if ('DFRWTQbelrtvwz:'.includes(name)) {
        stop(reader, `command \`${name}' of the real tool is not in this simulation`);
      }
      return stop(reader, `unknown command: \`${name}'`);
  }
}

function ended<C>(reader: Reader, command: C): C {
  skip(reader, /^[ \t]*/);
  const next = reader.text[reader.at];
  if (next !== undefined && !';}\n#'.includes(next)) {
    stop(reader, 'extra characters after command', reader.at + 1);
  }
  return command;
}

function readAddress(reader: Reader, second = false): Address | null {
  const here = reader.text[reader.at];
  if (here === '$') {
    reader.at += 1;
    return { kind: 'last' };
  }
  if (second && here === '+') {
    reader.at += 1;
    return { kind: 'more', count: Number(skip(reader, /^\d*/)) };
  }
  if (here === '/' || (here === '\\' && reader.text[reader.at + 1])) {
    const mark = here === '/' ? '/' : (reader.text[reader.at + 1] ?? '/');
    reader.at += here === '/' ? 1 : 2;
    const source = readDelimited(reader, mark);
    if (source === null) stop(reader, 'unterminated address regex', reader.text.length);
    const flags = skip(reader, /^I?/) === 'I' ? 'i' : '';
    const regex = source === '' ? null : compile(reader, source, flags);
    return { kind: 'regex', regex };
  }
  const digits = skip(reader, /^\d{1,9}/);
  if (digits === '') return null;
  const step = /^~(\d+)/.exec(reader.text.slice(reader.at));
  if (!step) return { kind: 'line', line: Number(digits) };
  reader.at += step[0].length;
  return { kind: 'step', first: Number(digits), step: Number(step[1]) };
}

function compile(reader: Reader, source: string, flags: string): RegExp {
  const compiled = compileExpression(source, reader.extended ? 'extended' : 'basic', flags);
  return compiled.ok ? compiled.regex : stop(reader, compiled.message);
}

/** Up to the next bare `mark`, which may stand in brackets; null where there is none. */
function readDelimited(reader: Reader, mark: string): string | null {
  let text = '';
  let bracket = false;
  for (; reader.at < reader.text.length; reader.at += 1) {
    const here = reader.text.charAt(reader.at);
    if (here === '\\' && !bracket) {
      const next = reader.text.charAt(reader.at + 1);
      text += next === mark ? next : here + next;
      reader.at += 1;
      continue;
    }
    if (here === mark && !bracket) {
      reader.at += 1;
      return text;
    }
    if (here === '\n') return null;
    if (here === '[') bracket ||= reader.text.indexOf(']', reader.at + 2) > 0;
    else if (here === ']') bracket &&= /\[\^?$/.test(text);
    text += here;
  }
  return null;
}

function readSubstitution(reader: Reader) {
  const mark = reader.text[reader.at] ?? '';
  reader.at += 1;
  const unterminated = () => stop(reader, "unterminated `s' command", reader.text.length);
  if (mark === '' || mark === '\n' || mark === '\\') return unterminated();
  const source = readDelimited(reader, mark) ?? unterminated();
  const replacement = readReplacement(reader, mark) ?? unterminated();
  let all = false;
  let print = false;
  let flags = '';
  let nth = 1;
  for (;;) {
    const number = skip(reader, /^\d{1,6}/);
    if (number === '0') stop(reader, "number option to `s' command may not be zero");
    if (number !== '') nth = Number(number);
    const flag = skip(reader, /^[gpiIm]/);
    if (flag === 'g') all = true;
    else if (flag === 'p') print = true;
    else if (flag === 'i' || flag === 'I') flags = 'i';
    else if (flag === '' && number === '') break;
  }
  const next = reader.text[reader.at];
  if (next !== undefined && !' \t\n;}#'.includes(next)) {
    stop(reader, "unknown option to `s'", reader.at + 1);
  }
  if (source === '' && flags !== '') stop(reader, 'cannot specify modifiers on empty regexp');
  const regex = source === '' ? null : compile(reader, source, `g${flags}`);
  const wrong = regex && findWrongReference(regex, replacement);
  if (wrong) stop(reader, wrong);
  return { name: 's' as const, regex, replacement, nth, all, print };
}

/** What sed says of a `\\1` in `replacement` for which `regex` has no group; null where all have theirs. */
export function findWrongReference(regex: RegExp, replacement: string): string | null {
  const groups = new RegExp(`${regex.source}|`, 'u').exec('')?.length ?? 1;
  const highest = Math.max(
    0,
    ...[...replacement.matchAll(/\\(\d)/g)].map(([, digit]) => Number(digit)),
  );
  return highest < groups ? null : `invalid reference \\${highest} on \`s' command's RHS`;
}

/** Keeps backslashes, except before the mark and newlines. */
function readReplacement(reader: Reader, mark: string): string | null {
  let text = '';
  for (; reader.at < reader.text.length; reader.at += 1) {
    const here = reader.text.charAt(reader.at);
    if (here === mark) {
      reader.at += 1;
      return text;
    }
    if (here !== '\\') {
      text += here;
      continue;
    }
    reader.at += 1;
    const next = reader.text.charAt(reader.at);
    text += next === mark && next !== '&' ? next : `\\${next}`;
  }
  return null;
}

function readMap(reader: Reader): Map<string, string> {
  const mark = reader.text[reader.at] ?? '';
  reader.at += 1;
  const unterminated = () => stop(reader, "unterminated `y' command", reader.text.length);
  const [from, to] = [readDelimited(reader, mark), readDelimited(reader, mark)].map((text) => [
    ...(text ?? unterminated()).replace(/\\n/g, '\n').replace(/\\\\/g, '\\'),
  ]);
  if (from?.length !== to?.length) stop(reader, "strings for `y' command are different lengths");
  return new Map(from?.map((character, index) => [character, to?.[index] ?? '']));
}

/** Text of `a`, `i`, `c`: to the end of the line; a backslash keeps leading blanks or goes on. */
function readText(reader: Reader): string {
  skip(reader, /^[ \t]*(?:\\\n?)?/);
  const text = skip(reader, /^(?:\\[\s\S]|[^\n\\])*/);
  if (text === '') stop(reader, "expected \\ after `a', `c' or `i'");
  return text.replace(/\\([\s\S])/g, '$1');
}
