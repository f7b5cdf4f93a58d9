import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import { explainIssue } from '@/contract/explain-issue';
import type { Mistake } from './content-mistake';

export type YamlFile<T> = {
  value: T;
  /** A mistake at the place that `path` leads to, or the nearest place above it. */
  mistakeAt: (path: readonly PropertyKey[], message: string) => Mistake;
};
export type YamlResult<T> = ({ ok: true } & YamlFile<T>) | { ok: false; mistakes: Mistake[] };

/**
 * Reads YAML text by a schema. Every failure has the line and column of the value it speaks of.
 * `firstLine` is the line of the file on which `text` begins (front matter starts on line 2).
 */
export function readYaml<T>(
  file: string,
  text: string,
  schema: z.ZodMiniType<T>,
  firstLine = 1,
): YamlResult<T> {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string): Mistake => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1), message };
  };
  const broken = [...doc.errors, ...doc.warnings];
  if (broken.length > 0) {
    return {
      ok: false,
      mistakes: broken.map(({ pos, message }) => at(pos[0], explainYaml(message))),
    };
  }
  const mistakeAt = (path: readonly PropertyKey[], message: string) =>
    at(offsetOf(doc.contents, path), message);
  const input: unknown = doc.toJS();
  if (input === null || input === undefined) {
    return {
      ok: false,
      mistakes: [at(0, 'the file is empty: docs/authoring.md shows what goes here.')],
    };
  }
  const result = schema.safeParse(input);
  if (!result.success) {
    const mistakes = result.error.issues.map((issue) => {
      const { path, message } = explainIssue(issue, input);
      return mistakeAt(path, message);
    });
    return { ok: false, mistakes };
  }
  const dropped = findDropped(input, result.data, []);
  if (dropped.length > 0) {
    const message = (path: readonly PropertyKey[]) =>
      `unknown key \`${String(path.at(-1))}\`: correct its spelling or take it out.`;
    return { ok: false, mistakes: dropped.map((path) => mistakeAt(path, message(path))) };
  }
  return { ok: true, value: result.data, mistakeAt };
}

/** Keys that the schema passed over in silence, which is how a misspelt optional key looks. */
function findDropped(input: unknown, output: unknown, path: PropertyKey[]): PropertyKey[][] {
  if (typeof input !== 'object' || input === null) return [];
  if (typeof output !== 'object' || output === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    key in output
      ? findDropped(value, (output as Record<string, unknown>)[key], [...path, key])
      : [[...path, key]],
  );
}

function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) =>
          isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === String(key),
      );
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(key)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function explainYaml(message: string): string {
  const cures: [RegExp, string][] = [
    [/Nested mappings|compact mappings/, 'put quotes around text that holds ": "'],
    [/Map keys must be unique/, 'the same key stands twice: keep one'],
    [/Tabs are not allowed/i, 'indent with spaces'],
    [/unexpected scalar/i, 'check the quotes and the indentation before it'],
    [/Missing closing/, 'close the quotes'],
  ];
  const cure = cures.find(([pattern]) => pattern.test(message))?.[1];
  return `not valid YAML: ${message}${cure ? ` (${cure})` : ''}.`.replace('..', '.');
}
