/** Builtins about the shell's own state: folder, variables, aliases, history (bash(1)). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { createLineReader, print, readLine, sys } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import type { Builtin, Shell } from './shell';
import { getVariable, setVariable } from './shell-state';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

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
    if (!given.ok) return yield* failUsage(shell, 'export', given.bad);
    if (given.operands.length === 0) {
      const names = [...state.variables.keys()].sort();
      for (const name of names) {
        const variable = state.variables.get(name);
        if (!variable?.exported) continue;
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
      const value =
        equals < 0 ? (state.variables.get(name)?.value ?? null) : word.slice(equals + 1);
      if (value === null) continue;
      state.variables.set(name, { value, exported: !given.letters.includes('n') });
    }
    return status;
  },
};

export const set: Builtin = {
  usage: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  summary: 'list variables, or set $1, $2 ...',
  run: function* (shell, args) {
    const { state } = shell;
    const [first, ...others] = args;
    if (first === undefined) {
      for (const name of [...state.variables.keys()].sort()) {
        const value = state.variables.get(name)?.value ?? '';
        const plain = /^[\w@%+=:,./-]*$/.test(value);
        yield* print(`${name}=${plain ? value : `'${value.replaceAll("'", "'\\''")}'`}\n`);
      }
      return 0;
    }
    const option = /^[-+](.)/.exec(first)?.[1];
    if (option !== undefined && first !== '--') {
      if (!'abefhkmnoptuvxBCEHPT'.includes(option)) {
        return yield* failUsage(shell, 'set', `-${option}`);
      }
      return yield* fail(shell, 'set', `${first}: this option is not in this simulation`);
    }
    state.positional = [state.positional[0] ?? 'bash', ...(first === '--' ? others : args)];
    return 0;
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
  summary: 'forget variables',
  run: function* (shell, args) {
    const given = builtinOptions(args, 'fvn');
    if (!given.ok) return yield* failUsage(shell, 'unset', given.bad);
    let status = 0;
    for (const name of given.operands) {
      if (identifier.test(name)) shell.state.variables.delete(name);
      else status = yield* fail(shell, 'unset', `\`${name}': not a valid identifier`);
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

export const read: Builtin = {
  usage: 'read [-ers] [-p prompt] [name ...]',
  summary: 'read a line into variables',
  run: function* (shell, args) {
    const names: string[] = [];
    let raw = false;
    for (let at = 0; at < args.length; at += 1) {
      const arg = args[at] ?? '';
      if (arg === '-p') yield* promptFor(args[++at] ?? '');
      else if (/^-[ers]+$/.test(arg)) raw ||= arg.includes('r');
      else if (arg.startsWith('-')) return yield* failUsage(shell, 'read', arg.slice(0, 2));
      else if (identifier.test(arg)) names.push(arg);
      else return yield* fail(shell, 'read', `\`${arg}': not a valid identifier`);
    }
    const line = yield* readOneLine();
    if (line === 'interrupted') {
      shell.state.interrupted = true;
      if (shell.state.interactive) yield* print('\n');
      return 130;
    }
    const text = raw ? line.text : line.text.replace(/\\([\s\S])/g, '$1');
    let rest = text.replace(/^[ \t]+|[ \t]+$/g, '');
    if (names.length === 0) setVariable(shell.state, 'REPLY', text);
    for (const [index, name] of names.entries()) {
      const space = index === names.length - 1 ? -1 : rest.search(/[ \t]/);
      setVariable(shell.state, name, space < 0 ? rest : rest.slice(0, space));
      rest = space < 0 ? '' : rest.slice(space).replace(/^[ \t]+/, '');
    }
    return line.ended ? 1 : 0;
  },
};

function* promptFor(text: string): Routine {
  const terminal = yield* sys.isatty(0);
  if (terminal.ok && terminal.value) yield* sys.writeText(2, text);
}

/** Byte by byte, so that the commands after it find the rest of a pipe. */
function* readOneLine(): Routine<{ text: string; ended: boolean } | 'interrupted'> {
  const terminal = yield* sys.isatty(0);
  if (terminal.ok && terminal.value) {
    const line = yield* readLine(createLineReader(0));
    if (!line.ok && line.errno === 'EINTR') return 'interrupted';
    const text = line.ok ? line.value : null;
    return { text: text?.replace(/\n$/, '') ?? '', ended: text === null };
  }
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(0, 1);
    if (!part.ok || part.value === '') return { text: bytes, ended: true };
    if (part.value === '\n') return { text: bytes, ended: false };
    bytes += part.value;
  }
}

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
