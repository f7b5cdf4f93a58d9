/**
 * A terminal's text as lines of coloured spans, for the plain transcript: what a screen would show
 * of it, without a screen. Knows SGR colours, carriage return, backspace and `clear`. Pure.
 */

type Colour = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white';
export type Span = { text: string; colour: Colour | null; bold: boolean };

const colours: Colour[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** CSI sequences, OSC sequences, and two-character escapes (ECMA-48). */
const sequence = new RegExp(
  `${escape}(?:\\[([0-9;?]*)([@-~])|\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)|[()][0-9A-B]|[ -~])`,
  'y',
);

type Style = { colour: Colour | null; bold: boolean };
type Cell = { char: string; style: Style };

function restyle(style: Style, codes: string): Style {
  let next = style;
  for (const code of (codes === '' ? '0' : codes).split(';').map(Number)) {
    if (code === 0) next = { colour: null, bold: false };
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 22) next = { ...next, bold: false };
    else if (code === 39) next = { ...next, colour: null };
    else if (code >= 30 && code <= 37) next = { ...next, colour: colours[code - 30] ?? null };
    else if (code >= 90 && code <= 97) next = { ...next, colour: colours[code - 90] ?? null };
  }
  return next;
}

function spansOf(cells: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  for (const { char, style } of cells) {
    const last = spans.at(-1);
    if (last !== undefined && last.colour === style.colour && last.bold === style.bold)
      last.text += char;
    else spans.push({ text: char, ...style });
  }
  return spans;
}

/** Lines of `text` as spans; what `clear` wiped is left out. */
export function ansiLines(text: string): Span[][] {
  let lines: Cell[][] = [[]];
  let style: Style = { colour: null, bold: false };
  let column = 0;
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    const line = lines.at(-1) as Cell[];
    if (char === escape) {
      sequence.lastIndex = at;
      const found = sequence.exec(text);
      at += found?.[0].length ?? 1;
      const [, codes = '', final] = found ?? [];
      if (final === 'm') style = restyle(style, codes);
      else if (final === 'K') line.splice(column);
      else if (final === 'J' && /^[23]$/.test(codes)) {
        lines = [[]];
        column = 0;
      }
      continue;
    }
    at += 1;
    if (char === '\n') {
      lines.push([]);
      column = 0;
    } else if (char === '\r') column = 0;
    else if (char === '\b') column = Math.max(0, column - 1);
    else if (char >= ' ' || char === '\t') {
      line[column] = { char, style };
      column += 1;
    }
  }
  return lines.map(spansOf);
}

/** `text` without any escape sequence, as `ansiLines` reads it. */
export function plainText(text: string): string {
  return ansiLines(text)
    .map((line) => line.map((span) => span.text).join(''))
    .join('\n');
}
