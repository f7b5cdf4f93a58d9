/** Words of an IMAP command line (RFC 3501, section 9): atoms, quoted strings, lists. */

export type Word = string | Word[];

/** The words of a line, null where quotes or brackets do not close. */
export function parseWords(line: string): Word[] | null {
  let at = 0;
  const read = (closing: string | null): Word[] | null => {
    const words: Word[] = [];
    for (;;) {
      while (line[at] === ' ') at += 1;
      const letter = line[at];
      if (letter === undefined) return closing === null ? words : null;
      if (letter === ')') {
        at += 1;
        return closing === ')' ? words : null;
      }
      if (letter === '(') {
        at += 1;
        const inner = read(')');
        if (inner === null) return null;
        words.push(inner);
      } else if (letter === '"') {
        const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line.slice(at));
        if (!quoted) return null;
        words.push((quoted[1] ?? '').replace(/\\(.)/g, '$1'));
        at += quoted[0].length;
      } else {
        // BODY[HEADER.FIELDS (SUBJECT)] is one word with its brackets.
        const atom = /^[^ ()"[]*(?:\[[^\]]*\](?:<[\d.]+>)?)?/.exec(line.slice(at))?.[0] ?? '';
        const whole = atom === '' ? letter : atom;
        words.push(whole);
        at += whole.length;
      }
    }
  };
  return line.length > 8192 ? null : read(null);
}

/** The numbers of a set such as `1,3:5,*` up to `last`, in order; null where it is none. */
export function parseSet(text: string, last: number): number[] | null {
  const chosen = new Set<number>();
  for (const part of text.split(',')) {
    const ends = part
      .split(':')
      .map((one) => (one === '*' ? last : /^[1-9]\d{0,9}$/.test(one) ? Number(one) : 0));
    if (ends.length > 2 || ends.some((one) => one === 0 && part !== '*' && !part.includes('*')))
      return null;
    const [a = 0, b = a] = ends;
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    if (low === high) chosen.add(low);
    else for (let one = low; one <= Math.min(high, Math.max(last, low)); one += 1) chosen.add(one);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** A string as IMAP writes it: quoted, or a literal where quotes cannot hold it. */
export function formatString(text: string | null): string {
  if (text === null) return 'NIL';
  return /[\r\n\0"\\]/.test(text) || text.length > 200
    ? `{${text.length}}\r\n${text}`
    : `"${text}"`;
}
