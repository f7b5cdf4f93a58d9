/** Splitting at the characters of IFS (bash(1), Word Splitting). */

/** A piece of a field, or with null the end of one; a `hard` end also ends an empty field. */
export type FieldStep = { text: string | null; hard: boolean };

/** Blanks among `separators` count as one however many they are; others each end a field. */
export function splitFields(value: string, separators: string): FieldStep[] {
  if (separators === '') return value === '' ? [] : [{ text: value, hard: false }];
  const steps: FieldStep[] = [];
  for (let at = 0; at < value.length; ) {
    const start = at;
    let hard = false;
    while (at < value.length && separators.includes(value.charAt(at))) {
      const blank = ' \t\n'.includes(value.charAt(at));
      if (!blank && hard) break;
      hard ||= !blank;
      at += 1;
    }
    if (at > start) {
      steps.push({ text: null, hard });
      continue;
    }
    while (at < value.length && !separators.includes(value.charAt(at))) at += 1;
    steps.push({ text: value.slice(start, at), hard: false });
  }
  return steps;
}

/** The first `count` - 1 fields and the rest as it stands, as `read` hands it to its last name. */
export function splitForNames(value: string, separators: string, count: number): string[] {
  const blanks = [...separators].filter((one) => ' \t\n'.includes(one)).join('');
  const trim = (text: string) => {
    let from = 0;
    let to = text.length;
    while (from < to && blanks.includes(text.charAt(from))) from += 1;
    while (to > from && blanks.includes(text.charAt(to - 1))) to -= 1;
    return text.slice(from, to);
  };
  const fields: string[] = [];
  let rest = trim(value);
  while (fields.length < count - 1 && rest !== '') {
    let end = 0;
    while (end < rest.length && !separators.includes(rest.charAt(end))) end += 1;
    fields.push(rest.slice(0, end));
    let next = end;
    let hard = false;
    while (next < rest.length && separators.includes(rest.charAt(next))) {
      const blank = blanks.includes(rest.charAt(next));
      if (!blank && hard) break;
      hard ||= !blank;
      next += 1;
    }
    rest = rest.slice(next);
  }
  // A single separator at the very end belongs to the last field's end, not to the field.
  const [, only, last] = /^([^]*)([^])$/.exec(rest) ?? [];
  const alone =
    last !== undefined &&
    separators.includes(last) &&
    ![...(only ?? '')].some((one) => separators.includes(one));
  fields.push(alone ? (only ?? '') : rest);
  return fields;
}
