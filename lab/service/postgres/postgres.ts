/** PostgreSQL 18 in WebAssembly behind a front of the lab's own, and node-postgres calling it. */
import { Client, type ClientConfig } from 'pg';
import type { Guest, Service } from '../service';
import { annotatePostgres } from './annotate-postgres';
import { createFront, PASSWORD } from './front';

/** Logs in, works, and says goodbye; an error comes out as the server gave it. */
async function withClient(
  guest: Guest,
  login: Pick<ClientConfig, 'password' | 'database'>,
  work: (shop: Client) => Promise<void>,
) {
  const shop = new Client({
    host: guest.address,
    port: guest.port('queries'),
    user: 'shop',
    ssl: false,
    connectionTimeoutMillis: 4_000,
    ...login,
  });
  shop.on('error', () => {});
  const { stream } = (shop as unknown as { connection: { stream: { destroy: () => void } } })
    .connection;
  guest.signal.addEventListener('abort', () => stream.destroy());
  try {
    await shop.connect();
    await work(shop);
    await shop.end();
  } finally {
    stream.destroy();
  }
}

const login = { database: 'shop', password: PASSWORD };

const rowsOf = async (shop: Client, sql: string) => {
  const { rows } = await shop.query<Record<string, unknown>>(sql);
  return rows.map((row) => Object.values(row).join(' | ')).join('; ');
};

export const postgres: Service = {
  async start(house) {
    if (!house.database) throw new Error('no database was leased for this service');
    const serve = createFront(house.database, house.log);
    await house.listen('queries', (stream) => void serve(stream));
    house.log('LOG:  database system is ready to accept connections');
  },
  exchanges: {
    query: (guest) =>
      withClient(guest, login, async (shop) => {
        for (const sql of ['SELECT version()', 'SELECT * FROM orders WHERE cups > 3']) {
          guest.tell(sql, await rowsOf(shop, sql));
        }
      }),
    insert: (guest) =>
      withClient(guest, login, async (shop) => {
        const { tea = '' } = guest.input;
        const sql = 'INSERT INTO orders (tea, cups) VALUES ($1, 1) RETURNING id, tea';
        const { rows } = await shop.query<{ id: number; tea: string }>(sql, [tea]);
        guest.tell(`${sql}, with $1 = ${tea}`, rows.map((row) => `${row.id} | ${row.tea}`).join());
        guest.tell(
          'SELECT count(*) FROM orders',
          await rowsOf(shop, 'SELECT count(*) FROM orders'),
        );
      }),
    'wrong-password': (guest) =>
      withClient(guest, { ...login, password: 'password1' }, async () => {}),
    'no-such-database': (guest) =>
      withClient(guest, { ...login, database: 'cafe' }, async () => {}),
    'no-such-table': (guest) =>
      withClient(guest, login, async (shop) => {
        guest.tell('SELECT * FROM coffee', await rowsOf(shop, 'SELECT * FROM coffee'));
      }),
  },
  annotate: ({ turns }) => annotatePostgres(turns),
};
