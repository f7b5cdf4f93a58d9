/**
 * Breaks long lines of running text at the width that can be seen, and leaves rows of a table
 * (ss, ps) whole, so that those are scrolled and never broken. Pure.
 */

const escape = String.fromCharCode(27);
const colour = new RegExp(`${escape}\\[[0-9;]*m`, 'g');

/** Columns of a table stand apart by two or more blanks. */
export function isTableRow(line: string): boolean {
  return /\S {2,}\S/.test(line.replace(colour, ''));
}

function breakLine(line: string, columns: number): string {
  let out = '';
  let width = 0;
  let at = 0;
  while (at < line.length) {
    colour.lastIndex = at;
    const found = colour.exec(line);
    if (found !== null && found.index === at) {
      out += found[0];
      at += found[0].length;
      continue;
    }
    if (width === columns) {
      out += '\n';
      width = 0;
    }
    const char = String.fromCodePoint(line.codePointAt(at) ?? 0);
    out += char;
    width += 1;
    at += char.length;
  }
  return out;
}

/** `text` with line ends put in where running text would leave a screen of `columns`. */
export function wrapLines(text: string, columns: number): string {
  if (columns < 20) return text;
  return text
    .split('\n')
    .map((line) => (line.length <= columns || isTableRow(line) ? line : breakLine(line, columns)))
    .join('\n');
}
