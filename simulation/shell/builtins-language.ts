/** Builtins that belong to the language: exit, eval, source, test, echo, type ... (bash(1)). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { print, printError, readFile } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import { runEcho } from './commands/echo';
import { runPrintf } from './commands/printf';
import { runTest } from './commands/test';
import { jobCondition } from './jobs';
import { parse } from './parse';
import type { Builtin, Shell } from './shell';
import { standardDescriptors } from './shell-state';

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
  run: (shell, args) =>
    runPrintf(
      args,
      `${shell.state.title}: printf`,
      'printf: usage: printf [-v var] format [arguments]\n',
    ),
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
  run: (shell, args) =>
    shell.state.login
      ? exit.run(shell, args)
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
  summary: 'end a script that is being sourced',
  run: (shell) => fail(shell, 'return', "can only `return' from a function or sourced script", 2),
};

export const evalBuiltin: Builtin = {
  usage: 'eval [arg ...]',
  summary: 'run the arguments as a command line',
  run: (shell, args) => runNested(shell, 'eval', args.join(' ')),
};

export const source: Builtin = {
  usage: 'source filename [arguments]',
  summary: 'run the lines of a file in this shell',
  run: function* (shell, args) {
    const [path] = args;
    if (path === undefined) {
      yield* fail(shell, 'source', 'filename argument required');
      yield* printError('source: usage: source filename [arguments]\n');
      return 2;
    }
    const text = yield* readFile(path);
    if (!text.ok) {
      yield* printError(`${shell.state.title}: ${path}: ${formatErrno(text.errno)}\n`);
      return 1;
    }
    return yield* runNested(shell, 'source', text.value);
  },
};

function* runNested(shell: Shell, name: string, text: string): Routine<number> {
  const { state } = shell;
  if (state.nesting >= 20) return yield* fail(shell, name, 'maximum nesting level exceeded (20)');
  const parsed = parse(text);
  if (!parsed.ok) {
    yield* printError(`${state.title}: ${name}: ${parsed.message}\n`);
    return 2;
  }
  state.nesting += 1;
  if (parsed.list.length === 0) state.status = 0;
  yield* shell.runList(shell, parsed.list, standardDescriptors);
  state.nesting -= 1;
  return state.status;
}

const keywords = ['if', 'then', 'elif', 'else', 'fi', 'for', 'in', 'while', 'until', 'do', 'done'];

/** What a name stands for, first match first. */
function describe(shell: Shell, name: string): { kind: string; text: string }[] {
  const { aliases } = shell.state;
  const found: { kind: string; text: string }[] = [];
  if (aliases.has(name)) {
    found.push({ kind: 'alias', text: `${name} is aliased to \`${aliases.get(name)}'` });
  }
  if (keywords.includes(name) || name === '{' || name === '}' || name === '!') {
    found.push({ kind: 'keyword', text: `${name} is a shell keyword` });
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
  run: function* (shell, args) {
    const given = builtinOptions(args, 'pVv');
    if (!given.ok) return yield* failUsage(shell, 'command', given.bad);
    if (!/[vV]/.test(given.letters)) {
      if (given.operands.length === 0) return 0;
      return yield* shell.runArguments(shell, given.operands, standardDescriptors);
    }
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
  },
};
