/** Whether what stands between `[[` and `]]` is true. */
import type { Routine } from '../host/program';
import { evaluateFile } from './commands/test';
import { expandAsExpression, expandAsPattern, expandText } from './expand';
import type { Expanded, ExpandFailure, Substitute } from './expanded';
import { matchesPattern } from './glob';
import { compileExpression } from './regular-expression';
import type { Descriptors, ShellState } from './shell-state';
import type { Condition } from './syntax';
import { traceQuote, traceText } from './trace-commands';
import { getVariable, listOf, setList, sumIn } from './variables';

type Result = { ok: true; value: boolean } | ExpandFailure | { ok: false; status: number };

export function* evaluateCondition(
  state: ShellState,
  condition: Condition,
  substitute: Substitute,
  descriptors: Descriptors,
): Routine<Result> {
  const inner = (one: Condition) => evaluateCondition(state, one, substitute, descriptors);
  switch (condition.kind) {
    case 'not': {
      const value = yield* inner(condition.inner);
      return value.ok ? { ok: true, value: !value.value } : value;
    }
    case 'both':
    case 'either': {
      const left = yield* inner(condition.left);
      if (!left.ok || left.value === (condition.kind === 'either')) return left;
      return yield* inner(condition.right);
    }
    case 'unary': {
      const operand = yield* expandText(state, condition.operand, substitute);
      if (!operand.ok) return operand;
      const shown = `[[ ${condition.operator} ${traceQuote(operand.value)} ]]`;
      yield* traceText(state, shown, descriptors);
      return yield* evaluateUnary(state, condition.operator, operand.value);
    }
    case 'binary': {
      const left = yield* expandText(state, condition.left, substitute);
      if (!left.ok) return left;
      const right = yield* expandRight(state, condition, substitute);
      if (!right.ok) return right;
      const shown = `[[ ${traceQuote(left.value)} ${condition.operator} ${right.value} ]]`;
      yield* traceText(state, shown, descriptors);
      return yield* evaluateBinary(state, condition.operator, left.value, right.value);
    }
  }
}

function expandRight(
  state: ShellState,
  { operator, right }: Extract<Condition, { kind: 'binary' }>,
  substitute: Substitute,
): Routine<Expanded<string>> {
  if (operator === '=~') return expandAsExpression(state, right, substitute);
  const pattern = ['=', '==', '!='].includes(operator);
  return pattern ? expandAsPattern(state, right, substitute) : expandText(state, right, substitute);
}

function* evaluateUnary(state: ShellState, operator: string, operand: string): Routine<Result> {
  if (operator === '-v') {
    const value = getVariable(state, operand) !== null || listOf(state, operand).length > 0;
    return { ok: true, value };
  }
  if (operator === '-o') {
    return { ok: false, message: '-o: this test is not in this simulation: look at $-' };
  }
  return { ok: true, value: yield* evaluateFile(operator, operand) };
}

function* evaluateBinary(
  state: ShellState,
  operator: string,
  left: string,
  right: string,
): Routine<Result> {
  switch (operator) {
    case '=':
    case '==':
      return { ok: true, value: matchesPattern(right, left) };
    case '!=':
      return { ok: true, value: !matchesPattern(right, left) };
    case '<':
      return { ok: true, value: left < right };
    case '>':
      return { ok: true, value: left > right };
    case '=~':
      return matchExpression(state, left, right);
    case '-nt':
    case '-ot':
      return { ok: true, value: yield* evaluateFile(operator, left, right) };
    default:
      return compareSums(state, operator, left, right);
  }
}

function matchExpression(state: ShellState, text: string, source: string): Result {
  const compiled = compileExpression(source, 'extended');
  if (!compiled.ok) return { ok: false, status: 2 };
  const found = compiled.regex.exec(text);
  setList(state, 'BASH_REMATCH', found ? [...found].map((part) => part ?? '') : []);
  return { ok: true, value: found !== null };
}

function compareSums(state: ShellState, operator: string, left: string, right: string): Result {
  const [a, b] = [sumIn(state, left), sumIn(state, right)];
  if (!a.ok) return a;
  if (!b.ok) return b;
  const holds: Record<string, boolean> = {
    '-eq': a.value === b.value,
    '-ne': a.value !== b.value,
    '-lt': a.value < b.value,
    '-le': a.value <= b.value,
    '-gt': a.value > b.value,
    '-ge': a.value >= b.value,
  };
  return { ok: true, value: holds[operator] ?? false };
}
