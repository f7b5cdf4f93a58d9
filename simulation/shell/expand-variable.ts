/** `$name`, `${name...}`: which texts a variable gives and what its rule makes of them. */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Expanded, ExpandFailure, Piece } from './expanded';
import { type CutRule, cutPattern, replacePattern } from './pattern-rules';
import type { ShellState } from './shell-state';
import type { VariablePart, VariableRule, Word } from './syntax';
import { getElement, getVariable, identifier, joiner, listOf, setElement } from './variables';

type Expand = {
  text: (word: Word) => Routine<Expanded<string>>;
  pattern: (word: Word) => Routine<Expanded<string>>;
  replacement: (word: Word) => Routine<Expanded<string>>;
  sum: (word: Word) => Routine<Expanded<bigint>>;
};

/** `list`: elements that stay apart; `missing`: the variable is not set. */
type Found = { ok: true; values: string[]; list: boolean; missing: boolean; place: number | null };

export function* expandVariable(
  state: ShellState,
  part: VariablePart,
  expand: Expand,
): Routine<Expanded<Piece>> {
  const found = yield* find(state, part, expand);
  if (!found.ok) return found;
  const { rule } = part;
  const optional = rule && ['default', 'assign', 'alternative', 'error'].includes(rule.kind);
  if (found.missing && !optional && state.options.has('u') && !found.list) {
    const name = /^\d/.test(part.name) ? `$${part.name}` : part.name;
    return { ok: false, message: `${name}: unbound variable`, fatal: 'script' };
  }
  if (!rule) return given(state, part, found);
  return yield* applyRule(state, part, rule, found, expand);
}

function given(
  state: ShellState,
  { quoted, name, index }: VariablePart,
  { list, values }: Pick<Found, 'list' | 'values'>,
): Expanded<Piece> {
  if (!list) return { ok: true, value: values[0] ?? '' };
  const star = quoted && (name === '*' || index?.raw === '*');
  return { ok: true, value: star ? values.join(joiner(state)) : values };
}

function* find(
  state: ShellState,
  part: VariablePart,
  expand: Expand,
): Routine<Found | ExpandFailure> {
  const { name, index } = part;
  const all = index ? index.raw === '@' || index.raw === '*' : name === '@' || name === '*';
  if (part.indirect && !all) return yield* findIndirect(state, part, expand);
  if (all) {
    const list = listOf(state, name);
    const values = list.map(([place, value]) => (part.indirect ? String(place) : value));
    return { ok: true, values, list: true, missing: values.length === 0, place: null };
  }
  if (index) {
    const place = yield* expand.sum(index);
    if (!place.ok) return place;
    return one(getElement(state, name, Number(place.value)), Number(place.value));
  }
  return one(getVariable(state, name) ?? (yield* findLive(state, name)), null);
}

function one(value: string | null, place: number | null): Found {
  return {
    ok: true,
    values: value === null ? [] : [value],
    list: false,
    missing: value === null,
    place,
  };
}

function* findIndirect(
  state: ShellState,
  part: VariablePart,
  expand: Expand,
): Routine<Found | ExpandFailure> {
  const target = getVariable(state, part.name) ?? '';
  if (!identifier.test(target) && !/^\d+$/.test(target)) {
    const problem = target === '' ? 'invalid indirect expansion' : 'invalid variable name';
    const shown = target === '' ? part.name : target;
    return { ok: false, message: `${shown}: ${problem}`, fatal: 'line' };
  }
  const { quoted, kind } = part;
  return yield* find(state, { kind, quoted, name: target }, expand);
}

/** Variables that only the kernel can tell. */
function* findLive(state: ShellState, name: string): Routine<string | null> {
  if (name === 'RANDOM') {
    const number = yield* sys.random(32768);
    return number.ok ? String(number.value) : '0';
  }
  if (name === 'UID' || name === 'EUID') {
    const who = yield* sys.whoami();
    return who.ok ? String(who.value.uid) : null;
  }
  if (name !== 'SECONDS') return null;
  const [now, rows] = [yield* sys.now(), yield* sys.processes()];
  const own = rows.ok ? rows.value.find(({ pid }) => pid === state.pid) : undefined;
  return now.ok && own ? String(Math.floor((now.value - own.startedAt) / 1000)) : '0';
}

