/**
 * The part of awk's language that picks lines and prints fields: `pattern { print a, b }`. All
 * else is refused by name, so that nothing is worked out wrongly.
 */
import { decodeText, encodeText } from '../host/bytes';
import { unescapeFormat } from './escapes';
import { compileExpression } from './regular-expression';

export type AwkRecord = { text: string; fields: readonly string[]; number: number };

type Value =
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'field'; of: Value }
  | { kind: 'NR' | 'NF' }
  | { kind: 'sum'; operator: string; left: Value; right: Value }
  | { kind: 'join'; parts: Value[] };

type Condition =
  | { kind: 'match'; of: Value; regex: RegExp; not: boolean }
  | { kind: 'compare'; operator: string; left: Value; right: Value }
  | { kind: 'truth'; of: Value }
  | { kind: 'not'; inner: Condition }
  | { kind: 'and' | 'or'; left: Condition; right: Condition };

type When = { kind: 'always' | 'begin' | 'end' } | { kind: 'if'; condition: Condition };
export type AwkRule = { when: When; prints: Value[][] };

class AwkStop extends Error {}

const whole: Value = { kind: 'field', of: { kind: 'number', value: 0 } };

/** `message` is without the leading `awk: `. */
export function parseAwk(
  source: string,
): { ok: true; rules: AwkRule[] } | { ok: false; message: string } {
  try {
    return { ok: true, rules: new Reader(source).rules() };
  } catch (stop) {
    if (stop instanceof AwkStop) return { ok: false, message: stop.message };
    throw stop;
  }
}

const token =
  /\s*(?:(\/(?:[^/\\\n]|\\[^\n])+\/)|("(?:[^"\\\n]|\\[^\n])*")|(\d+\.?\d*|\.\d+)|([A-Za-z_]\w*)|(==|!=|<=|>=|&&|\|\||!~|[-+*/%(){}$,;<>~!]))/y;

class Reader {
  #at = 0;
  #depth = 0;
  constructor(readonly source: string) {}

