/** Names in as few rows as fit, column by column with two spaces between, as `ls -C` does. */
export function inColumns(names: readonly string[], width: number): string {
  const most = Math.max(1, Math.min(names.length, Math.floor(width / 3)));
  for (let count = most; count >= 1; count -= 1) {
    const rows = Math.ceil(names.length / count);
    const columns = Math.ceil(names.length / rows);
    if (columns !== count && count > 1) continue;
    const widths = Array.from({ length: columns }, (_, column) => {
      const part = names.slice(column * rows, (column + 1) * rows);
      return Math.max(...part.map((name) => [...name].length)) + (column < columns - 1 ? 2 : 0);
    });
    if (count > 1 && widths.reduce((sum, each) => sum + each, 0) >= width) continue;
    return Array.from({ length: rows }, (_, row) => formatRow(names, widths, rows, row)).join('');
  }
  return '';
}

function formatRow(names: readonly string[], widths: number[], rows: number, row: number): string {
  let text = '';
  let at = 0;
  let from = 0;
  for (const [column, width] of widths.entries()) {
    const name = names[column * rows + row];
    if (name === undefined) break;
    text += column === 0 ? name : indent(at, from) + name;
    at = from + [...name].length;
    from += width;
  }
  return `${text}\n`;
}

/** Blanks from one column to another, tabs where they reach a stop at every eighth. */
function indent(at: number, to: number): string {
  let text = '';
  let here = at;
  while (here < to) {
    if (Math.floor(to / 8) > Math.floor((here + 1) / 8)) {
      text += '\t';
      here += 8 - (here % 8);
    } else {
      text += ' ';
      here += 1;
    }
  }
  return text;
}
