/** Results as psql prints them: aligned, wrapped, unaligned, CSV and expanded (print.c of PostgreSQL 15). */
import type { FieldDescription } from '../../program/postgres/wire';

export type TableStyle = {
  format: 'aligned' | 'wrapped' | 'unaligned' | 'csv';
  tuplesOnly: boolean;
  /** `auto`: where rows are wider than the terminal. */
  expanded: 'on' | 'off' | 'auto';
  /** What stands for NULL. */
  nothing: string;
  /** Columns of the terminal; null where there is none. */
  columns: number | null;
};
type Rows = readonly (readonly (string | null)[])[];
/** `counted` false leaves out the number of rows. */
export type Heading = { title: string | null; counted: boolean };

/** Types that stand at the right side of their column. */
const rightTypes = [20, 21, 23, 26, 700, 701, 790, 1700, 28, 5069];

function widthOf(text: string): number {
  return [...text].length;
}

function rowCount(count: number): string {
  return `(${count} row${count === 1 ? '' : 's'})`;
}

export function formatTable(
  fields: readonly FieldDescription[],
  rows: Rows,
  style: TableStyle,
  { title, counted }: Heading = { title: null, counted: true },
): string {
  const cells = rows.map((row) => fields.map((_, at) => row[at] ?? style.nothing));
  if (style.format === 'csv') return formatCsv(fields, cells, style);
  if (style.expanded === 'on') return formatExpanded(fields, cells, style);
  if (style.format === 'unaligned') return formatUnaligned(fields, cells, style);
  const split = cells.map((row) => row.map((cell) => cell.split('\n')));
  const widest = fields.map(({ name }, at) =>
    Math.max(widthOf(name), ...split.flatMap((row) => row[at]?.map(widthOf) ?? [])),
  );
  const total = widest.reduce((sum, width) => sum + width + 3, -1);
  const { columns } = style;
  if (style.expanded === 'auto' && columns !== null && total > columns) {
    return formatExpanded(fields, cells, style);
  }
  const widths =
    style.format === 'wrapped' && columns !== null
      ? narrowColumns(fields, split, widest, columns)
      : widest;
  const whole = widths.reduce((sum, width) => sum + width + 3, -1);
  const lines: string[] = [];
  if (title !== null && !style.tuplesOnly) {
    lines.push(`${' '.repeat(Math.max(0, Math.floor((whole - widthOf(title)) / 2)))}${title}`);
  }
  if (!style.tuplesOnly) {
    if (fields.length > 0) {
      lines.push(fields.map(({ name }, at) => ` ${centre(name, widths[at] ?? 0)} `).join('|'));
    }
    lines.push(fields.length === 0 ? '--' : widths.map((width) => '-'.repeat(width + 2)).join('+'));
  }
  if (fields.length > 0) for (const row of split) lines.push(...formatRow(fields, row, widths));
  if (!style.tuplesOnly && counted) lines.push(rowCount(rows.length));
  return `${lines.join('\n')}\n\n`;
}

/**
 * Column by column one narrower until the table fits: the one whose widest cell stands out most
 * from its average, wide ones a little sooner; no column gets narrower than its name.
 */
function narrowColumns(
  fields: readonly FieldDescription[],
  cells: readonly string[][][],
  widest: readonly number[],
  columns: number,
): number[] {
  const widths = [...widest];
  const names = fields.map(({ name }) => widthOf(name));
  if (names.reduce((sum, width) => sum + width + 3, -1) > columns) return widths;
  const averages = fields.map((_, at) => {
    const all = cells.map((row) => Math.max(...(row[at] ?? []).map(widthOf)));
    return all.length === 0 ? 0 : Math.floor(all.reduce((sum, one) => sum + one, 0) / all.length);
  });
  const total = () => widths.reduce((sum, width) => sum + width + 3, -1);
  while (total() > columns) {
    let worst = -1;
    let worstRatio = 0;
    for (const [at, average] of averages.entries()) {
      const width = widths[at] ?? 0;
      if (average === 0 || width <= (names[at] ?? 0)) continue;
      const ratio = width / average + (widest[at] ?? 0) * 0.01;
      if (ratio > worstRatio) {
        worstRatio = ratio;
        worst = at;
      }
    }
    if (worst < 0) break;
    widths[worst] = (widths[worst] ?? 1) - 1;
  }
  return widths;
}

