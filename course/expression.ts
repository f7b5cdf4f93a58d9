/**
 * The small arithmetic of quiz texts: whole numbers, names, `+ - * / %`, brackets, min(), max().
 * Written out by hand so that nothing an author writes is ever run as code.
 */
export type Value = string | number | Readonly<Record<string, string | number>>;
export type Scope = Readonly<Record<string, Value>>;

type Node =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string; field: string | null }
  | { kind: 'sum'; op: string; left: Node; right: Node }
  | { kind: 'negate'; of: Node }
  | { kind: 'call'; name: 'min' | 'max'; args: Node[] };

/** What is wrong with an expression or text; caught by the quiz loader, which knows the line. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

const token = /\s*(?:(\d+)|([A-Za-z][A-Za-z0-9]*)(?:\.([A-Za-z][A-Za-z0-9]*))?|([-+*/%(),]))/y;

/** @throws ExpressionError naming the place and the cure. */
function parseExpression(text: string): Node {
  const tokens: RegExpExecArray[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      throw new ExpressionError(
        `"${text.slice(from).trim()}" in "${text}" is not arithmetic: use whole numbers, names, + - * / %, brackets, min() and max()`,
      );
    }
    tokens.push(match);
  }
  let next = 0;
  const symbol = () => tokens[next]?.[4];
  const fail = (wanted: string): never => {
    const found = tokens[next]?.[0].trim();
    throw new ExpressionError(
      `"${text}": ${wanted} expected${found ? ` before "${found}"` : ' at the end'}`,
    );
  };
  const take = (wanted: string) => {
    if (symbol() !== wanted) fail(`"${wanted}"`);
    next++;
  };

  function sum(operators: string, below: () => Node): Node {
    let left = below();
    for (let op = symbol(); op !== undefined && operators.includes(op); op = symbol()) {
      next++;
      left = { kind: 'sum', op, left, right: below() };
    }
    return left;
  }
  const expression = (): Node => sum('+-', () => sum('*/%', single));
  function single(): Node {
    const [, digits, name, field] = tokens[next] ?? [];
    if (digits !== undefined) {
      next++;
      return { kind: 'number', value: Number(digits) };
    }
    if (name !== undefined) {
      next++;
      if ((name === 'min' || name === 'max') && symbol() === '(') return call(name);
      return { kind: 'name', name, field: field ?? null };
    }
    if (symbol() === '-') {
      next++;
      return { kind: 'negate', of: single() };
    }
    if (symbol() !== '(') return fail('a number or a name');
    next++;
    const inner = expression();
    take(')');
    return inner;
  }
  function call(name: 'min' | 'max'): Node {
    take('(');
    const args = [expression()];
    while (symbol() === ',') {
      next++;
      args.push(expression());
    }
    take(')');
    return { kind: 'call', name, args };
  }

  const whole = expression();
  if (next < tokens.length) fail('an operator');
  return whole;
}

/**
 * The value of an expression; a bare name may be text. Division drops the remainder.
 * @throws ExpressionError for unknown names, text in arithmetic, division by 0.
 */
export function evaluateExpression(text: string, scope: Scope): string | number {
  const number = (node: Node): number => {
    const value = evaluate(node);
    if (typeof value === 'number') return value;
    throw new ExpressionError(`"${text}": "${value}" is text and cannot be reckoned with`);
  };
  const evaluate = (node: Node): string | number => {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'negate':
        return -number(node.of);
      case 'call':
        return Math[node.name](...node.args.map(number));
      case 'sum':
        return reckon(node.op, number(node.left), number(node.right), text);
      case 'name':
        return look(node.name, node.field, scope);
    }
  };
  return evaluate(parseExpression(text));
}

function reckon(op: string, a: number, b: number, text: string): number {
  if (op === '+') return a + b;
  if (op === '-') return a - b;
  if (op === '*') return a * b;
  if (b === 0) throw new ExpressionError(`"${text}" divides by 0`);
  return op === '/' ? Math.trunc(a / b) : a % b;
}

function look(name: string, field: string | null, scope: Scope): string | number {
  const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (value === undefined) {
    const known = Object.keys(scope).join(', ');
    throw new ExpressionError(
      `"${name}" is not drawn before this. ${known ? `Drawn: ${known}` : 'Add it to vars'}`,
    );
  }
  if (typeof value !== 'object') {
    if (field === null) return value;
    throw new ExpressionError(`"${name}" has no fields: write \${${name}}`);
  }
  const inner = field !== null && Object.hasOwn(value, field) ? value[field] : undefined;
  if (inner !== undefined) return inner;
  const fields = Object.keys(value)
    .map((key) => `${name}.${key}`)
    .join(', ');
  throw new ExpressionError(`"${name}" is used by its fields: ${fields}`);
}

/** Fills `${...}` in a text. `$${` stands for a written `${`. @throws ExpressionError */
export function fillText(text: string, scope: Scope): string {
  return text.replace(/\$\$\{|\$\{([^}]*)\}?/g, (match, inside: string | undefined) => {
    if (match === '$${') return '${';
    if (!match.endsWith('}')) throw new ExpressionError(`"${match}" is not closed: add }`);
    return String(evaluateExpression(inside ?? '', scope));
  });
}
