/** Variables of a shell: texts, lists, and those that the shell itself keeps (bash(1), PARAMETERS). */
import { evaluateSum, type Sum, type SumVariables } from './arithmetic';
import type { ShellState, Variable } from './shell-state';

export const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function getVariable(state: ShellState, name: string): string | null {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === null ? null : String(state.lastBackground);
    case '#':
      return String(Math.max(0, state.positional.length - 1));
    case '-':
      return formatLetters(state);
    case '@':
      return state.positional.length > 1 ? state.positional.slice(1).join(' ') : null;
    case '*':
      return state.positional.length > 1 ? state.positional.slice(1).join(joiner(state)) : null;
    case 'LINENO':
      return /line (\d+)$/.exec(state.title)?.[1] ?? '1';
    case 'BASH_VERSION':
      return '5.2.15(1)-release';
    default: {
      if (/^\d+$/.test(name)) return state.positional[Number(name)] ?? null;
      const list = specialList(state, name);
      if (list) return list[0] ?? null;
      const variable = state.variables.get(name);
      return variable && !variable.unset ? variable.value : null;
    }
  }
}

function formatLetters(state: ShellState): string {
  const letters = [...state.options]
    .filter((letter) => letter !== 'P')
    .sort()
    .join('');
  if (state.interactive) return `${letters}himBHs`;
  return `${letters}hB${state.commandLine ? 'c' : ''}`;
}

/** The first character of IFS, which stands between the elements of `"$*"`. */
export function joiner(state: ShellState): string {
  return (state.variables.get('IFS')?.value ?? ' ').charAt(0);
}

function specialList(state: ShellState, name: string): string[] | null {
  if (name === 'PIPESTATUS') return state.pipeStatus.map(String);
  if (name === 'FUNCNAME') {
    return state.calls.length > 0 ? state.calls.map(({ name: one }) => one).toReversed() : null;
  }
  return null;
}

/** Elements by their place: of a list, of `@` and `*` from 1 on, of a plain text only place 0. */
export function listOf(state: ShellState, name: string): [number, string][] {
  if (name === '@' || name === '*') {
    return state.positional.map((value, place): [number, string] => [place, value]).slice(1);
  }
  const special = specialList(state, name);
  if (special) return special.map((value, place) => [place, value]);
  const variable = state.variables.get(name);
  if (!variable || variable.unset) return [];
  if (!variable.items) return [[0, variable.value]];
  return Object.entries(variable.items).map(([place, value]) => [Number(place), value]);
}

/** One element; a negative place counts from the end. */
export function getElement(state: ShellState, name: string, place: number): string | null {
  const list = listOf(state, name);
  const at = place < 0 ? (list.at(-1)?.[0] ?? -1) + 1 + place : place;
  return list.find(([index]) => index === at)?.[1] ?? null;
}

/** False where the variable may not be changed. */
export function setVariable(state: ShellState, name: string, value: string): boolean {
  return setElement(state, name, null, value);
}

export function setElement(
  state: ShellState,
  name: string,
  place: number | null,
  value: string,
): boolean {
  const { unset: _, ...old } = state.variables.get(name) ?? { value: '', exported: false };
  if (old.fixed) return false;
  const items = place === null && !old.items ? undefined : { ...old.items };
  if (items && place !== null && !old.items && state.variables.has(name)) items[0] = old.value;
  if (items) items[place ?? 0] = value;
  const next: Variable = { ...old, value: items ? (items[0] ?? '') : value };
  state.variables.set(name, items ? { ...next, items } : next);
  return true;
}

/** Replaces the whole list. */
export function setList(state: ShellState, name: string, values: readonly string[]): boolean {
  const { unset: _, ...old } = state.variables.get(name) ?? { exported: false };
  if ('fixed' in old && old.fixed) return false;
  const items = Object.fromEntries(values.map((value, place) => [place, value]));
  state.variables.set(name, { ...old, value: values[0] ?? '', items });
  return true;
}

/** What a sum sees of the shell's variables. */
function sumVariables(state: ShellState): SumVariables {
  return {
    get: (name, index) =>
      index === null ? getVariable(state, name) : getElement(state, name, Number(index)),
    set: (name, index, value) => {
      setElement(state, name, index === null ? null : Number(index), value);
    },
  };
}

export function sumIn(state: ShellState, source: string): Sum {
  return evaluateSum(source, sumVariables(state));
}

/** `/home/you/shop` as `~/shop`. */
export function shortenHome(state: ShellState, path: string): string {
  const home = getVariable(state, 'HOME');
  if (!home || home === '/') return path;
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