function centre(text: string, width: number): string {
  const free = width - widthOf(text);
  const left = Math.floor(free / 2);
  return `${' '.repeat(left)}${text}${' '.repeat(free - left)}`;
}

/** A line of a cell, with the marks at its sides: `+` before a new line, `.` where it is wrapped. */
type Piece = { before: string; text: string; after: string };

function cutCell(lines: readonly string[], width: number): Piece[] {
  return lines.flatMap((line, at) => {
    const letters = [...line];
    const count = Math.max(1, Math.ceil(letters.length / Math.max(1, width)));
    return Array.from({ length: count }, (_, part) => ({
      before: part > 0 ? '.' : ' ',
      text: letters.slice(part * width, (part + 1) * width).join(''),
      after: part < count - 1 ? '.' : at < lines.length - 1 ? '+' : '',
    }));
  });
}

/** A row takes as many lines as its longest cell. */
function formatRow(
  fields: readonly FieldDescription[],
  row: readonly string[][],
  widths: readonly number[],
): string[] {
  const cells = row.map((lines, at) => cutCell(lines, widths[at] ?? 0));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    fields
      .map(({ oid }, at) => {
        const last = at === fields.length - 1;
        const width = widths[at] ?? 0;
        const piece = cells[at]?.[line];
        if (!piece) return last ? ' ' : ' '.repeat(width + 2);
        const gap = ' '.repeat(Math.max(0, width - widthOf(piece.text)));
        const bare = last && piece.after === '';
        const body = rightTypes.includes(oid) ? gap + piece.text : piece.text + (bare ? '' : gap);
        return `${piece.before}${body}${piece.after || (last ? '' : ' ')}`;
      })
      .join('|'),
  );
}

function formatUnaligned(
  fields: readonly FieldDescription[],
  rows: readonly string[][],
  style: TableStyle,
): string {
  const lines = rows.map((row) => row.join('|'));
  if (style.tuplesOnly) return lines.map((line) => `${line}\n`).join('');
  const head = fields.map(({ name }) => name).join('|');
  return `${[head, ...lines, rowCount(rows.length)].join('\n')}\n`;
}

/** RFC 4180, with the line ends of Unix. */
function formatCsv(
  fields: readonly FieldDescription[],
  rows: readonly string[][],
  style: TableStyle,
): string {
  const quote = (text: string) =>
    /[",\r\n]/.test(text) || text === '\\.' ? `"${text.replaceAll('"', '""')}"` : text;
  const head = style.tuplesOnly ? [] : [fields.map(({ name }) => name)];
  return [...head, ...rows].map((row) => `${row.map(quote).join(',')}\n`).join('');
}

function formatExpanded(
  fields: readonly FieldDescription[],
  rows: readonly string[][],
  style: TableStyle,
): string {
  if (rows.length === 0) return style.tuplesOnly ? '' : `${rowCount(0)}\n\n`;
  const names = Math.max(0, ...fields.map(({ name }) => widthOf(name)));
  const values = rows.flatMap((row) => row.flatMap((cell) => cell.split('\n').map(widthOf)));
  const total = names + 3 + Math.max(0, ...values);
  const lines = rows.flatMap((row, index) => [
    ...(style.tuplesOnly ? [] : [recordLine(index + 1, total, names)]),
    ...fields.map(
      ({ name }, at) => `${name}${' '.repeat(names - widthOf(name))} | ${row[at] ?? ''}`,
    ),
  ]);
  return `${lines.join('\n')}\n\n`;
}

/** The column's bar is crossed where the words leave room for it. */
function recordLine(number: number, total: number, names: number): string {
  const words = `-[ RECORD ${number} ]`;
  const rest = Math.max(0, total - words.length);
  const bar = names + 1;
  const dashes = [...'-'.repeat(rest)].map((dash, at) => (words.length + at === bar ? '+' : dash));
  return words + dashes.join('');
}