function* applyRule(
  state: ShellState,
  part: VariablePart,
  rule: VariableRule,
  found: Found,
  expand: Expand,
): Routine<Expanded<Piece>> {
  const { values, list } = found;
  switch (rule.kind) {
    case 'length': {
      const length = list ? values.length : [...(values[0] ?? '')].length;
      return { ok: true, value: String(length) };
    }
    case 'default':
    case 'assign':
    case 'alternative':
    case 'error':
      return yield* applyMissing(state, part, rule, found, expand);
    case 'slice':
      return yield* applySlice(state, part, rule, found, expand);
    case 'case': {
      const pattern = rule.word.raw === '' ? null : yield* expand.pattern(rule.word);
      if (pattern && !pattern.ok) return pattern;
      const change = (text: string) =>
        rule.to === 'upper' ? text.toUpperCase() : text.toLowerCase();
      const cut: CutRule = { pattern: pattern?.value ?? '?', at: rule.all ? 'all' : 'front' };
      return apart(found, (text) => replacePattern(text, cut, change));
    }
    case 'cut': {
      const pattern = yield* expand.pattern(rule.word);
      if (!pattern.ok) return pattern;
      return apart(found, (text) => cutPattern(text, pattern.value, rule.from, rule.longest));
    }
    case 'replace': {
      const pattern = yield* expand.pattern(rule.word);
      const by = pattern.ok ? yield* expand.replacement(rule.by) : pattern;
      if (!pattern.ok || !by.ok) return pattern.ok ? by : pattern;
      if (pattern.value === '') return apart(found, (text) => text);
      const cut: CutRule = { pattern: pattern.value, at: rule.at };
      return apart(found, (text) => replacePattern(text, cut, (old) => fill(by.value, old)));
    }
  }
}

/** `&` in a replacement is what was found (patsub_replacement), unless it was quoted. */
function fill(by: string, old: string): string {
  return by.replace(/\\([^])|&/g, (_whole, quoted) => quoted ?? old);
}

function apart({ values, list }: Found, change: (text: string) => string): Expanded<Piece> {
  return { ok: true, value: list ? values.map(change) : change(values[0] ?? '') };
}

function* applyMissing(
  state: ShellState,
  part: VariablePart,
  rule: Extract<VariableRule, { orEmpty: boolean }>,
  found: Found,
  expand: Expand,
): Routine<Expanded<Piece>> {
  const missing = found.missing || (rule.orEmpty && found.values.join('') === '');
  if (rule.kind === 'alternative' ? missing : !missing) {
    return missing ? { ok: true, value: '' } : given(state, part, found);
  }
  const other = yield* expand.text(rule.word);
  if (!other.ok) return other;
  if (rule.kind === 'error') {
    const why = rule.orEmpty ? 'parameter null or not set' : 'parameter not set';
    const message = `${part.name}: ${other.value === '' ? why : other.value}`;
    return { ok: false, message, fatal: 'script' };
  }
  if (rule.kind === 'assign') {
    if (!identifier.test(part.name)) {
      return { ok: false, message: `$${part.name}: cannot assign in this way`, fatal: 'line' };
    }
    setElement(state, part.name, found.place, other.value);
  }
  return other;
}

function* applySlice(
  state: ShellState,
  part: VariablePart,
  rule: Extract<VariableRule, { kind: 'slice' }>,
  { values, list }: Found,
  expand: Expand,
): Routine<Expanded<Piece>> {
  const from = yield* expand.sum(rule.from);
  if (!from.ok) return from;
  const length = rule.length ? yield* expand.sum(rule.length) : null;
  if (length && !length.ok) return length;
  const positional = list && part.name.length === 1 && '@*'.includes(part.name);
  // Among arguments place 0 is the name of the shell.
  const whole = positional ? [state.positional[0] ?? 'bash', ...values] : values;
  const items = list ? whole : [...(values[0] ?? '')];
  const start = Number(from.value) < 0 ? items.length + Number(from.value) : Number(from.value);
  const count = length ? Number(length.value) : items.length;
  const end = count < 0 ? items.length + count : start + count;
  if (count < 0 && (list || end < start)) {
    return { ok: false, message: `${count}: substring expression < 0`, fatal: 'line' };
  }
  const first = positional && from.value === 0n ? 0 : start;
  const kept = start < 0 ? [] : items.slice(first, end);
  return { ok: true, value: list ? kept : kept.join('') };
}
