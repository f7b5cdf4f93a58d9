/** Cutting what is typed into statements: `;`, `\g` and `\G` end one outside of quotes. */

export type MysqlScan = {
  statements: { text: string; vertical: boolean }[];
  rest: string;
  quote: string | null;
};

export function scanMysql(text: string): MysqlScan {
  const statements: MysqlScan['statements'] = [];
  let start = 0;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== null) {
      if (letter === '\\' && quote !== '`') at += 1;
      else if (letter === quote) quote = null;
      continue;
    }
    if (letter === "'" || letter === '"' || letter === '`') {
      quote = letter;
      continue;
    }
    const pair = text.slice(at, at + 2);
    const ends = letter === ';' || pair === '\\g' || pair === '\\G';
    if (!ends) continue;
    const body = text.slice(start, at).trim();
    if (body !== '') statements.push({ text: body, vertical: pair === '\\G' });
    if (letter !== ';') at += 1;
    start = at + 1;
  }
  return { statements, rest: text.slice(start), quote };
}
