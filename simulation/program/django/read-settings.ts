/** A Django project's settings.py: the settings it makes, or the error Python ends with. */

import { AnyNames, ExpressionReader, type Names } from './python-expression';
import { builtins, isKeyword } from './python-names';
import {
  type PythonError,
  PythonFault,
  readStatements,
  type Statement,
  syntaxError,
} from './python-tokens';
import { addValues, isTruthy, type PythonValue, unknown } from './python-value';

export type Settings = {
  debug: boolean;
  allowedHosts: string[];
  installedApps: string[];
  hasDatabase: boolean;
};
export type SettingsReading =
  | { ok: true; settings: Settings }
  | { ok: false; kind: 'python'; error: PythonError; code: string }
  /** Django itself refuses a setting. */
  | { ok: false; kind: 'django'; message: string };

const lists = ['ALLOWED_HOSTS', 'INSTALLED_APPS', 'LOCALE_PATHS', 'SECRET_KEY_FALLBACKS'];

/** Reads `source` as Python would run it. Total: whatever it cannot work out is let pass. */
export function readSettings(source: string): SettingsReading {
  const names: Names = new Map(builtins.map((name) => [name, unknown]));
  try {
    runStatements(readStatements(source), names);
  } catch (fault) {
    if (!(fault instanceof PythonFault)) throw fault;
    const code = source.split('\n')[fault.error.line - 1] ?? '';
    return { ok: false, kind: 'python', error: fault.error, code };
  }
  for (const name of lists) {
    const value = names.get(name);
    if (value && !['list', 'tuple', 'unknown'].includes(value.type)) {
      const message = `The ${name} setting must be a list or a tuple.`;
      return { ok: false, kind: 'django', message };
    }
  }
  const debug = names.get('DEBUG');
  return {
    ok: true,
    settings: {
      debug: debug ? isTruthy(debug) : false,
      allowedHosts: stringsOf(names.get('ALLOWED_HOSTS')),
      installedApps: stringsOf(names.get('INSTALLED_APPS')),
      hasDatabase: hasEntries(names.get('DATABASES')),
    },
  };
}

function stringsOf(value: PythonValue | undefined): string[] {
  if (value?.type !== 'list' && value?.type !== 'tuple') return [];
  return value.items.flatMap((item) => (item.type === 'str' ? [item.value] : []));
}

function hasEntries(value: PythonValue | undefined): boolean {
  return value?.type === 'dict' && value.entries.length > 0;
}

function runStatements(statements: readonly Statement[], names: Names): void {
  // CPython reads the whole file before it runs any of it, so syntax goes first.
  const all: Names = new AnyNames();
  forEachTopLevel(statements, (statement) => runStatement(statement, all));
  forEachTopLevel(statements, (statement) => runStatement(statement, names));
}

/** Leaves out the bodies of what is indented under a colon. */
function forEachTopLevel(
  statements: readonly Statement[],
  run: (statement: Statement) => void,
): void {
  let body = false;
  for (const statement of statements) {
    const [first] = statement.tokens;
    if (!first) continue;
    if (statement.indent > 0) {
      if (!body) throw syntaxError('unexpected indent', first.line, null, 0, 'IndentationError');
      continue;
    }
    const last = statement.tokens.at(-2);
    body = last?.text === ':' && last.kind === 'op';
    run(statement);
  }
}

function runStatement(statement: Statement, names: Names): void {
  const reader = new ExpressionReader(statement.tokens, names);
  const first = reader.peek();
  if (
    first.kind === 'name' &&
    isKeyword(first.text) &&
    !/^(True|False|None|not|lambda|await)$/.test(first.text)
  ) {
    bindNames(statement, names);
    return;
  }
  if (first.text === '@') return;
  const second = reader.peek(1);
  const target = first.kind === 'name' ? first.text : null;
  if (target && second.text === ':' && second.kind === 'op') {
    reader.take();
    reader.take();
    reader.readExpression();
    if (reader.peek().kind === 'newline') return;
    if (!reader.is('=')) throw reader.fail();
    reader.take();
    names.set(target, reader.readList());
  } else if (target && /^[^=!<>]{1,2}=$/.test(second.text) && second.kind === 'op') {
    reader.readExpression();
    reader.take();
    const added = reader.readList();
    const old = names.get(target) ?? unknown;
    names.set(target, second.text === '+=' ? addValues(old, added) : unknown);
  } else {
    assign(statement, reader, names);
  }
  if (reader.peek().kind !== 'newline') throw reader.fail();
}

/** `a = b = value`, or an expression alone. */
function assign(statement: Statement, reader: ExpressionReader, names: Names): void {
  const targets: string[] = [];
  for (;;) {
    const [name, equals] = [reader.peek(), reader.peek(1)];
    const bare = name.kind === 'name' && equals.text === '=' && equals.kind === 'op';
    if (bare && !isKeyword(name.text)) {
      targets.push(name.text);
      reader.take();
      reader.take();
      continue;
    }
    const value = reader.readList();
    if (reader.is('=')) {
      reader.take();
      continue;
    }
    for (const target of targets) names.set(target, value);
    if (targets.length === 0) bindNames(statement, names, true);
    return;
  }
}

/** Names that an import, a def, a class or a block makes; what they are worth stays unknown. */
function bindNames(statement: Statement, names: Names, targetsOnly = false): void {
  const words = statement.tokens.filter((token) => token.kind === 'name');
  const equals = statement.tokens.findIndex((token) => token.text === '=' && token.depth === 0);
  const bound = targetsOnly
    ? statement.tokens.slice(0, Math.max(0, equals)).filter((token) => token.kind === 'name')
    : words;
  for (const { text } of bound) if (!isKeyword(text) && !names.has(text)) names.set(text, unknown);
}
