/** The table of `ss` (iproute2 6.1): columns as wide as their longest cell, then the terminal. */

type Column = { name: string; right: boolean; before: string };

const layout: readonly Column[] = [
  { name: 'Netid', right: false, before: '' },
  { name: 'State', right: false, before: ' ' },
  { name: 'Recv-Q', right: false, before: ' ' },
  { name: 'Send-Q', right: false, before: ' ' },
  { name: 'Local Address:', right: true, before: ' ' },
  { name: 'Port', right: false, before: '' },
  { name: 'Peer Address:', right: true, before: ' ' },
  { name: 'Port', right: false, before: '' },
  { name: 'Process', right: false, before: '' },
];

/** Cells in the order of the columns: netid, state, queues, local and peer address, process. */
export type SsRow = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

export type TableShape = {
  netid: boolean;
  state: boolean;
  header: boolean;
  /** Columns of the terminal; null where the output is none. */
  screen: number | null;
};

/** The rows as text, each line ending in a newline. */
export function formatSsTable(rows: readonly SsRow[], shape: TableShape): string {
  const shown = layout.filter(
    (column) =>
      (shape.netid || column.name !== 'Netid') && (shape.state || column.name !== 'State'),
  );
  const indexes = shown.map((column) => layout.indexOf(column));
  const lines = rows.map((row) => indexes.map((index) => row[index] ?? ''));
  if (shape.header) lines.unshift(shown.map((column) => column.name));
  const widths = measure(lines, shown, rows.length);
  if (shape.screen !== null) spread(widths, shape.screen);
  return lines.map((cells) => `${formatLine(cells, shown, widths)}\n`).join('');
}

function measure(lines: readonly string[][], shown: readonly Column[], rows: number): number[] {
  return shown.map((column, index) => {
    const cells = lines.map((cells) => cells[index] ?? '');
    // The real tool counts a cell when the next one begins: the very last one is never counted.
    if (index === shown.length - 1 && rows > 0) cells.pop();
    const longest = Math.max(0, ...cells.map((cell) => cell.length));
    return longest > 0 && index > 0 ? longest + column.before.length : longest;
  });
}

/** Shares what a screen has left among the columns that fit on each of its lines. */
function spread(widths: number[], screen: number): void {
  for (let index = 0; index < widths.length; index += 1) {
    widths[index] = Math.min(widths[index] ?? 0, screen);
  }
  let first = 0;
  let length = 0;
  for (let index = 0; index < widths.length; index += 1) {
    const width = widths[index] ?? 0;
    if (width === 0) continue;
    length += width;
    const last = widths.slice(index + 1).every((other) => other === 0);
    if (!last && length < screen) continue;
    if (length > screen) {
      length -= width;
      index -= 1;
    }
    const line = widths.slice(first, index + 1);
    const used = line.filter((other) => other > 0).length;
    if (used > 0 && length < screen) {
      let rest = (screen - length) % used;
      for (let column = index; column >= first; column -= 1) {
        if ((widths[column] ?? 0) === 0) continue;
        widths[column] = (widths[column] ?? 0) + Math.floor((screen - length) / used);
        if (rest > 0) {
          widths[column] = (widths[column] ?? 0) + 1;
          rest -= 1;
        }
      }
    }
    first = index + 1;
    length = 0;
  }
}

function formatLine(
  cells: readonly string[],
  shown: readonly Column[],
  widths: readonly number[],
): string {
  return shown
    .map((column, index) => {
      const before = index === 0 ? '' : column.before;
      const cell = cells[index] ?? '';
      const width = widths[index] ?? 0;
      return column.right
        ? before + cell.padStart(width - before.length)
        : (before + cell).padEnd(width);
    })
    .join('');
}
