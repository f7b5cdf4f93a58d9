/** Keys of sort(1): which part of a line is compared, and how. */

/** Fields and characters from 1 on; `endChar` 0 is the end of the field. */
export type SortKey = {
  field: number;
  char: number;
  endField: number | null;
  endChar: number;
  flags: string;
};

/** `2,3nr`, `1.3,1.5`; a text is the complaint. */
export function parseKey(text: string): SortKey | string {
  const found = /^(\d+)(?:\.(\d+))?([bdfghiMnrRV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnrRV]*))?$/.exec(
    text,
  );
  if (!found) {
    if (!/^\d/.test(text))
      return `invalid number at field start: invalid count at start of ‘${text}’`;
    return `stray character in field spec: invalid field specification ‘${text}’`;
  }
  const [, field = '', char, first = '', endField, endChar, last = ''] = found;
  if (Number(field) === 0) return `field number is zero: invalid field specification ‘${text}’`;
  const unknown = [...first, ...last].find((letter) => 'dgiMR'.includes(letter));
  if (unknown) return `the letter '${unknown}' of the real tool's keys is not in this simulation`;
  return {
    field: Number(field),
    char: Math.max(1, Number(char ?? 1)),
    endField: endField === undefined ? null : Number(endField),
    endChar: Number(endChar ?? 0),
    flags: first + last,
  };
}

/** The order of two lines: by each key, and where all are equal by the whole line. */
export function compareLines(
  keys: readonly SortKey[],
  flags: string,
  separator: string | null,
  onlyKeys: boolean,
): (a: string, b: string) => number {
  return (a, b) => {
    for (const key of keys) {
      const own = key.flags === '' ? flags : key.flags;
      const blank = own.includes('b');
      const order = compare(cut(a, key, separator, blank), cut(b, key, separator, blank), own);
      if (order !== 0) return order;
    }
    if (keys.length === 0) {
      const order = compare(a, b, flags);
      if (order !== 0 || onlyKeys) return order;
    }
    if (onlyKeys) return 0;
    const last = a < b ? -1 : Number(a > b);
    return flags.includes('r') ? -last : last;
  };
}

function cut(line: string, key: SortKey, separator: string | null, blank: boolean): string {
  // Without a separator the blanks before a field belong to it.
  const fields = separator === null ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator);
  const part = (from: number, to: number) => fields.slice(from, to).join(separator ?? '');
  const end = key.endField === null || key.endChar > 0 ? fields.length : key.endField;
  const start = part(key.field - 1, end);
  let text = blank ? start.trimStart() : start;
  if (key.endField !== null && key.endChar > 0) {
    const before = key.endField > key.field ? part(key.field - 1, key.endField - 1) : '';
    const last = (fields[key.endField - 1] ?? '').slice(0, key.endChar);
    text =
      key.endField >= key.field ? before + (before === '' ? '' : (separator ?? '')) + last : '';
  }
  return text.slice(key.char - 1);
}

function compare(a: string, b: string, flags: string): number {
  const order = flags.includes('h')
    ? humanSize(a) - humanSize(b)
    : flags.includes('n')
      ? leadingNumber(a) - leadingNumber(b)
      : flags.includes('V')
        ? compareVersions(a, b)
        : flags.includes('f')
          ? compareTexts(a.toUpperCase(), b.toUpperCase())
          : compareTexts(a, b);
  return flags.includes('r') ? -order : order;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function leadingNumber(text: string): number {
  return Number.parseFloat(/^\s*-?\d*\.?\d*/.exec(text)?.[0] ?? '') || 0;
}

function humanSize(text: string): number {
  const unit = /^\s*-?\d*\.?\d*([kKMGTPE]?)/.exec(text)?.[1]?.toUpperCase() ?? '';
  return leadingNumber(text) * 1024 ** (unit === '' ? 0 : 'KMGTPE'.indexOf(unit) + 1);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const [one = '', other = ''] = [left?.[at], right?.[at]];
    const numbers = /^\d/.test(one) && /^\d/.test(other);
    const order = numbers ? Number(one) - Number(other) : compareTexts(one, other);
    if (order !== 0) return order;
  }
  return 0;
}
