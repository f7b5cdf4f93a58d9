/** Builtins that belong to the language: exit, eval, source, test, echo, type ... (bash(1)). */
import { decodeText } from '../host/bytes';
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { print, printError, readFile, sys } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import { runEcho } from './commands/echo';
import { formatPrintf, runPrintf } from './commands/printf';
import { runTest } from './commands/test';
import { withDescriptors } from './descriptors';
import { formatFunction } from './format-function';
import { jobCondition } from './jobs';
import { parse } from './parse';
import { complain } from './run-pipeline';
import type { Builtin, Shell } from './shell';
import type { Descriptors } from './shell-state';
import { identifier, setVariable } from './variables';

/** Its work is done where redirections are (`run-simple.ts`). */
export const exec: Builtin = {
  usage: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
  summary: 'run a program in place of the shell, or redirect the shell itself',
  run: function* () {
    return 0;
  },
};

export const colon: Builtin = {
  usage: ':',
  summary: 'do nothing, successfully',
  run: function* () {
    return 0;
  },
};
export const trueBuiltin: Builtin = { ...colon, usage: 'true' };
export const falseBuiltin: Builtin = {
  usage: 'false',
  summary: 'do nothing, unsuccessfully',
  run: function* () {
    return 1;
  },
};

export const echo: Builtin = {
  usage: 'echo [-neE] [arg ...]',
  summary: 'print a line of text',
  run: (_shell, args) => runEcho(args),
};

export const printf: Builtin = {
  usage: 'printf [-v var] format [arguments]',
  summary: 'format and print text',
  run: function* (shell, args) {
    const usage = 'printf: usage: printf [-v var] format [arguments]\n';
    const title = `${shell.state.title}: printf`;
    const [first = '', name = '', ...rest] = args;
    if (first !== '-v') return yield* runPrintf(args, title, usage);
    if (!identifier.test(name)) {
      return yield* fail(shell, 'printf', `\`${name}': not a valid identifier`, 2);
    }
    const done = formatPrintf(rest);
    for (const problem of done?.problems ?? []) yield* printError(`${title}: ${problem}\n`);
    if (!done) yield* printError(usage);
    else setVariable(shell.state, name, decodeText(done.bytes));
    return done ? Number(done.problems.length > 0) : 2;
  },
};

export const test: Builtin = {
  usage: 'test [expr]',
  summary: 'check files, texts and numbers',
  run: (shell, args) => runTest(args, 'test', `${shell.state.title}: test`),
};
export const bracket: Builtin = {
  usage: '[ arg... ]',
  summary: 'check files, texts and numbers',
  run: (shell, args) => runTest(args, '[', `${shell.state.title}: [`),
};

export const exit: Builtin = {
  usage: 'exit [n]',
  summary: 'leave the shell',
  run: function* (shell, args) {
    const { state } = shell;
    if (state.interactive && state.control) yield* printError('exit\n');
    const [text] = args;
    if (text !== undefined && !/^-?\d+$/.test(text)) {
      state.exit = yield* fail(shell, 'exit', `${text}: numeric argument required`, 2);
      return 2;
    }
    if (args.length > 1) return yield* fail(shell, 'exit', 'too many arguments');
    const stopped = state.jobs.some((job) => jobCondition(job) === 'stopped');
    if (stopped && state.interactive && !state.warned) {
      state.warned = true;
      yield* printError('There are stopped jobs.\n');
      return 1;
    }
    state.exit = text === undefined ? state.status : Number(text) & 0xff;
    return state.exit;
  },
};

export const logout: Builtin = {
  usage: 'logout [n]',
  summary: 'leave a login shell',
  run: (shell, args, descriptors) =>
    shell.state.login
      ? exit.run(shell, args, descriptors)
      : fail(shell, 'logout', "not login shell: use `exit'"),
};

function leave(name: 'break' | 'continue'): Builtin {
  return {
    usage: `${name} [n]`,
    summary: name === 'break' ? 'leave a loop' : 'go on with the next round of a loop',
    run: function* (shell, args) {
      const { state } = shell;
      if (state.loops === 0) {
        yield* fail(shell, name, "only meaningful in a `for', `while', or `until' loop");
        return 0;
      }
      const count = Number(args[0] ?? 1);
      if (!(count >= 1)) return yield* fail(shell, name, `${args[0]}: loop count out of range`);
      state.leave = { loops: Math.min(count, state.loops), again: name === 'continue' };
      return 0;
    },
  };
}
export const breakBuiltin = leave('break');
export const continueBuiltin = leave('continue');

export const returnBuiltin: Builtin = {
  usage: 'return [n]',
  summary: 'end a function, or a script that is being sourced',
  run: function* (shell, args) {
    const { state } = shell;
    const [text] = args;
    if (state.calls.length === 0 && state.sourcing === 0) {
      return yield* fail(shell, 'return', "can only `return' from a function or sourced script", 2);
    }
    state.returning = true;
    if (text === undefined) return state.status;
    if (/^-?\d+$/.test(text)) return Number(text) & 0xff;
    return yield* fail(shell, 'return', `${text}: numeric argument required`, 2);
  },
};

