/** `set`: options of the shell and its arguments (bash(1), set). */
import type { Routine } from '../host/program';
import { print } from '../host/system';
import { fail, failUsage } from './builtin-options';
import { formatItems } from './builtins-declare';
import type { Builtin, Shell } from './shell';

/** Options by their long name: the letter under which the shell keeps it, null where it has none. */
const options: Readonly<Record<string, string | null>> = {
  allexport: 'a',
  braceexpand: null,
  emacs: null,
  errexit: 'e',
  errtrace: null,
  functrace: null,
  hashall: null,
  histexpand: null,
  history: null,
  ignoreeof: null,
  'interactive-comments': null,
  keyword: null,
  monitor: null,
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  nolog: null,
  notify: null,
  nounset: 'u',
  onecmd: null,
  physical: null,
  pipefail: 'P',
  posix: null,
  privileged: null,
  verbose: null,
  vi: null,
  xtrace: 'x',
};

/** Those that are on without being asked for, and those that are on where somebody types. */
const always = ['braceexpand', 'hashall', 'interactive-comments'];
const typing = ['emacs', 'histexpand', 'history', 'monitor'];

function isOn({ state }: Shell, name: string): boolean {
  const letter = options[name];
  if (letter) return state.options.has(letter);
  return always.includes(name) || (state.interactive && typing.includes(name));
}

export const set: Builtin = {
  usage: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  summary: 'list variables, turn options on and off, or set $1, $2 ...',
  run: function* (shell, args) {
    const { state } = shell;
    if (args.length === 0) return yield* listVariables(shell);
    const rest = [...args];
    for (let first = rest[0]; first !== undefined && /^[-+]./.test(first); first = rest[0]) {
      rest.shift();
      if (first === '--') {
        state.positional = [state.positional[0] ?? 'bash', ...rest];
        return 0;
      }
      const status = yield* changeOptions(shell, first, rest);
      if (status !== 0) return status;
    }
    if (rest.length > 0) state.positional = [state.positional[0] ?? 'bash', ...rest];
    return 0;
  },
};

function* changeOptions(shell: Shell, word: string, rest: string[]): Routine<number> {
  const on = word.startsWith('-');
  for (const letter of word.slice(1)) {
    if (letter === 'o') {
      const name = rest.shift();
      if (name === undefined) return yield* listOptions(shell, on);
      if (!Object.hasOwn(options, name))
        return yield* fail(shell, 'set', `${name}: invalid option name`, 2);
      const status = yield* change(shell, options[name] ?? null, on, name);
      if (status !== 0) return status;
      continue;
    }
    if (!'abefhkmnptuvxBCEHPT'.includes(letter)) {
      return yield* failUsage(shell, 'set', `-${letter}`);
    }
    const known = 'aefnuxC'.includes(letter) ? letter : null;
    const status = yield* change(shell, known, on, `${on ? '-' : '+'}${letter}`);
    if (status !== 0) return status;
  }
  return 0;
}

function* change(shell: Shell, letter: string | null, on: boolean, shown: string): Routine<number> {
  if (letter === null) {
    if (isOn(shell, shown) === on) return 0;
    return yield* fail(shell, 'set', `${shown}: this option is not in this simulation`);
  }
  if (on) shell.state.options.add(letter);
  else shell.state.options.delete(letter);
  return 0;
}

function* listOptions(shell: Shell, table: boolean): Routine<number> {
  for (const name of Object.keys(options)) {
    const on = isOn(shell, name);
    yield* print(
      table ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`,
    );
  }
  return 0;
}

function* listVariables({ state }: Shell): Routine<number> {
  for (const name of [...state.variables.keys()].sort()) {
    const { value = '', items, unset } = state.variables.get(name) ?? {};
    if (unset && !items) continue;
    const plain = /^[\w@%+=:,./-]*$/.test(value);
    const text = plain ? value : `'${value.replaceAll("'", "'\\''")}'`;
    yield* print(`${name}=${items ? formatItems(items) : text}\n`);
  }
  return 0;
}
