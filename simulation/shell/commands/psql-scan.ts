/** How far a statement has come: whether it is whole, and what the prompt says if not (psqlscan.l). */

export type ScanState = {
  /** Whole statements, without what follows the last semicolon. */
  statements: string[];
  rest: string;
  /** The prompt's second letter: `=` nothing yet, `-` going on, or the open quote or bracket. */
  mark: '=' | '-' | "'" | '"' | '(' | '*';
};

export function scanInput(text: string): ScanState {
  const statements: string[] = [];
  let start = 0;
  let quote: "'" | '"' | '*' | null = null;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const pair = text.slice(at, at + 2);
    if (quote === '*') {
      if (pair !== '*/') continue;
      quote = null;
      at += 1;
    } else if (quote) {
      if (letter === quote) quote = null;
    } else if (letter === "'" || letter === '"') quote = letter;
    else if (pair === '/*') quote = '*';
    else if (pair === '--') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else if (letter === '(') depth += 1;
    else if (letter === ')') depth = Math.max(0, depth - 1);
    else if (letter === ';' && depth === 0) {
      statements.push(text.slice(start, at + 1).trim());
      start = at + 1;
    }
  }
  const rest = text.slice(start);
  const mark = quote ?? (depth > 0 ? '(' : rest.trim() === '' ? '=' : '-');
  return { statements, rest: rest.trim() === '' ? '' : rest, mark };
}
