/** Reads IMAP commands and takes their arguments apart. RFC 3501, 9. Pure; bounded by its caller. */

/** An atom or a string; a list in parentheses. `quoted`: written as a string, so never a keyword. */
export type Arg = string | Arg[];

export type Command = { tag: string; name: string; args: Arg[] };

/** A literal's announcement at a line's end: `{310}`, or `{310+}` without waiting. RFC 7888 */
const literalAtEnd = /\{(\d{1,9})(\+?)\}$/;

export type Taken =
  | { state: 'partial' /** The client waits to be asked for its literal. */; invite: boolean }
  | { state: 'wrong'; why: string }
  | { state: 'whole'; text: string; used: number };

const LONGEST = 8_192;

/**
 * One command at the beginning of `held`, literals included as quoted strings.
 * `invite` says that the line so far ends in a literal whose bytes have not come.
 */
export function takeCommand(held: Buffer): Taken {
  let at = 0;
  let text = '';
  for (;;) {
    const lf = held.indexOf(10, at);
    if (lf < 0 || lf > LONGEST) {
      return held.length - at > LONGEST || lf > LONGEST
        ? { state: 'wrong', why: 'line too long' }
        : { state: 'partial', invite: false };
    }
    const line = held.toString('utf8', at, lf).replace(/\r$/, '');
    const literal = literalAtEnd.exec(line);
    if (!literal) return { state: 'whole', text: text + line, used: lf + 1 };
    const size = Number(literal[1]);
    if (size > LONGEST) return { state: 'wrong', why: 'literal too large' };
    if (held.length < lf + 1 + size) {
      return { state: 'partial', invite: literal[2] === '' && held.length === lf + 1 };
    }
    const value = held.toString('utf8', lf + 1, lf + 1 + size);
    text += line.slice(0, literal.index) + quote(value);
    at = lf + 1 + size;
  }
}

/** A quoted string as IMAP writes it; line ends cannot stand in one. */
export const quote = (text: string) =>
  `"${text.replace(/[\r\n\0]/g, ' ').replace(/[\\"]/g, '\\$&')}"`;

/** Words, strings and lists of one command; null where parentheses or quotes do not close. */
export function parseArgs(text: string): Arg[] | null {
  const stack: Arg[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const mark = text[at] ?? '';
    const top = stack.at(-1) ?? [];
    if (mark === ' ') at++;
    else if (mark === '(') {
      if (stack.length > 8) return null;
      const list: Arg[] = [];
      top.push(list);
      stack.push(list);
      at++;
    } else if (mark === ')') {
      if (stack.length === 1) return null;
      stack.pop();
      at++;
    } else if (mark === '"') {
      const found = /"((?:[^"\\]|\\.)*)"/y;
      found.lastIndex = at;
      const match = found.exec(text);
      if (!match) return null;
      top.push((match[1] ?? '').replace(/\\(.)/g, '$1'));
      at = found.lastIndex;
    } else {
      // BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.100> is one word, spaces and all.
      const found = /(?:\[[^\]]*\]?|[^ ()"[])+/y;
      found.lastIndex = at;
      const match = found.exec(text);
      if (!match) return null;
      top.push(match[0]);
      at = found.lastIndex;
    }
  }
  return stack.length === 1 ? (stack[0] ?? null) : null;
}

/** `tag NAME arguments`; null where there is not even that. */
export function parseCommand(text: string): Command | null {
  const match = /^([^\s(){%*"\\+]{1,40}) ([A-Za-z]+)(?: (.*))?$/s.exec(text);
  if (!match) return null;
  const args = parseArgs(match[3] ?? '');
  return args && { tag: match[1] ?? '', name: (match[2] ?? '').toUpperCase(), args };
}

/**
 * The numbers of a sequence set such as `1:3,7,9:*`, of those that exist (RFC 3501, `sequence-set`);
 * null where it is none. @param existing ascending.
 */
export function parseSet(text: string, existing: readonly number[]): number[] | null {
  const last = existing.at(-1) ?? 0;
  const wanted = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(part);
    if (!match) return null;
    const [a, b] = [match[1], match[2] ?? match[1]].map((word) =>
      word === '*' ? last : Number(word),
    );
    const [low, high] = [Math.min(a ?? 0, b ?? 0), Math.max(a ?? 0, b ?? 0)];
    for (const each of existing) if (each >= low && each <= high) wanted.add(each);
  }
  return [...wanted].sort((a, b) => a - b);
}
