/** Whole-number sums of `$((...))` (bash(1), ARITHMETIC EVALUATION): + - * / % () and comparisons. */

export type Sum = { ok: true; value: number } | { ok: false; message: string };

const levels = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];

class SumStop extends Error {}

/** `lookup` gives a variable's text, null where unset. Messages are bash's own. */
export function evaluateSum(source: string, lookup: (name: string) => string | null): Sum {
  const tokens = source.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|\S/g) ?? [];
  let at = 0;
  let depth = 0;

  const fail = (problem: string): never => {
    const rest = tokens.slice(Math.max(0, at - 1)).join(' ');
    throw new SumStop(`${source}: ${problem} (error token is "${rest}")`);
  };

  function level(index: number): number {
    const operators = levels[index];
    if (!operators) return unary();
    let left = level(index + 1);
    while (operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at] ?? '';
      at += 1;
      const right = level(index + 1);
      if ((operator === '/' || operator === '%') && right === 0) fail('division by 0');
      left = apply(operator, left, right);
    }
    return left;
  }

  function unary(): number {
    const token = tokens[at];
    at += 1;
    if (depth > 64) fail('expression recursion level exceeded');
    if (token === '-' || token === '+' || token === '!') {
      depth += 1;
      const value = unary();
      depth -= 1;
      return token === '-' ? -value || 0 : token === '+' ? value : Number(value === 0);
    }
    if (token === '(') {
      depth += 1;
      const value = level(0);
      depth -= 1;
      if (tokens[at] !== ')') fail("missing `)'");
      at += 1;
      return value;
    }
    if (token === undefined) return fail('syntax error: operand expected');
    if (/^\d/.test(token)) return Number(token) | 0;
    if (!/^\w/.test(token)) return fail('syntax error: operand expected');
    return Number.parseInt(lookup(token) ?? '0', 10) || 0;
  }

  try {
    if (tokens.length === 0) return { ok: true, value: 0 };
    const value = level(0);
    if (at < tokens.length) {
      at += 1;
      fail('syntax error in expression');
    }
    return { ok: true, value };
  } catch (stop) {
    if (stop instanceof SumStop) return { ok: false, message: stop.message };
    throw stop;
  }
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right) || 0;
    case '%':
      return left % right || 0;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '&&':
      return Number(left !== 0 && right !== 0);
    default:
      return Number(left !== 0 || right !== 0);
  }
}