  rules(): AwkRule[] {
    const rules: AwkRule[] = [];
    for (;;) {
      while (this.#take(';')) {}
      if (this.#peek() === null) break;
      rules.push(this.#rule());
    }
    if (rules.length === 0) throw this.#refuse();
    return rules;
  }

  #rule(): AwkRule {
    const when = this.#when();
    if (!this.#take('{')) {
      if (when.kind !== 'if') throw this.#refuse();
      return { when, prints: [[whole]] };
    }
    const prints: Value[][] = [];
    for (;;) {
      while (this.#take(';')) {}
      if (this.#take('}')) return { when, prints };
      if (!this.#take('print')) throw this.#refuse();
      const next = this.#peek();
      if (next === ';' || next === '}') prints.push([whole]);
      else {
        const values = [this.#joined()];
        while (this.#take(',')) values.push(this.#joined());
        prints.push(values);
      }
      const after = this.#peek();
      if (after !== ';' && after !== '}') throw this.#refuse();
    }
  }

  #when(): When {
    if (this.#peek() === '{') return { kind: 'always' };
    if (this.#take('BEGIN')) return { kind: 'begin' };
    if (this.#take('END')) return { kind: 'end' };
    return { kind: 'if', condition: this.#either() };
  }

  #either(): Condition {
    let left = this.#both();
    while (this.#take('||')) left = { kind: 'or', left, right: this.#both() };
    return left;
  }

  #both(): Condition {
    let left = this.#condition();
    while (this.#take('&&')) left = { kind: 'and', left, right: this.#condition() };
    return left;
  }

  #condition(): Condition {
    if (this.#take('!')) return { kind: 'not', inner: this.#deeper(() => this.#condition()) };
    const regex = this.#regex();
    if (regex) return { kind: 'match', of: whole, regex, not: false };
    const left = this.#joined();
    for (const operator of ['==', '!=', '<=', '>=', '<', '>']) {
      if (this.#take(operator)) return { kind: 'compare', operator, left, right: this.#joined() };
    }
    const not = this.#take('!~');
    if (!not && !this.#take('~')) return { kind: 'truth', of: left };
    const expression = this.#regex();
    if (!expression) throw this.#refuse();
    return { kind: 'match', of: left, regex: expression, not };
  }

  #regex(): RegExp | null {
    const word = this.#peek();
    if (!word?.startsWith('/') || word.length < 3) return null;
    const compiled = compileExpression(word.slice(1, -1).replaceAll('\\/', '/'), 'extended');
    if (!compiled.ok) throw new AwkStop(`regular expression ${word}: ${compiled.message}`);
    this.#take(word);
    return compiled.regex;
  }

  /** Values side by side are one text. */
  #joined(): Value {
    const parts = [this.#sum()];
    while (/^["$\d.(]|^N[RF]$/.test(this.#peek() ?? '')) parts.push(this.#sum());
    return parts.length === 1 ? (parts[0] ?? whole) : { kind: 'join', parts };
  }

  #sum(): Value {
    let left = this.#product();
    for (;;) {
      const operator = ['+', '-'].find((one) => this.#take(one));
      if (!operator) return left;
      left = { kind: 'sum', operator, left, right: this.#product() };
    }
  }

  #product(): Value {
    let left = this.#value();
    for (;;) {
      const operator = ['*', '/', '%'].find((one) => this.#take(one));
      if (!operator) return left;
      left = { kind: 'sum', operator, left, right: this.#value() };
    }
  }

  #value(): Value {
    const word = this.#peek();
    if (word === null) throw this.#refuse();
    if (word === '$') {
      this.#take('$');
      return { kind: 'field', of: this.#deeper(() => this.#value()) };
    }
    if (word === '(') {
      this.#take('(');
      const inner = this.#deeper(() => this.#joined());
      if (!this.#take(')')) throw this.#refuse();
      return inner;
    }
    if (word !== 'NR' && word !== 'NF' && !/^["\d.]/.test(word)) throw this.#refuse();
    this.#take(word);
    if (word === 'NR' || word === 'NF') return { kind: word };
    if (!word.startsWith('"')) return { kind: 'number', value: Number(word) };
    const { bytes } = unescapeFormat(encodeText(word.slice(1, -1)));
    return { kind: 'text', text: decodeText(bytes).replace(/\\(["/])/g, '$1') };
  }

  #deeper<T>(read: () => T): T {
    if (this.#depth > 60) throw new AwkStop('the program is nested too deeply');
    this.#depth += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #peek(): string | null {
    token.lastIndex = this.#at;
    const found = token.exec(this.source);
    if (!found) {
      if (this.source.slice(this.#at).trim() === '') return null;
      throw this.#refuse();
    }
    return found[0].trimStart();
  }

  #take(word: string): boolean {
    if (this.#peek() !== word) return false;
    token.lastIndex = this.#at;
    this.#at += token.exec(this.source)?.[0].length ?? 0;
    return true;
  }

  #refuse(): AwkStop {
    const rest = this.source.slice(this.#at).trim();
    const near = rest === '' ? 'at its end' : `near \`${rest.slice(0, 20)}'`;
    return new AwkStop(
      `this program is not understood ${near}: here awk knows patterns and print, as in '/x/ {print $1}'`,
    );
  }
}

/** What the rules print for one record, or before and after all of them. */
export function runRules(
  rules: readonly AwkRule[],
  at: 'begin' | 'line' | 'end',
  record: AwkRecord,
): string {
  let out = '';
  for (const { when, prints } of rules) {
    const fits =
      at === 'line'
        ? when.kind === 'always' || (when.kind === 'if' && holds(when.condition, record))
        : when.kind === at;
    if (!fits) continue;
    for (const values of prints) {
      out += `${values.map((value) => textOf(value, record)).join(' ')}\n`;
    }
  }
  return out;
}

function holds(condition: Condition, record: AwkRecord): boolean {
  switch (condition.kind) {
    case 'not':
      return !holds(condition.inner, record);
    case 'and':
      return holds(condition.left, record) && holds(condition.right, record);
    case 'or':
      return holds(condition.left, record) || holds(condition.right, record);
    case 'match':
      return condition.regex.test(textOf(condition.of, record)) !== condition.not;
    case 'truth': {
      const text = textOf(condition.of, record);
      return text !== '' && !(isNumber(condition.of, text) && Number(text) === 0);
    }
    case 'compare':
      return compare(condition.operator, condition.left, condition.right, record);
  }
}

/** Fields that look like numbers are compared as numbers. */
function compare(operator: string, left: Value, right: Value, record: AwkRecord): boolean {
  const [a, b] = [textOf(left, record), textOf(right, record)];
  const numbers = isNumber(left, a) && isNumber(right, b);
  const order = numbers ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);
  const results: Record<string, boolean> = {
    '==': order === 0,
    '!=': order !== 0,
    '<': order < 0,
    '>': order > 0,
    '<=': order <= 0,
    '>=': order >= 0,
  };
  return results[operator] ?? false;
}

function isNumber(value: Value, text: string): boolean {
  if (value.kind === 'text' || value.kind === 'join') return false;
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text);
}

function textOf(value: Value, record: AwkRecord): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
      return formatNumber(value.value);
    case 'NR':
      return String(record.number);
    case 'NF':
      return String(record.fields.length);
    case 'join':
      return value.parts.map((part) => textOf(part, record)).join('');
    case 'sum':
      return formatNumber(
        work(value.operator, numberOf(value.left, record), numberOf(value.right, record)),
      );
    case 'field': {
      const place = Math.trunc(numberOf(value.of, record));
      return place === 0 ? record.text : (record.fields[place - 1] ?? '');
    }
  }
}

function numberOf(value: Value, record: AwkRecord): number {
  return Number.parseFloat(textOf(value, record)) || 0;
}

function work(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  return operator === '/' ? left / right : left % right;
}

/** As OFMT, `%.6g`, has it. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}