export const evalBuiltin: Builtin = {
  usage: 'eval [arg ...]',
  summary: 'run the arguments as a command line',
  runsCommands: true,
  run: (shell, args, descriptors) => runNested(shell, 'eval', args.join(' '), descriptors),
};

export const source: Builtin = {
  usage: 'source filename [arguments]',
  summary: 'run the lines of a file in this shell',
  runsCommands: true,
  run: function* (shell, args, descriptors) {
    const { state } = shell;
    const [path, ...positional] = args;
    if (path === undefined) {
      yield* complain(state, 'source: filename argument required', descriptors);
      const fd = descriptors[2];
      const usage = 'source: usage: source filename [arguments]\n';
      if (fd !== undefined) yield* sys.writeText(fd, usage);
      return 2;
    }
    const text = yield* readFile(path);
    if (!text.ok) {
      yield* complain(state, `${path}: ${formatErrno(text.errno)}`, descriptors);
      return 1;
    }
    const before = state.positional;
    if (positional.length > 0) state.positional = [before[0] ?? 'bash', ...positional];
    state.sourcing += 1;
    const status = yield* runNested(shell, path, text.value, descriptors);
    state.sourcing -= 1;
    state.returning = false;
    if (positional.length > 0) state.positional = before;
    return status;
  },
};

function* runNested(
  shell: Shell,
  name: string,
  text: string,
  descriptors: Descriptors,
): Routine<number> {
  const { state } = shell;
  if (state.nesting >= 20) {
    yield* complain(state, `${name}: maximum nesting level exceeded (20)`, descriptors);
    return 1;
  }
  const parsed = parse(text);
  if (!parsed.ok) {
    yield* complain(state, `${name}: ${parsed.message}`, descriptors);
    return 2;
  }
  state.nesting += 1;
  if (parsed.list.length === 0) state.status = 0;
  const { title } = state;
  yield* shell.runList(shell, parsed.list, descriptors);
  state.title = title;
  state.nesting -= 1;
  return state.status;
}

const keywords = [
  ...['if', 'then', 'elif', 'else', 'fi', 'for', 'in', 'while', 'until', 'do', 'done', 'case'],
  ...['esac', 'function', 'time', '[[', ']]', '{', '}', '!'],
];

/** What a name stands for, first match first. */
function describe(shell: Shell, name: string): { kind: string; text: string }[] {
  const { aliases } = shell.state;
  const found: { kind: string; text: string }[] = [];
  if (aliases.has(name)) {
    found.push({ kind: 'alias', text: `${name} is aliased to \`${aliases.get(name)}'` });
  }
  if (keywords.includes(name)) {
    found.push({ kind: 'keyword', text: `${name} is a shell keyword` });
  }
  const body = shell.state.functions.get(name);
  if (body) {
    const text = `${name} is a function\n${formatFunction(name, body)}`;
    found.push({ kind: 'function', text });
  }
  if (Object.hasOwn(shell.builtins, name)) {
    found.push({ kind: 'builtin', text: `${name} is a shell builtin` });
  }
  if (Object.hasOwn(shell.programs(), name)) {
    found.push({ kind: 'file', text: `${name} is /usr/bin/${name}` });
  }
  return found;
}

export const type: Builtin = {
  usage: 'type [-afptP] name [name ...]',
  summary: 'tell what a command name stands for',
  run: function* (shell, args) {
    const given = builtinOptions(args, 'afptP');
    if (!given.ok) return yield* failUsage(shell, 'type', given.bad);
    let status = 0;
    for (const name of given.operands) {
      const found = describe(shell, name);
      const shown = given.letters.includes('a') ? found : found.slice(0, 1);
      for (const { kind, text } of shown) {
        const path = /[pP]/.test(given.letters)
          ? kind === 'file'
            ? `/usr/bin/${name}`
            : ''
          : text;
        const line = given.letters.includes('t') ? kind : path;
        if (line !== '') yield* print(`${line}\n`);
      }
      if (found.length > 0) continue;
      status = 1;
      if (!/[tpP]/.test(given.letters)) yield* fail(shell, 'type', `${name}: not found`);
    }
    return status;
  },
};

export const command: Builtin = {
  usage: 'command [-pVv] command [arg ...]',
  summary: 'run a program, or tell where it is',
  runsCommands: true,
  run: function* (shell, args, descriptors) {
    const given = builtinOptions(args, 'pVv');
    if (given.ok && !/[vV]/.test(given.letters)) {
      if (given.operands.length === 0) return 0;
      return yield* shell.runArguments(shell, given.operands, descriptors);
    }
    return yield* withDescriptors(describeCommands(shell, args), descriptors);
  },
};

function* describeCommands(shell: Shell, args: string[]): Routine<number> {
  const given = builtinOptions(args, 'pVv');
  if (!given.ok) return yield* failUsage(shell, 'command', given.bad);
  let any = false;
  for (const name of given.operands) {
    const [first] = describe(shell, name);
    if (first) any = true;
    if (!first) {
      if (given.letters.includes('V')) yield* fail(shell, 'command', `${name}: not found`);
    } else if (given.letters.includes('V')) yield* print(`${first.text}\n`);
    else yield* print(first.kind === 'file' ? `/usr/bin/${name}\n` : `${name}\n`);
  }
  return any ? 0 : 1;
}
