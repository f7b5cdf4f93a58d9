/** What an expression of a settings file can be worth. */

export type PythonValue =
  | { type: 'str'; value: string }
  | { type: 'number'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'none' }
  | { type: 'list' | 'tuple' | 'set'; items: PythonValue[] }
  | { type: 'dict'; entries: [PythonValue, PythonValue][] }
  /** Worth something that a settings reader need not know: a path, a call's result. */
  | { type: 'unknown' };

export const unknown: PythonValue = { type: 'unknown' };

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** The str that a string literal spells, prefix and quotes included in `text`. */
export function readStringLiteral(text: string): PythonValue {
  const match = /^([rbuf]{0,2})("""|'''|"|')([\s\S]*)\2$/i.exec(text);
  if (!match) return unknown;
  const prefix = (match[1] ?? '').toLowerCase();
  if (prefix.includes('b')) return unknown;
  if (prefix.includes('f') && /[{}]/.test(match[3] ?? '')) return unknown;
  const inside = match[3] ?? '';
  const value = prefix.includes('r')
    ? inside
    : inside.replace(/\\([ntr\\'"\n])/g, (_, letter: string) => escapes[letter] ?? letter);
  return { type: 'str', value };
}

/** bool(): empty things are false. */
export function isTruthy(value: PythonValue): boolean {
  switch (value.type) {
    case 'str':
      return value.value !== '';
    case 'number':
      return value.value !== 0;
    case 'bool':
      return value.value;
    case 'none':
      return false;
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.length > 0;
    case 'dict':
      return value.entries.length > 0;
    case 'unknown':
      return true;
  }
}

/** `a + b` for what settings files add; anything else is unknown. */
export function addValues(a: PythonValue, b: PythonValue): PythonValue {
  if (a.type === 'str' && b.type === 'str') return { type: 'str', value: a.value + b.value };
  if (a.type === 'number' && b.type === 'number')
    return { type: 'number', value: a.value + b.value };
  if (a.type === 'list' && b.type === 'list')
    return { type: 'list', items: [...a.items, ...b.items] };
  if (a.type === 'tuple' && b.type === 'tuple') {
    return { type: 'tuple', items: [...a.items, ...b.items] };
  }
  return unknown;
}
