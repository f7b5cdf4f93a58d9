/** Builtins that make variables: local, declare, readonly, let (bash(1), SHELL BUILTIN COMMANDS). */
import type { Routine } from '../host/program';
import { print } from '../host/system';
import { builtinOptions, fail, failUsage } from './builtin-options';
import { formatFunction } from './format-function';
import type { Builtin, Shell } from './shell';
import type { ShellState, Variable } from './shell-state';
import { identifier, sumIn } from './variables';

const absent: Record<string, string> = {
  A: 'lists with names for places (-A) are not in this simulation',
  g: '-g is not in this simulation: assign without local',
  l: '-l is not in this simulation: use ${name,,}',
  n: 'references (-n) are not in this simulation: use ${!name}',
  u: '-u is not in this simulation: use ${name^^}',
};

function declaring(name: 'declare' | 'typeset' | 'local' | 'readonly'): Builtin {
  const option =
    name === 'local' ? '[option] name[=value] ...' : '[-aAfFgiIlnrtux] [name[=value] ...]';
  return {
    usage:
      name === 'readonly'
        ? 'readonly [-aAf] [name[=value] ...] or readonly -p'
        : `${name} ${option}`,
    summary:
      name === 'local' ? 'make variables of a function' : 'make variables and give them marks',
    run: function* (shell, args) {
      const { state } = shell;
      if (name === 'local' && state.calls.length === 0) {
        return yield* fail(shell, name, 'can only be used in a function');
      }
      const given = builtinOptions(args, 'aAfFgiIlnprux');
      if (!given.ok) return yield* failUsage(shell, name, given.bad);
      const bad = [...given.letters].find((letter) => Object.hasOwn(absent, letter));
      if (bad) return yield* fail(shell, name, absent[bad] ?? '');
      if (/[fF]/.test(given.letters) && (name === 'declare' || name === 'typeset')) {
        return yield* printFunctions(shell, given.operands, given.letters.includes('F'));
      }
      const letters = given.letters + (name === 'readonly' ? 'r' : '');
      if (letters.includes('p') || given.operands.length === 0) {
        return yield* printVariables(shell, name, given.operands, letters);
      }
      let status = 0;
      for (const word of given.operands) {
        const problem = declare(state, word, letters, name !== 'readonly');
        if (problem !== null) status = yield* fail(shell, name, problem);
      }
      return status;
    },
  };
}

/** Those that are named, or all in the order of their names; `short` leaves out what they do. */
function* printFunctions(
  { state: { functions } }: Shell,
  names: readonly string[],
  short: boolean,
): Routine<number> {
  let status = 0;
  for (const name of names.length > 0 ? names : [...functions.keys()].sort()) {
    const body = functions.get(name);
    if (!body) status = 1;
    else if (!short) yield* print(`${formatFunction(name, body)}\n`);
    else yield* print(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
  }
  return status;
}

/** A message where it cannot be. In a function `local` hides what is there until it returns. */
function declare(state: ShellState, word: string, letters: string, local: boolean): string | null {
  const found = /^([^=+]*)(?:(\+?)=([^]*))?$/.exec(word);
  const [, name = word, plus, value] = found ?? [];
  if (!identifier.test(name)) return `\`${word}': not a valid identifier`;
  let old = state.variables.get(name);
  if (old?.fixed && (value !== undefined || local)) return `${name}: readonly variable`;
  const call = local ? state.calls.at(-1) : undefined;
  if (call && !call.hidden.has(name)) {
    call.hidden.set(name, old);
    old = undefined;
  }
  const variable: Variable = { ...(old ?? { value: '', exported: false, unset: true }) };
  if (letters.includes('i')) variable.whole = true;
  if (letters.includes('x')) variable.exported = true;
  if (letters.includes('a')) variable.items ??= old && !old.unset ? { 0: old.value } : {};
  if (value !== undefined) {
    const text = plus && !variable.whole ? variable.value + value : value;
    const sum = variable.whole
      ? sumIn(state, plus ? `${variable.value || 0}+(${value})` : value)
      : null;
    if (sum && !sum.ok) return sum.message;
    variable.value = sum ? String(sum.value) : text;
    if (variable.items) variable.items = { ...variable.items, 0: variable.value };
    delete variable.unset;
  }
  if (letters.includes('r')) variable.fixed = true;
  state.variables.set(name, variable);
  return null;
}

function* printVariables(
  shell: Shell,
  name: string,
  wanted: string[],
  letters: string,
): Routine<number> {
  const { variables } = shell.state;
  let status = 0;
  for (const one of wanted.length > 0 ? wanted : [...variables.keys()].sort()) {
    const variable = variables.get(one);
    if (!variable) {
      status = yield* fail(shell, name, `${one}: not found`);
      continue;
    }
    const marked =
      wanted.length > 0 ||
      ((!letters.includes('x') || variable.exported) && (!letters.includes('r') || variable.fixed));
    if (marked) yield* print(formatDeclaration(one, variable));
  }
  return status;
}

/** `declare -ax a=([0]="x" [1]="y")` */
function formatDeclaration(name: string, variable: Variable): string {
  const { items, exported, fixed, whole, unset, value } = variable;
  const letters = `${items ? 'a' : ''}${whole ? 'i' : ''}${fixed ? 'r' : ''}${exported ? 'x' : ''}`;
  const head = `declare -${letters || '-'} ${name}`;
  if (unset && Object.keys(items ?? {}).length === 0) return `${head}\n`;
  return `${head}=${items ? formatItems(items) : quote(value)}\n`;
}

export function formatItems(items: Record<number, string>): string {
  return `(${Object.entries(items)
    .map(([place, value]) => `[${place}]=${quote(value)}`)
    .join(' ')})`;
}

function quote(value: string): string {
  return `"${value.replace(/["$`\\]/g, '\\$&')}"`;
}

export const local = declaring('local');
export const declareBuiltin = declaring('declare');
export const typeset = declaring('typeset');
export const readonly = declaring('readonly');

export const letBuiltin: Builtin = {
  usage: 'let arg [arg ...]',
  summary: 'work out sums',
  run: function* (shell, args) {
    if (args.length === 0) return yield* fail(shell, 'let', 'expression expected');
    let last = 0n;
    for (const arg of args) {
      const sum = sumIn(shell.state, arg);
      if (!sum.ok) return yield* fail(shell, 'let', sum.message);
      last = sum.value;
    }
    return Number(last === 0n);
  },
};
