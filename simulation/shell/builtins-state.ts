/** Builtins about the shell's own state: folder, variables, aliases, history (bash(1)). */
import { formatErrno } from '../host/error-text';
import { print, sys } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import type { Builtin, Shell } from './shell';
import { getVariable, identifier, listOf, setVariable } from './variables';

export const cd: Builtin = {
  usage: 'cd [-L|[-P [-e]] [-@]] [dir]',
  summary: 'change the working directory',
  run: function* (shell, args) {
    const { state } = shell;
    const given =
      args[0] === '-' ? { ok: true as const, operands: args } : builtinOptions(args, 'LPe@');
    if (!given.ok) return yield* failUsage(shell, 'cd', given.bad);
    if (given.operands.length > 1) return yield* fail(shell, 'cd', 'too many arguments');
    const [typed] = given.operands;
    const target =
      typed === undefined
        ? getVariable(state, 'HOME')
        : typed === '-'
          ? state.previousDirectory
          : typed;
    if (target === null) {
      return yield* fail(shell, 'cd', typed === '-' ? 'OLDPWD not set' : 'HOME not set');
    }
    if (target === '') return 0;
    const status = yield* sys.stat(target);
    if (status.ok && status.value.kind !== 'directory') {
      return yield* fail(shell, 'cd', `${target}: Not a directory`);
    }
    const changed = yield* sys.chdir(target);
    if (!changed.ok) return yield* fail(shell, 'cd', `${target}: ${formatErrno(changed.errno)}`);
    state.previousDirectory = state.cwd;
    state.cwd = changed.value;
    setVariable(state, 'OLDPWD', state.previousDirectory);
    setVariable(state, 'PWD', state.cwd);
    if (typed === '-') yield* print(`${state.cwd}\n`);
    return 0;
  },
};

export const pwd: Builtin = {
  usage: 'pwd [-LP]',
  summary: 'print the working directory',
  run: function* (shell, args) {
    const given = builtinOptions(args, 'LP');
    if (!given.ok) return yield* failUsage(shell, 'pwd', given.bad);
    yield* print(`${shell.state.cwd}\n`);
    return 0;
  },
};

export const exportBuiltin: Builtin = {
  usage: 'export [-fn] [name[=value] ...] or export -p',
  summary: 'set variables that programs inherit',
  run: function* (shell, args) {
    const { state } = shell;
    const given = builtinOptions(args, 'fnp');
    if (given.ok && given.letters.includes('f')) {
      return yield* fail(shell, 'export', '-f: functions cannot be exported in this simulation');
    }
    if (!given.ok) return yield* failUsage(shell, 'export', given.bad);
    if (given.operands.length === 0) {
      const names = [...state.variables.keys()].sort();
      for (const name of names) {
        const variable = state.variables.get(name);
        if (!variable?.exported || variable.unset) continue;
        const value = variable.value.replace(/["$`\\]/g, '\\$&');
        yield* print(`declare -x ${name}="${value}"\n`);
      }
      return 0;
    }
    let status = 0;
    for (const word of given.operands) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      if (!identifier.test(name)) {
        status = yield* fail(shell, 'export', `\`${word}': not a valid identifier`);
        continue;
      }
      const old = state.variables.get(name) ?? { value: '', exported: false, unset: true as const };
      if (old.fixed && equals >= 0) {
        status = yield* fail(shell, 'export', `${name}: readonly variable`);
        continue;
      }
      const exported = !given.letters.includes('n') && !(equals < 0 && old.unset && !old.items);
      const { unset: _, ...set } = old;
      const variable = equals < 0 ? old : { ...set, value: word.slice(equals + 1) };
      if (equals < 0 && old.unset && !state.variables.has(name)) continue;
      state.variables.set(name, { ...variable, exported });
    }
    return status;
  },
};

export const umask: Builtin = {
  usage: 'umask [-p] [-S] [mode]',
  summary: 'tell which rights new files lack',
  run: function* (shell, args) {
    const given = builtinOptions(args, 'pS');
    if (!given.ok) return yield* failUsage(shell, 'umask', given.bad);
    if (given.operands.length > 0) {
      return yield* fail(shell, 'umask', 'the mask of a simulated host cannot be changed');
    }
    yield* print(given.letters.includes('S') ? 'u=rwx,g=rx,o=rx\n' : '0022\n');
    return 0;
  },
};

export const unset: Builtin = {
  usage: 'unset [-f] [-v] [-n] [name ...]',
  summary: 'forget variables and functions',
  run: function* (shell, args) {
    const given = builtinOptions(args, 'fvn');
    if (!given.ok) return yield* failUsage(shell, 'unset', given.bad);
    let status = 0;
    const { variables, functions } = shell.state;
    for (const word of given.operands) {
      const [, name = '', place] = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(-?\d+)\])?$/.exec(word) ?? [];
      const variable = variables.get(name);
      if (name === '') {
        status = yield* fail(shell, 'unset', `\`${word}': not a valid identifier`);
      } else if (variable?.fixed && !given.letters.includes('f')) {
        status = yield* fail(shell, 'unset', `${name}: cannot unset: readonly variable`);
      } else if (place !== undefined) {
        const kept = listOf(shell.state, name).filter(([at]) => at !== Number(place));
        const items = Object.fromEntries(kept);
        variables.set(name, { exported: false, ...variable, value: items[0] ?? '', items });
      } else if (given.letters.includes('f') || !(variable || given.letters.includes('v'))) {
        functions.delete(name);
      } else variables.delete(name);
    }
    return status;
  },
};

