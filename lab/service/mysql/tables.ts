/** The few statements that the lab's MySQL server knows, over one table in memory. Pure but for it. */

export type Order = { id: number; tea: string; cups: number };
export type Answer =
  | { kind: 'rows'; columns: string[]; rows: Record<string, string | number>[] }
  | { kind: 'done'; affectedRows: number; insertId: number }
  | { kind: 'error'; code: number; message: string };

const MOST_ROWS = 200;

const rows = (columns: string[], values: (string | number)[][]): Answer => ({
  kind: 'rows',
  columns,
  rows: values.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, row[index] ?? ''])),
  ),
});

/** A quoted text of SQL as it was meant. */
const unquote = (text: string) => text.replace(/\\(.)/g, '$1').replaceAll("''", "'");

const statements: readonly [
  RegExp,
  (found: RegExpExecArray, orders: Order[], version: string) => Answer,
][] = [
  [/^select version\(\)$/i, (_found, _orders, version) => rows(['VERSION()'], [[version]])],
  [
    /^select (\d{1,6}) ?\+ ?(\d{1,6})$/i,
    ([text = '', a, b]) => rows([text.slice(7)], [[Number(a) + Number(b)]]),
  ],
  [/^show tables$/i, () => rows(['Tables_in_shop'], [['orders']])],
  [/^select count\(\*\) from orders$/i, (_found, orders) => rows(['COUNT(*)'], [[orders.length]])],
  [
    /^select \* from orders(?: where cups ?([<>=]) ?(\d{1,6}))?$/i,
    ([, sign, number], orders) => {
      const limit = Number(number);
      const kept = orders.filter(({ cups }) =>
        sign === '<'
          ? cups < limit
          : sign === '>'
            ? cups > limit
            : sign === '='
              ? cups === limit
              : true,
      );
      return rows(
        ['id', 'tea', 'cups'],
        kept.map(({ id, tea, cups }) => [id, tea, cups]),
      );
    },
  ],
  [
    /^insert into orders \(tea, cups\) values \('((?:[^'\\]|\\.|'')*)', (\d{1,6})\)$/i,
    ([, tea = '', cups], orders) => {
      if (orders.length >= MOST_ROWS)
        return { kind: 'error', code: 1114, message: "The table 'orders' is full" };
      const id = orders.length + 1;
      orders.push({ id, tea: unquote(tea), cups: Number(cups) });
      return { kind: 'done', affectedRows: 1, insertId: id };
    },
  ],
];

export function runStatement(sql: string, orders: Order[], version: string): Answer {
  const text = sql.trim().replace(/;$/, '').trim();
  for (const [form, run] of statements) {
    const found = form.exec(text);
    if (found) return run(found, orders, version);
  }
  const table = /\bfrom ([a-z_]\w{0,30})/i.exec(text)?.[1];
  if (table && table.toLowerCase() !== 'orders') {
    return { kind: 'error', code: 1146, message: `Table 'shop.${table}' doesn't exist` };
  }
  return {
    kind: 'error',
    code: 1064,
    message: `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${text.slice(0, 80)}' at line 1`,
  };
}
