/** Assignments to variables, elements and lists (bash(1), PARAMETERS). */
import type { Routine } from '../host/program';
import { expandItems, expandSum, expandText } from './expand';
import type { Expanded, Substitute } from './expanded';
import type { ShellState, Variable } from './shell-state';
import type { Assignment } from './syntax';
import { getElement, getVariable, listOf, setElement, sumIn } from './variables';

/** What was assigned, as `set -x` shows it. */
export type Assigned = { name: string; text: string };

export function* applyAssignment(
  state: ShellState,
  assignment: Assignment,
  substitute: Substitute,
): Routine<Expanded<Assigned>> {
  const { name, index, items, append } = assignment;
  const old = state.variables.get(name);
  if (old?.fixed) return { ok: false, message: `${name}: readonly variable`, fatal: 'line' };
  if (items) {
    const before = append ? listOf(state, name) : [];
    const first = (before.at(-1)?.[0] ?? -1) + 1;
    const values = yield* expandItems(state, items, first, substitute);
    if (!values.ok) return values;
    const all = Object.fromEntries([...before, ...values.value]);
    const variable: Variable = { exported: false, ...old, value: all[0] ?? '', items: all };
    delete variable.unset;
    state.variables.set(name, variable);
    return {
      ok: true,
      value: { name, text: `(${items.map(({ value }) => value.raw).join(' ')})` },
    };
  }
  const place = index ? yield* expandSum(state, index, substitute) : null;
  if (place && !place.ok) return place;
  const text = yield* expandText(state, assignment.value, substitute);
  if (!text.ok) return text;
  const at = place ? Number(place.value) : null;
  if (at !== null && at < 0) {
    return { ok: false, message: `${name}[${index?.raw}]: bad array subscript`, fatal: 'line' };
  }
  const joined = append ? joinOld(state, name, at, text.value) : text.value;
  const value = old?.whole ? sumIn(state, joined) : { ok: true as const, value: joined };
  if (!value.ok) return { ...value, fatal: 'line' };
  setElement(state, name, at, String(value.value));
  const variable = state.variables.get(name);
  if (state.options.has('a') && variable)
    state.variables.set(name, { ...variable, exported: true });
  const shown = at === null ? name : `${name}[${index?.raw}]`;
  return { ok: true, value: { name: shown + (append ? '+' : ''), text: text.value } };
}

function joinOld(state: ShellState, name: string, at: number | null, text: string): string {
  const old = (at === null ? getVariable(state, name) : getElement(state, name, at)) ?? '';
  return state.variables.get(name)?.whole ? `(${old || 0})+(${text})` : old + text;
}
