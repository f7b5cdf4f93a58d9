/** MySQL's protocol by mysql2 on both ends; behind it a table of the lab's own. */
import type { EventEmitter } from 'node:events';
import { createConnection as createServerSide } from 'mysql2';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Guest, House, Service, WireStream } from '../service';
import { firstOrders, PASSWORD, USER } from './account';
import { annotateMysql } from './annotate-mysql';
import { fits } from './password';
import { type Order, runStatement } from './tables';

const VERSION = '8.0.36-portside';
const UTF8 = 45;
/** LONG_PASSWORD, LONG_FLAG, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
const CAPABILITIES = 0x0000_0001 | 0x0004 | 0x0008 | 0x0200 | 0x2000 | 0x8000 | 0x0008_0000;
/** MYSQL_TYPE_LONG and MYSQL_TYPE_VAR_STRING. */
const TYPE = { number: 3, text: 253 } as const;

type Login = { user: string; authPluginData1: Buffer; authPluginData2: Buffer; authToken: Buffer };
type Verdict = (error: null, refusal?: { message: string; code: number }) => void;

/** What mysql2 offers on the server's side and its typings leave open. */
type ServerSide = EventEmitter & {
  serverHandshake: (options: object) => void;
  writeOk: (answer?: { affectedRows: number; insertId?: number }) => void;
  writeError: (error: { code: number; message: string }) => void;
  writeTextResult: (rows: object[], columns: object[]) => void;
  close: () => void;
};

const describeColumn = (name: string, sample: string | number | undefined) => ({
  catalog: 'def',
  schema: 'shop',
  table: 'orders',
  orgTable: 'orders',
  name,
  orgName: name,
  characterSet: UTF8,
  columnLength: 255,
  columnType: typeof sample === 'number' ? TYPE.number : TYPE.text,
  flags: 0,
  decimals: 0,
});

function serve(stream: WireStream, number: number, orders: Order[], house: House) {
  const options = { stream, isServer: true } as Parameters<typeof createServerSide>[0];
  const connection = createServerSide(options) as unknown as ServerSide;
  connection.on('error', () => stream.destroy());
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion: VERSION,
    connectionId: number,
    statusFlags: 2,
    characterSet: UTF8,
    capabilityFlags: CAPABILITIES,
    authCallback({ user, authPluginData1, authPluginData2, authToken }: Login, done: Verdict) {
      const seed = Buffer.concat([authPluginData1, authPluginData2.subarray(0, 12)]);
      const given = authToken.length > 0 ? 'YES' : 'NO';
      if (user === USER && fits(PASSWORD, seed, authToken)) {
        house.log(`${user}@${stream.remoteAddress} let in as connection ${number}`);
        return done(null);
      }
      const message = `Access denied for user '${user}'@'${stream.remoteAddress}' (using password: ${given})`;
      house.log(message);
      done(null, { code: 1045, message });
    },
  });
  connection.on('query', (sql: string) => {
    const answer = runStatement(sql, orders, VERSION);
    house.log(`connection ${number}: ${sql}`);
    if (answer.kind === 'error') connection.writeError(answer);
    else if (answer.kind === 'done') connection.writeOk(answer);
    else {
      const [first] = answer.rows;
      connection.writeTextResult(
        answer.rows,
        answer.columns.map((name) => describeColumn(name, first?.[name])),
      );
    }
  });
}

async function withConnection(
  guest: Guest,
  password: string,
  work: (shop: Connection) => Promise<void>,
) {
  const shop = await createConnection({
    host: guest.address,
    port: guest.port('queries'),
    user: USER,
    password,
    database: 'shop',
    connectTimeout: 2_000,
    disableEval: true,
  });
  shop.on('error', () => {});
  guest.signal.addEventListener('abort', () => shop.destroy());
  try {
    await work(shop);
    await shop.end();
  } finally {
    shop.destroy();
  }
}

const rowsOf = async (shop: Connection, sql: string) => {
  const [rows] = await shop.query<RowDataPacket[]>(sql);
  return rows.map((row) => Object.values(row).join(' | ')).join('; ');
};

export const mysql: Service = {
  async start(house) {
    const orders: Order[] = firstOrders.map((order, index) => ({ id: index + 1, ...order }));
    let number = 0;
    await house.listen('queries', (stream) => serve(stream, ++number, orders, house));
    house.log('ready for connections');
  },
  exchanges: {
    query: (guest) =>
      withConnection(guest, PASSWORD, async (shop) => {
        for (const sql of ['SELECT VERSION()', 'SELECT * FROM orders WHERE cups > 3']) {
          guest.tell(sql, await rowsOf(shop, sql));
        }
      }),
    insert: (guest) =>
      withConnection(guest, PASSWORD, async (shop) => {
        const { tea = '' } = guest.input;
        // The library quotes what the learner wrote; it never becomes SQL of its own.
        await shop.query('INSERT INTO orders (tea, cups) VALUES (?, 1)', [tea]);
        guest.tell(`INSERT an order for one cup of ${tea}`, 'done');
        guest.tell(
          'SELECT COUNT(*) FROM orders',
          await rowsOf(shop, 'SELECT COUNT(*) FROM orders'),
        );
      }),
    'wrong-password': (guest) => withConnection(guest, 'password1', async () => {}),
    'no-such-table': (guest) =>
      withConnection(guest, PASSWORD, async (shop) => {
        guest.tell('SELECT * FROM coffee', await rowsOf(shop, 'SELECT * FROM coffee'));
      }),
  },
  annotate: ({ turns }) => annotateMysql(turns),
};
