/** Zone files into lines of words: comments, quotation marks, parentheses (RFC 1035, 5.1). */

/** `line` is where the word before it ended, which is what BIND names in its complaints. */
export type ZoneWord = { text: string; quoted: boolean; line: number };
export type ZoneLine = {
  line: number;
  /** The line begins with a blank: its owner is that of the line before. */
  indented: boolean;
  words: ZoneWord[];
  /** Where the last word ended. */
  end: number;
  error: 'unbalanced quotes' | 'unbalanced parentheses' | null;
};

export function readZoneLines(text: string): ZoneLine[] {
  const lines: ZoneLine[] = [];
  let row = 1;
  let depth = 0;
  let current: ZoneLine | null = null;
  let fresh = true;
  const open = (): ZoneLine => {
    current ??= { line: row, indented: false, words: [], end: row, error: null };
    return current;
  };
  const close = () => {
    if (current && (current.words.length > 0 || current.error !== null)) lines.push(current);
    current = null;
    fresh = true;
    depth = 0;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') {
      if (depth === 0) close();
      row += 1;
    } else if (character === ' ' || character === '\t' || character === '\r') {
      if (fresh && character !== '\r') open().indented = true;
    } else if (character === ';') {
      const end = text.indexOf('\n', at);
      at = (end < 0 ? text.length : end) - 1;
    } else if (character === '(') {
      depth += 1;
    } else if (character === ')') {
      depth -= 1;
      if (depth < 0) {
        open().error ??= 'unbalanced parentheses';
        depth = 0;
      }
    } else {
      const line = open();
      const word = takeWord(text, at);
      at = word.end - 1;
      if (word.error) line.error ??= 'unbalanced quotes';
      else {
        line.words.push({ text: word.text, quoted: word.quoted, line: line.end });
        line.end = row;
      }
    }
    if (character !== '\n') fresh = false;
  }
  if (depth > 0) open().error ??= 'unbalanced parentheses';
  close();
  return lines;
}

/** Escapes stay as they are written; who reads the word knows what they mean. */
function takeWord(text: string, start: number) {
  const quoted = text.charAt(start) === '"';
  const stop = quoted ? /["\n]/ : /[\s;()"]/;
  let at = quoted ? start + 1 : start;
  while (at < text.length && !stop.test(text.charAt(at))) {
    at += text.charAt(at) === '\\' && at + 1 < text.length && text[at + 1] !== '\n' ? 2 : 1;
  }
  const word = text.slice(quoted ? start + 1 : start, at);
  if (!quoted) return { text: word, quoted, end: at, error: false };
  const error = text.charAt(at) !== '"';
  return { text: word, quoted, end: error ? at : at + 1, error };
}
