/** `pg_isready` of PostgreSQL 15: whether a server lets people in; nobody logs in for that. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { connectToServer } from '../../program/postgres/client';
import { parseOptions } from '../options';
import { psqlOptions } from './psql-settings';
import { isReadyHelp } from './psql-usage';

const options = [
  ...psqlOptions.filter(({ short = '' }) => 'dhpUqV'.includes(short)),
  { short: 't', long: 'timeout', value: 'SECS', help: '' },
  { short: '?', long: 'help', help: '' },
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    const path = '/usr/lib/postgresql/15/bin/pg_isready';
    yield* printError(
      `${path}: ${parsed.message}\npg_isready: hint: Try "pg_isready --help" for more information.\n`,
    );
    return 3;
  }
  const { options: given } = parsed;
  if (given.has('?')) {
    yield* print(isReadyHelp);
    return 0;
  }
  if (given.has('V')) {
    yield* print('pg_isready (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n');
    return 0;
  }
  const host = given.get('h') ?? context.env.PGHOST ?? null;
  const port = given.get('p') ?? context.env.PGPORT ?? '5432';
  const seconds = Number(given.get('t') ?? 3);
  const user = given.get('U') ?? context.user;
  const result = yield* connectToServer({
    ...{ host, port, user, database: given.get('d') ?? user, password: null },
    timeout: seconds > 0 ? seconds * 1000 : null,
    application: 'pg_isready',
  });
  const busy =
    !result.ok && result.rejected && /shutting down|starting up|too many clients/.test(result.text);
  const open = result.ok || result.needsPassword || result.rejected;
  const status = busy ? 1 : open ? 0 : 2;
  const words = ['accepting connections', 'rejecting connections', 'no response'][status];
  if (!given.has('q')) yield* print(`${host ?? '/var/run/postgresql'}:${port} - ${words}\n`);
  return status;
}

export const pgIsready: Program = {
  name: 'pg_isready',
  usage: 'pg_isready [-h HOST] [-p PORT] [-q] [-t SECONDS]',
  summary: 'ask whether a PostgreSQL server accepts connections',
  main,
};
