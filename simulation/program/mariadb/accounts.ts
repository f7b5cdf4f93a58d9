/** Who may log in: `mysql/users.json` in the data folder stands for the table mysql.global_priv. */
import type { Routine } from '../../host/program';
import { readFile, writeFile } from '../../host/system';

export type DatabaseAccount = {
  user: string;
  /** `localhost`, an address, a name, or a pattern with `%` and `_`. */
  host: string;
  password: string;
  /** Databases that are granted; `*` is all of them. */
  databases: string[];
};

const standard: readonly DatabaseAccount[] = [
  { user: 'root', host: 'localhost', password: '', databases: ['*'] },
];

function parseAccounts(text: string): DatabaseAccount[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return [...standard];
  }
  if (!Array.isArray(given)) return [...standard];
  return given.flatMap((one: Partial<DatabaseAccount> | null) => {
    const { user, host = '%', password = '', databases = [] } = one ?? {};
    const good =
      typeof user === 'string' && typeof host === 'string' && typeof password === 'string';
    return good && Array.isArray(databases)
      ? [{ user, host, password, databases: databases.map(String) }]
      : [];
  });
}

export function* readAccounts(folder: string): Routine<DatabaseAccount[]> {
  const text = yield* readFile(`${folder}/mysql/users.json`);
  return text.ok ? parseAccounts(text.value) : [...standard];
}

export function* writeAccounts(
  folder: string,
  accounts: readonly DatabaseAccount[],
): Routine<boolean> {
  return (yield* writeFile(`${folder}/mysql/users.json`, `${JSON.stringify(accounts, null, 1)}\n`))
    .ok;
}

function fitsHost(pattern: string, names: readonly string[]): boolean {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return names.some((name) => new RegExp(`^${source}$`, 'i').test(name));
}

/** The account that a caller is taken for: the most exact host comes first. */
export function findAccount(
  accounts: readonly DatabaseAccount[],
  user: string,
  names: readonly string[],
): DatabaseAccount | null {
  const exactness = ({ host }: DatabaseAccount) =>
    host.replace(/%.*$/, '').length + (host.includes('%') ? 0 : 1000);
  const fitting = accounts.filter((one) => one.user === user && fitsHost(one.host, names));
  return fitting.sort((a, b) => exactness(b) - exactness(a))[0] ?? null;
}

export function mayUse(account: DatabaseAccount, database: string): boolean {
  return account.databases.includes('*') || account.databases.includes(database);
}
