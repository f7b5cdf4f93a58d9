/** Marks the lines of a terminal's text that tell of a selected socket. Pure. */

const escape = String.fromCharCode(27);
const on = `${escape}[48;2;18;72;86m`;
const off = `${escape}[49m`;

/** Endpoints as ss prints them, standing alone in a line. */
function mentions(line: string, endpoint: string): boolean {
  const at = line.indexOf(endpoint);
  if (at < 0) return false;
  const before = line[at - 1] ?? ' ';
  const after = line[at + endpoint.length] ?? ' ';
  return /\s/.test(before) && /\s/.test(after);
}

const row = /^\s*(?:tcp|udp)?\s*(?:LISTEN|ESTAB|UNCONN|SYN-|FIN-|CLOS|LAST-|TIME-)/;

/** `text` with a tinted ground behind every row of a socket table that names all `endpoints`. */
export function highlightLines(text: string, endpoints: readonly string[]): string {
  if (endpoints.length === 0) return text;
  return text
    .split('\n')
    .map((line) =>
      row.test(line) && endpoints.every((endpoint) => mentions(line, endpoint))
        ? `${on}${line.replace(/\r$/, '')}${off}${line.endsWith('\r') ? '\r' : ''}`
        : line,
    )
    .join('\n');
}

/** Numbers of the lines that `highlightLines` would mark. */
export function linesThatMention(lines: readonly string[], endpoints: readonly string[]): number[] {
  return lines.flatMap((line, index) =>
    row.test(line) && endpoints.length > 0 && endpoints.every((one) => mentions(line, one))
      ? [index]
      : [],
  );
}
