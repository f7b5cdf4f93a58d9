import type { Program, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';

/** A wrong expression; `message` is bash's. */
class TestStop extends Error {}

const binary = ['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge'];
const files = ['-nt', '-ot'];

/** test(1): 0 true, 1 false, 2 wrong. `title` stands before messages. */
export function* runTest(args: string[], name: string, title: string): Routine<number> {
  try {
    if (name === '[' && args.at(-1) !== ']') throw new TestStop("missing `]'");
    const words = name === '[' ? args.slice(0, -1) : args;
    if (words.length > 1000) throw new TestStop('too many arguments');
    const [only = '', second] = words;
    if (words.length === 2 && second !== undefined && only !== '!' && !/^-[a-zA-Z]$/.test(only)) {
      throw new TestStop(`${only}: unary operator expected`);
    }
    const state = { words, at: 0, depth: 0 };
    if (words.length === 0) return 1;
    const value = yield* either(state);
    if (state.at < words.length) throw new TestStop('too many arguments');
    return value ? 0 : 1;
  } catch (stop) {
    if (!(stop instanceof TestStop)) throw stop;
    yield* printError(`${title}: ${stop.message}\n`);
    return 2;
  }
}

type State = { words: string[]; at: number; depth: number };

function* either(state: State): Routine<boolean> {
  let value = yield* both(state);
  while (state.words[state.at] === '-o') {
    state.at += 1;
    const right = yield* both(state);
    value ||= right;
  }
  return value;
}

function* both(state: State): Routine<boolean> {
  let value = yield* single(state);
  while (state.words[state.at] === '-a') {
    state.at += 1;
    const right = yield* single(state);
    value &&= right;
  }
  return value;
}

function* single(state: State): Routine<boolean> {
  const left = state.words.length - state.at;
  const [first, second, third] = state.words.slice(state.at);
  if (first === undefined) throw new TestStop('argument expected');
  if (second !== undefined && third !== undefined && binary.includes(second)) {
    state.at += 3;
    return compare(first, second, third);
  }
  if (second !== undefined && third !== undefined && files.includes(second)) {
    state.at += 3;
    return yield* evaluateFile(second, first, third);
  }
  if (first === '!' && left > 1) {
    if (state.depth > 100) throw new TestStop('too many arguments');
    state.at += 1;
    state.depth += 1;
    return !(yield* single(state));
  }
  if (first === '(' && left > 2) {
    if (state.depth > 100) throw new TestStop('too many arguments');
    state.at += 1;
    state.depth += 1;
    const value = yield* either(state);
    if (state.words[state.at] !== ')') throw new TestStop("`)' expected");
    state.at += 1;
    return value;
  }
  if (/^-[a-zA-Z]$/.test(first) && second !== undefined && second !== '-a' && second !== '-o') {
    state.at += 2;
    return yield* unary(first, second);
  }
  if (second !== undefined && left >= 3 && !['-a', '-o', ')'].includes(second)) {
    throw new TestStop(`${second}: binary operator expected`);
  }
  state.at += 1;
  return first !== '';
}

function compare(left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  const [a, b] = [left, right].map((text) => {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestStop(`${text}: integer expression expected`);
    return Number(text);
  });
  const difference = (a ?? 0) - (b ?? 0);
  switch (operator) {
    case '-eq':
      return difference === 0;
    case '-ne':
      return difference !== 0;
    case '-lt':
      return difference < 0;
    case '-le':
      return difference <= 0;
    case '-gt':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

function* unary(operator: string, operand: string): Routine<boolean> {
  if ('nzt'.includes(operator.charAt(1))) return yield* evaluateFile(operator, operand);
  if (!'abcdefghkprsuwxLNOSG'.includes(operator.charAt(1))) {
    throw new TestStop(`${operator}: unary operator expected`);
  }
  return yield* evaluateFile(operator, operand);
}

/** Tests of files, `-nt` and `-ot` of two, and -n, -z and -t, which cannot go wrong. */
export function* evaluateFile(operator: string, operand: string, other = ''): Routine<boolean> {
  if (operator === '-n') return operand !== '';
  if (operator === '-z') return operand === '';
  if (operator === '-t') {
    const terminal = yield* sys.isatty(Number(operand) || 0);
    return terminal.ok && terminal.value;
  }
  const status = yield* sys.stat(operand);
  if (operator === '-nt' || operator === '-ot') {
    const second = yield* sys.stat(other);
    const [a, b] = [status, second].map((one) => (one.ok ? one.value.modified : -1));
    return operator === '-nt' ? (a ?? -1) > (b ?? -1) : (a ?? -1) < (b ?? -1);
  }
  if (!status.ok) return false;
  const { kind, size, mode } = status.value;
  if (operator === '-d') return kind === 'directory';
  if (operator === '-f') return kind === 'file';
  if (operator === '-s') return size > 0;
  if (operator === '-a' || operator === '-e') return true;
  if (operator === '-O' || 'rwx'.includes(operator.charAt(1))) {
    const who = yield* sys.whoami();
    const user = who.ok ? who.value.user : '';
    if (operator === '-O') return status.value.owner === user;
    if (operator === '-x' && (user === 'root' || kind === 'file')) return (mode & 0o111) !== 0;
    const bit = operator === '-r' ? 4 : operator === '-w' ? 2 : 1;
    return user === 'root' || (mode & (status.value.owner === user ? bit << 6 : bit)) !== 0;
  }
  // Devices, links, pipes and sockets are no files of a simulated host.
  return false;
}

export const test: Program = {
  name: 'test',
  usage: 'test EXPRESSION\n[ EXPRESSION ]',
  summary: 'check files, texts and numbers',
  main: (context) => runTest(context.argv.slice(1), 'test', 'test'),
};

export const bracket: Program = {
  ...test,
  name: '[',
  main: (context) => runTest(context.argv.slice(1), '[', '['),
};
