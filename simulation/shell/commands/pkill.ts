import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { parseSignal } from '../../host/signal';
import { print, printError, sys } from '../../host/system';
import type { ProcessRow, Signal } from '../../host/system-call';
import { type Option, type Options, parseOptions } from '../options';
import { compileExpression } from '../regular-expression';
import { pgrepUsage, pkillUsage } from '../usage-texts';

const options: readonly Option[] = [
  { short: 'a', long: 'list-full', help: '' },
  { short: 'c', long: 'count', help: '' },
  { short: 'e', long: 'echo', help: '' },
  { short: 'f', long: 'full', help: '' },
  { short: 'i', long: 'ignore-case', help: '' },
  { short: 'l', long: 'list-name', help: '' },
  { short: 'n', long: 'newest', help: '' },
  { short: 'o', long: 'oldest', help: '' },
  { short: 'u', long: 'euid', value: 'USER', help: '' },
  { short: 'v', long: 'inverse', help: '' },
  { short: 'x', long: 'exact', help: '' },
  { long: 'signal', value: 'SIGNAL', help: '' },
  { short: 'h', long: 'help', help: '' },
  { short: 'V', long: 'version', help: '' },
];

/** pkill and pgrep of procps 4. Without -f the name is matched, cut to 15 letters as in the kernel. */
function* main(name: 'pkill' | 'pgrep', context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  let signal: Signal | null = 'SIGTERM';
  const at =
    name === 'pkill' ? args.findIndex((arg) => parseSignal(arg.slice(1)) && /^-\w/.test(arg)) : -1;
  if (at >= 0) signal = parseSignal((args.splice(at, 1)[0] ?? '').slice(1));
  const parsed = parseOptions(args, { options, unsupported: 'dgGOPstrFLw' });
  const usage = name === 'pkill' ? pkillUsage : pgrepUsage;
  if (!parsed.ok) {
    yield* printError(`${name}: ${parsed.message}\n${usage}`);
    return 2;
  }
  if (parsed.options.has('h', 'V')) {
    yield* print(parsed.options.has('h') ? usage : `${name} from procps-ng 4.0.2\n`);
    return 0;
  }
  if (parsed.options.has('signal')) signal = parseSignal(parsed.options.get('signal') ?? '');
  const [pattern, ...more] = parsed.operands;
  if (more.length > 0 || (pattern === undefined && !parsed.options.has('u')) || !signal) {
    const what = !signal
      ? `Unknown signal "${parsed.options.get('signal')}".`
      : more.length > 0
        ? 'only one pattern can be provided'
        : 'no matching criteria specified';
    yield* printError(`${name}: ${what}\nTry \`${name} --help' for more information.\n`);
    return 2;
  }
  const found = yield* matching(context.pid, pattern ?? '', parsed.options);
  if (typeof found === 'string') {
    yield* printError(`${name}: ${found}\n`);
    return 2;
  }
  if (parsed.options.has('c')) yield* print(`${found.length}\n`);
  let done = 0;
  for (const row of found) {
    if (name === 'pgrep') {
      done += 1;
      const tail = parsed.options.has('a')
        ? ` ${row.argv.join(' ')}`
        : parsed.options.has('l')
          ? ` ${row.program}`
          : '';
      if (!parsed.options.has('c')) yield* print(`${row.pid}${tail}\n`);
      continue;
    }
    const sent = yield* sys.kill(row.pid, signal);
    if (sent.ok) {
      done += 1;
      if (parsed.options.has('e')) yield* print(`${row.program} killed (pid ${row.pid})\n`);
    } else if (sent.errno !== 'ESRCH') {
      yield* printError(`pkill: killing pid ${row.pid} failed: ${formatErrno(sent.errno)}\n`);
    }
  }
  return done > 0 ? 0 : 1;
}

/** A text is what is wrong with the pattern. */
function* matching(own: number, pattern: string, given: Options): Routine<ProcessRow[] | string> {
  const compiled = compileExpression(pattern, 'extended', given.has('i') ? 'i' : '');
  if (!compiled.ok) return compiled.message;
  const whole = given.has('x')
    ? new RegExp(`^(?:${compiled.regex.source})$`, compiled.regex.flags)
    : compiled.regex;
  const rows = yield* sys.processes();
  if (!rows.ok) return formatErrno(rows.errno);
  const user = given.get('u');
  const found = rows.value.filter((row) => {
    if (row.pid === own || row.state === 'Z') return false;
    if (user !== undefined && row.user !== user) return false;
    const text = given.has('f') ? row.argv.join(' ') : row.program.slice(0, 15);
    return whole.test(text) !== given.has('v');
  });
  if (given.has('n')) return found.slice(-1);
  return given.has('o') ? found.slice(0, 1) : found;
}

export const pkill: Program = {
  name: 'pkill',
  usage: 'pkill [-SIGNAL] [-f] PATTERN',
  summary: 'send a signal to processes by name',
  main: (context) => main('pkill', context),
};

export const pgrep: Program = {
  name: 'pgrep',
  usage: 'pgrep [-af] PATTERN',
  summary: 'find processes by name',
  main: (context) => main('pgrep', context),
};
