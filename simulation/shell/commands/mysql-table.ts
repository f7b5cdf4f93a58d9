/** Results as the mariadb client prints them: boxed, with tabs, and one field a line. */
import type { ColumnInfo } from '../../program/mariadb/packets';

type Rows = readonly (readonly (string | null)[])[];

/** Numbers stand at the right. */
function isNumber({ type }: ColumnInfo): boolean {
  return (type <= 9 && type !== 7) || type === 246;
}

function widthOf(text: string): number {
  return [...text].length;
}

function widthsOf(columns: readonly ColumnInfo[], rows: Rows, headed: boolean): number[] {
  return columns.map((column, at) =>
    Math.max(
      headed ? widthOf(column.name) : 0,
      column.notNull ? 0 : 'NULL'.length,
      ...rows.map((row) => widthOf(row[at] ?? 'NULL')),
    ),
  );
}

/** Columns of a terminal that the box takes. */
export function measureBox(columns: readonly ColumnInfo[], rows: Rows, headed: boolean): number {
  return widthsOf(columns, rows, headed).reduce((sum, width) => sum + width + 3, 1);
}

export function formatBoxed(columns: readonly ColumnInfo[], rows: Rows, headed = true): string {
  const widths = widthsOf(columns, rows, headed);
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (cells: readonly string[], right: readonly boolean[]) =>
    `|${cells
      .map((cell, at) => {
        const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
        return right[at] ? ` ${gap}${cell} ` : ` ${cell}${gap} `;
      })
      .join('|')}|\n`;
  const names = line(
    columns.map(({ name }) => name),
    [],
  );
  const sides = columns.map(isNumber);
  const body = rows.map((row) =>
    line(
      row.map((cell) => cell ?? 'NULL'),
      sides,
    ),
  );
  return `${rule}${headed ? names + rule : ''}${body.join('')}${rule}`;
}

/** For other programs: tabs, with the four characters that would be mistaken escaped. */
export function formatTabs(columns: readonly ColumnInfo[], rows: Rows, headed = true): string {
  const escape = (text: string | null) =>
    (text ?? 'NULL').replace(
      /[\\\t\n\0]/g,
      (letter) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[letter] ?? '\\0',
    );
  const lines = rows.map((row) => row.map(escape).join('\t'));
  const head = headed ? [columns.map(({ name }) => name).join('\t')] : [];
  return [...head, ...lines].map((one) => `${one}\n`).join('');
}

/** `\G`. */
export function formatVertical(columns: readonly ColumnInfo[], rows: Rows): string {
  const widest = Math.max(0, ...columns.map(({ name }) => widthOf(name)));
  return rows
    .map((row, at) => {
      const stars = '*'.repeat(27);
      const fields = columns.map(
        ({ name }, place) => `${name.padStart(widest)}: ${row[place] ?? 'NULL'}\n`,
      );
      return `${stars} ${at + 1}. row ${stars}\n${fields.join('')}`;
    })
    .join('');
}
