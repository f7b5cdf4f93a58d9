/**
 * Whole-number sums of `$((...))`, `((...))`, `let` and indexes (bash(1), ARITHMETIC EVALUATION):
 * 64 bits, all operators of C, variables by name.
 */
import { createSumReader, type SumReader, SumStop } from './sum-tokens';

export type Sum = { ok: true; value: bigint } | { ok: false; message: string };

/** Where a sum finds its variables: `get` gives a text, null where unset. */
export type SumVariables = {
  get: (name: string, index: bigint | null) => string | null;
  set?: (name: string, index: bigint | null, value: string) => void;
};

/** Weakest first; all of them go from left to right. */
const levels = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const assigning = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|='];

/** Messages are bash's own. `depth` counts variables that name variables. */
export function evaluateSum(source: string, variables: SumVariables, depth = 0): Sum {
  try {
    if (depth > 32) throw new SumStop(`${source}: expression recursion level exceeded`);
    const reader = createSumReader(source);
    if (reader.peek() === null) return { ok: true, value: 0n };
    const value = new Evaluation(reader, variables, depth).whole();
    return { ok: true, value };
  } catch (stop) {
    if (stop instanceof SumStop) return { ok: false, message: stop.message };
    throw stop;
  }
}

type Place = { name: string; index: bigint | null };

class Evaluation {
  /** Above 0 within what is read only to get past it, as the right side of `0 && x`. */
  #skipped = 0;
  #nested = 0;

  constructor(
    readonly reader: SumReader,
    readonly variables: SumVariables,
    readonly depth: number,
  ) {}

  whole(): bigint {
    const value = this.#comma();
    if (this.reader.peek() !== null) {
      this.reader.take();
      throw this.reader.stop('syntax error in expression');
    }
    return value;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.reader.takeIf(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const start = this.reader.mark();
    const place = this.#place();
    const operator = place ? this.reader.peek() : null;
    if (!place || operator === null || !assigning.includes(operator)) {
      this.reader.reset(start);
      return this.#conditional();
    }
    this.reader.take();
    const right = this.#deeper(() => this.#assignment());
    const old = operator === '=' ? 0n : this.#value(place);
    const value = operator === '=' ? right : this.#apply(operator.slice(0, -1), old, right);
    return this.#store(place, value);
  }

  #conditional(): bigint {
    const test = this.#level(0);
    if (!this.reader.takeIf('?')) return test;
    const yes = this.#deeper(() => this.#maybe(test !== 0n, () => this.#assignment()));
    if (!this.reader.takeIf(':')) {
      this.reader.take();
      throw this.reader.stop("`:' expected for conditional expression");
    }
    const no = this.#deeper(() => this.#maybe(test === 0n, () => this.#conditional()));
    return test !== 0n ? yes : no;
  }

  #level(index: number): bigint {
    const operators = levels[index];
    if (!operators) return this.#power();
    let left = this.#level(index + 1);
    for (;;) {
      const operator = operators.find((one) => this.reader.takeIf(one));
      if (operator === undefined) return left;
      const needed = operator === '&&' ? left !== 0n : operator === '||' ? left === 0n : true;
      const right = this.#maybe(needed, () => this.#level(index + 1));
      left = this.#apply(operator, left, right);
    }
  }

  #power(): bigint {
    const left = this.#unary();
    if (!this.reader.takeIf('**')) return left;
    const right = this.#deeper(() => this.#power());
    return this.#apply('**', left, right);
  }

  #unary(): bigint {
    for (const operator of ['++', '--'] as const) {
      const start = this.reader.mark();
      if (!this.reader.takeIf(operator)) continue;
      const place = this.#place();
      if (place) return this.#store(place, this.#value(place) + (operator === '++' ? 1n : -1n));
      this.reader.reset(start);
    }
    const sign = this.reader.takeSign();
    if (sign === null) return this.#postfix();
    const value = this.#deeper(() => this.#unary());
    if (sign === '-') return BigInt.asIntN(64, -value);
    return sign === '+' ? value : sign === '~' ? ~value : BigInt(value === 0n);
  }

  #postfix(): bigint {
    if (this.reader.takeIf('(')) {
      const value = this.#deeper(() => this.#comma());
      if (this.reader.takeIf(')')) return value;
      throw this.reader.stop("missing `)'");
    }
    const number = this.reader.takeNumber();
    if (number !== null) return number;
    const place = this.#place();
    if (!place) throw this.reader.stop('syntax error: operand expected');
    const value = this.#value(place);
    if (this.reader.takeIf('++')) this.#store(place, value + 1n);
    else if (this.reader.takeIf('--')) this.#store(place, value - 1n);
    return value;
  }

  #place(): Place | null {
    const name = this.reader.takeName();
    if (name === null) return null;
    if (!this.reader.takeIf('[')) return { name, index: null };
    const index = this.#deeper(() => this.#comma());
    if (this.reader.takeIf(']')) return { name, index };
    throw this.reader.stop('bad array subscript');
  }

  /** The value of a variable is itself a sum. */
  #value({ name, index }: Place): bigint {
    const text = this.#skipped > 0 ? null : this.variables.get(name, index);
    if (text === null || text === '') return 0n;
    if (/^\s*-?[1-9]\d*\s*$/.test(text)) return BigInt.asIntN(64, BigInt(text.trim()));
    const sum = evaluateSum(text, this.variables, this.depth + 1);
    if (!sum.ok) throw new SumStop(sum.message);
    return sum.value;
  }

  #store({ name, index }: Place, wide: bigint): bigint {
    const value = BigInt.asIntN(64, wide);
    if (this.#skipped === 0) this.variables.set?.(name, index, String(value));
    return value;
  }

  #maybe(needed: boolean, read: () => bigint): bigint {
    if (!needed) this.#skipped += 1;
    const value = read();
    if (!needed) this.#skipped -= 1;
    return needed ? value : 0n;
  }

  #deeper(read: () => bigint): bigint {
    if (this.#nested > 64) throw this.reader.stop('expression recursion level exceeded');
    this.#nested += 1;
    const value = read();
    this.#nested -= 1;
    return value;
  }

  #apply(operator: string, left: bigint, right: bigint): bigint {
    const divides = operator === '/' || operator === '%';
    if (divides && right === 0n) {
      if (this.#skipped > 0) return 0n;
      throw this.reader.stop('division by 0');
    }
    if (operator === '**' && right < 0n) throw this.reader.stop('exponent less than 0');
    return BigInt.asIntN(64, apply(operator, left, right));
  }
}

function apply(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return power(left, right);
    case '<<':
      return left << BigInt.asUintN(6, right);
    case '>>':
      return left >> BigInt.asUintN(6, right);
    case '&':
      return left & right;
    case '^':
      return left ^ right;
    case '|':
      return left | right;
    case '==':
      return BigInt(left === right);
    case '!=':
      return BigInt(left !== right);
    case '<':
      return BigInt(left < right);
    case '>':
      return BigInt(left > right);
    case '<=':
      return BigInt(left <= right);
    case '>=':
      return BigInt(left >= right);
    case '&&':
      return BigInt(left !== 0n && right !== 0n);
    default:
      return BigInt(left !== 0n || right !== 0n);
  }
}

/** By squaring, cut to 64 bits at each step, so that no exponent takes long. */
function power(base: bigint, exponent: bigint): bigint {
  let value = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) value = BigInt.asIntN(64, value * square);
    square = BigInt.asIntN(64, square * square);
  }
  return value;
}