export const alias: Builtin = {
  usage: 'alias [-p] [name[=value] ... ]',
  summary: 'give a command line a short name',
  run: function* (shell, args) {
    const { aliases } = shell.state;
    const given = builtinOptions(args, 'p');
    if (!given.ok) return yield* failUsage(shell, 'alias', given.bad);
    const show = (name: string) =>
      `alias ${name}='${aliases.get(name)?.replaceAll("'", "'\\''") ?? ''}'\n`;
    let status = 0;
    if (given.operands.length === 0) {
      for (const name of [...aliases.keys()].sort()) yield* print(show(name));
    }
    for (const word of given.operands) {
      const equals = word.indexOf('=');
      if (equals > 0) aliases.set(word.slice(0, equals), word.slice(equals + 1));
      else if (aliases.has(word)) yield* print(show(word));
      else status = yield* fail(shell, 'alias', `${word}: not found`);
    }
    return status;
  },
};

export const unalias: Builtin = {
  usage: 'unalias [-a] name [name ...]',
  summary: 'forget an alias',
  run: function* (shell, args) {
    const { aliases } = shell.state;
    const given = builtinOptions(args, 'a');
    if (!given.ok) return yield* failUsage(shell, 'unalias', given.bad);
    if (given.letters.includes('a')) aliases.clear();
    let status = 0;
    for (const name of given.operands) {
      if (!aliases.delete(name)) status = yield* fail(shell, 'unalias', `${name}: not found`);
    }
    return status;
  },
};

export const history: Builtin = {
  usage: 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  summary: 'list the lines entered so far',
  run: function* (shell, args) {
    const { history: lines } = shell.state;
    const given = builtinOptions(args, 'cdanrwps');
    if (!given.ok) return yield* failUsage(shell, 'history', given.bad);
    if (given.letters.includes('c')) {
      lines.length = 0;
      return 0;
    }
    if (given.letters !== '') return 0;
    const [count] = given.operands;
    if (count !== undefined && !/^\d+$/.test(count)) {
      return yield* fail(shell, 'history', `${count}: numeric argument required`);
    }
    const from = count === undefined ? 0 : Math.max(0, lines.length - Number(count));
    const rows = lines.slice(from).map((line, index) => {
      return `${String(from + index + 1).padStart(5)}  ${line}\n`;
    });
    if (rows.length > 0) yield* print(rows.join(''));
    return 0;
  },
};

export const shift: Builtin = {
  usage: 'shift [n]',
  summary: 'drop the first arguments of a script',
  run: function* (shell: Shell, args: string[]) {
    const count = Number(args[0] ?? 1);
    if (!Number.isInteger(count)) {
      return yield* fail(shell, 'shift', `${args[0]}: numeric argument required`);
    }
    const { positional } = shell.state;
    if (count < 0 || count > positional.length - 1) return 1;
    positional.splice(1, count);
    return 0;
  },
};
