/** Database servers and their clients: whatever is typed, whatever arrives, they answer on. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Program } from '../host/program';
import { sys } from '../host/system';
import { programTable } from './program-table';
import { homeScenario, Session } from './scenario-fixtures';

/** Sends bytes, given as hexadecimal digits, to a port of the laptop, and waits a little for what comes. */
const shout: Program = {
  ...{ name: 'shout', usage: 'shout PORT BYTES', summary: 'send bytes, for tests' },
  main: function* ({ argv }) {
    const made = yield* sys.socket('tcp');
    if (!made.ok) return 1;
    const reached = yield* sys.connect(made.value, '192.168.1.20', Number(argv[1]));
    if (!reached.ok) return 1;
    const data = (argv[2] ?? '').replace(/../g, (pair) =>
      String.fromCharCode(Number.parseInt(pair, 16)),
    );
    if (data !== '') yield* sys.send(made.value, data);
    yield* sys.poll([made.value], 100);
    yield* sys.recv(made.value, 65536);
    return 0;
  },
};
const programs = { ...programTable, shout };

const DATA = '/var/lib/postgresql/15/main';
const scenario = homeScenario({
  laptop: {
    files: {
      '/etc/postgresql/15/main/postgresql.conf': "listen_addresses = '*'\n",
      [`${DATA}/pg_hba.conf`]: 'host all all all trust\n',
      [`${DATA}/PG_VERSION`]: '15\n',
      '/etc/redis.conf': 'bind 0.0.0.0\nprotected-mode no\n',
      '/etc/mysql/my.cnf': '[mysqld]\nbind-address=0.0.0.0\n',
      '/var/lib/mysql/mysql/users.json': '[{"user":"you","host":"%","databases":["*"]}]',
      '/var/lib/mongodb/WiredTiger': '',
    },
    programs: [
      { run: 'pg_ctlcluster 15 main start' },
      { run: 'redis-server /etc/redis.conf', user: 'redis' },
      { run: 'mariadbd', user: 'mysql' },
      { run: 'mongod --bind_ip 0.0.0.0 --dbpath /var/lib/mongodb', user: 'mongodb' },
    ],
  },
});

const starts = [
  '',
  '00000008',
  '0000002100030000',
  '2a330d0a',
  '4745542020',
  '4800000001',
  '20000001',
  '300000000100000000000000dd070000',
];
const hex = fc
  .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 60 }))
  .map(([start, array]) => start + Buffer.from(array).toString('hex'));
const alive = {
  5432: ['psql -h 192.168.1.20 -U postgres -Atc "select 1"', '1\n'],
  6379: ['redis-cli -h 192.168.1.20 ping', 'PONG\n'],
  3306: ['mysql -h 192.168.1.20 -Ne "select 1" | cat', '1\n'],
  27017: ["mongosh --host 192.168.1.20 --eval 'db.runCommand({ping: 1})'", '{ ok: 1 }\n'],
} as const;

test.each(Object.entries(alive))(
  'no bytes keep the server on port %s from serving the next one',
  (port, [line, answer]) => {
    const session = new Session(scenario, programs);
    expect(session.type('phone', line)).toBe(answer);
    fc.assert(
      fc.property(hex, (bytes) => {
        session.type('phone', `shout ${port} ${bytes}`);
        expect(session.type('phone', line)).toBe(answer);
      }),
      { numRuns: 20 },
    );
  },
);

const words = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
  fc.constantFrom(
    ...'-h -p -P -U -u -c -e -D -d -a -n -r -x -W -w -t -A -f -q -l -N -V -i --eval --host --port --help'.split(
      ' ',
    ),
  ),
  fc.constantFrom(
    ...'192.168.1.20 localhost 5432 3306 select ping db.a.find() start stop main 15 \\\\dt x=y host=a postgresql://a/b'.split(
      ' ',
    ),
  ),
);
const names =
  'psql pg_isready postgres pg_ctlcluster redis-server redis-cli mariadbd mysqld mysql mariadb mongod mongosh';

test.each(names.split(' '))('%s takes any words', (name) => {
  const start = new Session(scenario, programs).world;
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), (args) => {
      const session = new Session(homeScenario(), programs);
      session.world = start;
      const text = session.type('laptop', `${name} ${args.join(' ')}`);
      expect(text).not.toContain('fault in the program');
      session.key('laptop', 'C');
      session.key('laptop', 'D');
    }),
    { numRuns: 10 },
  );
});
