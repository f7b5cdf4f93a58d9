import type * as z from 'zod/mini';

type Path = readonly PropertyKey[];
/** What is wrong in author's words; `path` leads from the document's root to the place. */
export type Explained = { path: Path; message: string };

/** Sentences for zod's issues. Zod itself says only "Invalid input" in its small build. */
export function explainIssue(issue: z.core.$ZodIssue, root: unknown, above: Path = []): Explained {
  const path = [...above, ...issue.path];
  const value = valueAt(root, path);
  const own = issue.message !== 'Invalid input' && issue.message !== '' ? issue.message : null;
  const name = path.length > 0 ? `\`${String(path.at(-1))}\`` : 'the file';
  switch (issue.code) {
    case 'invalid_type':
      return { path, message: explainType(issue.expected, value, name) };
    case 'unrecognized_keys': {
      const key = issue.keys[0] ?? '';
      const message = `unknown key \`${key}\`: correct its spelling or take it out (docs/authoring.md lists the keys).`;
      return { path: [...path, key], message };
    }
    case 'invalid_value':
      return { path, message: `${name} must be ${formatList(issue.values)}, not ${show(value)}.` };
    case 'too_small':
    case 'too_big':
      return { path, message: own ? `${name} ${own}.` : explainSize(issue, name) };
    case 'invalid_format':
      return {
        path,
        message: `${name}: ${own ?? `must match ${issue.pattern}`}, not ${show(value)}.`,
      };
    case 'invalid_key': {
      const reason = issue.issues[0]?.message ?? 'is not allowed';
      return { path, message: `${name} is no good name here: ${reason}.` };
    }
    case 'invalid_union':
      return explainUnion(issue, root, path, name);
    default:
      return { path, message: `${name} is not right: ${own ?? issue.code}.` };
  }
}

function explainType(expected: string, value: unknown, name: string): string {
  if (value === undefined) return `${name} is missing: add it.`;
  const kinds: Record<string, string> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list (lines that start with "- ")',
    object: 'a group of keys',
    record: 'a group of keys',
  };
  const quote = expected === 'string' && typeof value !== 'object' && value !== null;
  const cure = quote ? `: put quotes around it, '${String(value)}'` : '';
  return `${name} must be ${kinds[expected] ?? expected}, not ${show(value)}${cure}.`;
}

type SizeIssue = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

function explainSize(issue: SizeIssue, name: string): string {
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  const units: Record<string, string> = { array: ' entries', string: ' characters' };
  return `${name} must ${units[issue.origin] ? 'have' : 'be'} at ${small ? 'least' : 'most'} ${limit}${units[issue.origin] ?? ''}.`;
}

/** Of the shapes that were possible, speaks of the one that came nearest. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  root: unknown,
  path: Path,
  name: string,
): Explained {
  const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
  if (discriminator !== undefined && issue.errors.length === 0) {
    const value = valueAt(root, path);
    const given = value === undefined ? 'it is missing' : `not ${show(value)}`;
    return {
      path,
      message: `\`${discriminator}\` must be ${formatList(options ?? [])}; ${given}.`,
    };
  }
  const weigh = (branch: z.core.$ZodIssue[]) =>
    branch.reduce((sum, each) => {
      const wrongKeys = each.code === 'unrecognized_keys' ? each.keys.length * 10 : 0;
      return sum + wrongKeys + (each.path.length === 0 ? 8 : 8 / (1 + each.path.length));
    }, 0);
  const nearest = [...issue.errors].sort((a, b) => weigh(a) - weigh(b))[0];
  const first = nearest?.find((each) => each.code === 'unrecognized_keys') ?? nearest?.[0];
  if (first === undefined) return { path, message: `${name} has none of the shapes allowed here.` };
  return explainIssue(first, root, path);
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of keys';
  if (value === null || value === undefined) return 'empty';
  return `"${String(value)}"`;
}

function formatList(values: readonly unknown[]): string {
  const words = values.map((value) => String(value));
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
