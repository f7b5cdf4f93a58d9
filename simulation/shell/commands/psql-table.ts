/** Results as psql prints them: aligned, unaligned and expanded (print.c of PostgreSQL 15). */
import type { FieldDescription } from '../../program/postgres/wire';

export type TableStyle = { aligned: boolean; tuplesOnly: boolean; expanded: boolean };
type Rows = readonly (readonly (string | null)[])[];

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
  title: string | null = null,
): string {
  if (style.expanded) return formatExpanded(fields, rows, style);
  if (!style.aligned) return formatUnaligned(fields, rows, style);
  const cells = rows.map((row) => fields.map((_, at) => (row[at] ?? '').split('\n')));
  const widths = fields.map(({ name }, at) =>
    Math.max(widthOf(name), ...cells.flatMap((row) => row[at]?.map(widthOf) ?? [])),
  );
  const lines: string[] = [];
  const total = widths.reduce((sum, width) => sum + width + 3, -1);
  if (title !== null && !style.tuplesOnly) {
    lines.push(`${' '.repeat(Math.max(0, Math.floor((total - widthOf(title)) / 2)))}${title}`);
  }
  if (!style.tuplesOnly) {
    if (fields.length > 0) {
      lines.push(fields.map(({ name }, at) => ` ${centre(name, widths[at] ?? 0)} `).join('|'));
    }
    lines.push(fields.length === 0 ? '--' : widths.map((width) => '-'.repeat(width + 2)).join('+'));
  }
  if (fields.length > 0) for (const row of cells) lines.push(...formatRow(fields, row, widths));
  if (!style.tuplesOnly) lines.push(rowCount(rows.length));
  return `${lines.join('\n')}\n\n`;
}

function centre(text: string, width: number): string {
  const free = width - widthOf(text);
  const left = Math.floor(free / 2);
  return `${' '.repeat(left)}${text}${' '.repeat(free - left)}`;
}

/** A row takes as many lines as its longest cell; `+` marks a cell that goes on. */
function formatRow(
  fields: readonly FieldDescription[],
  row: readonly string[][],
  widths: readonly number[],
): string[] {
  const height = Math.max(...row.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    fields
      .map(({ oid }, at) => {
        const cell = row[at] ?? [];
        const text = cell[line] ?? '';
        const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)));
        const last = at === fields.length - 1;
        const goesOn = line < cell.length - 1;
        const right = rightTypes.includes(oid);
        const body = right ? gap + text : last && !goesOn ? text : text + gap;
        return ` ${body}${goesOn ? '+' : last ? '' : ' '}`;
      })
      .join('|'),
  );
}

function formatUnaligned(
  fields: readonly FieldDescription[],
  rows: Rows,
  style: TableStyle,
): string {
  const lines = rows.map((row) => row.map((cell) => cell ?? '').join('|'));
  if (style.tuplesOnly) return lines.map((line) => `${line}\n`).join('');
  const head = fields.map(({ name }) => name).join('|');
  return `${[head, ...lines, rowCount(rows.length)].join('\n')}\n`;
}

function formatExpanded(
  fields: readonly FieldDescription[],
  rows: Rows,
  style: TableStyle,
): string {
  if (rows.length === 0) return style.tuplesOnly ? '' : `${rowCount(0)}\n\n`;
  const names = Math.max(0, ...fields.map(({ name }) => widthOf(name)));
  const values = rows.flatMap((row) =>
    row.flatMap((cell) => (cell ?? '').split('\n').map(widthOf)),
  );
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
