import type { Question, Variable } from '@/contract/quiz';
import type { Chance } from './chance';
import { ExpressionError, evaluateExpression, type Scope, type Value } from './expression';

/**
 * Draws a question's values, in the order they are written.
 * @throws ExpressionError where a variable cannot be drawn
 */
export function drawVariables(vars: Question['vars'], chance: Chance): Scope {
  const scope: Record<string, Value> = {};
  for (const [name, variable] of Object.entries(vars)) {
    scope[name] = drawVariable(name, variable, scope, chance);
  }
  return scope;
}

function drawVariable(name: string, variable: Variable, scope: Scope, chance: Chance): Value {
  if ('is' in variable) return evaluateExpression(variable.is, scope);
  const taken = (variable.not ?? []).map((other) => {
    const value = Object.hasOwn(scope, other) ? scope[other] : undefined;
    if (value === undefined)
      throw new ExpressionError(`"not: [${other}]" of "${name}" names nothing drawn before it`);
    return value;
  });
  const { count, valueAt } = candidates(name, variable);
  const start = chance.below(count);
  for (let step = 0; step < Math.min(count, 1000); step++) {
    const value = valueAt((start + step) % count);
    if (!taken.includes(value)) return value;
  }
  throw new ExpressionError(
    `"${name}" has no value left that differs from ${(variable.not ?? []).join(', ')}`,
  );
}

type Candidates = { count: number; valueAt: (index: number) => Value };

function candidates(name: string, variable: Exclude<Variable, { is: string }>): Candidates {
  if ('pick' in variable) {
    const { pick } = variable;
    return { count: pick.length, valueAt: (index) => pick[index] ?? '' };
  }
  if ('address' in variable) return hostAddresses(name, variable.address);
  const { from, to, step = 1 } = variable;
  if (to < from) throw new ExpressionError(`"${name}": "from" ${from} is larger than "to" ${to}`);
  return { count: Math.floor((to - from) / step) + 1, valueAt: (index) => from + index * step };
}

/** Addresses that a host may have: not the network's own, its broadcast, nor the first (the router's). */
function hostAddresses(name: string, network: string): Candidates {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(network);
  const parts = match?.slice(1).map(Number) ?? [];
  const [a = 256, b = 0, c = 0, d = 0, prefix = 0] = parts;
  if ([a, b, c, d].some((part) => part > 255) || prefix < 8 || prefix > 29) {
    throw new ExpressionError(
      `"${name}": "${network}" is no IPv4 network from /8 to /29, such as 192.168.1.0/24`,
    );
  }
  const size = 2 ** (32 - prefix);
  const number = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const base = number - (number % size);
  return {
    count: size - 3,
    valueAt: (index) => {
      const host = base + 2 + index;
      return [24, 16, 8, 0].map((shift) => Math.floor(host / 2 ** shift) % 256).join('.');
    },
  };
}
