/** PostgreSQL over the simulated network, against captures of PostgreSQL 15.20 on a real one. */
import { expect, test } from 'vitest';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

type Typed = Capture & { typed?: string[]; stdin?: string };
const captures: Typed[] = loadCaptures('postgresql');

const DATA = '/var/lib/postgresql/15/main';
const ETC = '/etc/postgresql/15/main';
const local = 'host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n';
const open = `${local}host all postgres 192.168.1.50/32 reject
host shop shop 192.168.1.0/24 scram-sha-256
host all md 192.168.1.0/24 md5
host all tr 192.168.1.0/24 trust
host all pw 192.168.1.0/24 password
`;

function database(listen = 'localhost', hba = local): Session {
  return new Session(
    homeScenario({
      laptop: {
        files: {
          [`${DATA}/PG_VERSION`]: '15\n',
          [`${DATA}/global/roles.json`]: JSON.stringify({
            postgres: { superuser: true, password: 'adm' },
            shop: { password: 's3cret' },
            md: { password: 'x1' },
            tr: {},
            pw: { password: 'x3' },
          }),
          [`${DATA}/base/shop/owner`]: 'shop\n',
          [`${ETC}/postgresql.conf`]: `data_directory = '${DATA}'\t# where\nhba_file = '${ETC}/pg_hba.conf'\nlisten_addresses = '${listen}'\nlog_timezone = 'Etc/UTC'\nlog_line_prefix = '%m [%p] %q%u@%d '\n`,
          [`${ETC}/pg_hba.conf`]: hba,
        },
        programs: [{ run: 'pg_ctlcluster 15 main start' }],
      },
    }),
  );
}

/** Types a command and what follows it; returns all that the terminal shows. */
function play(session: Session, { host, command, typed = [] }: Typed): string {
  const before = session.terminal(host).text.length;
  session.type(host, command);
  for (const line of typed) {
    if (/^\^[CD]$/.test(line)) session.key(host, line === '^C' ? 'C' : 'D');
    else session.type(host, line);
  }
  const text = session.terminal(host).text.slice(before + command.length + 1);
  return text.replace(/(?:you|root)@(?:laptop|phone):\S*[$#] $/, '');
}

/** The capture's machine had no IPv6 name for itself, and no DNS. */
function tidyPostgres(text: string): string {
  return text.replace('Temporary failure in name resolution', 'Name or service not known');
}

test.each(
  captures.slice(0, 20).filter(({ command }) => !/localhost -U|192\.168\.1\.99/.test(command)),
)('without a server: $command', (capture) => {
  const session = new Session();
  expect(play(session, capture)).toBe(tidyPostgres(capture.terminal ?? capture.stdout ?? ''));
  expect(Number(session.type(capture.host, 'echo $?'))).toBe(capture.status);
});

test('a name with two addresses is tried at both', () => {
  const text = new Session().type('laptop', 'psql -h localhost -U postgres');
  const lines = (addr: string) =>
    `connection to server at "localhost" (${addr}), port 5432 failed: Connection refused\n` +
    '\tIs the server running on that host and accepting TCP/IP connections?\n';
  expect(text).toBe(`psql: error: ${lines('::1')}${lines('127.0.0.1')}`);
});

test.each(captures.slice(20, 31).filter(({ command }) => !command.includes('create user')))(
  'on localhost: $command $typed',
  (capture) => {
    const session = database();
    expect(play(session, capture)).toBe(capture.terminal);
    expect(Number(session.type(capture.host, 'echo $?'))).toBe(capture.status);
  },
);

test('the way to a remote database, floor by floor', () => {
  const session = database();
  const dial = 'PGPASSWORD=wrong psql -h 192.168.1.20 -U shop shop';
  expect(session.type('phone', dial)).toContain('port 5432 failed: Connection refused');
  const conf = `${ETC}/postgresql.conf`;
  session.type('laptop', `sudo sed -i "s/localhost/192.168.1.20,localhost/" ${conf}`);
  expect(session.type('phone', dial)).toContain('Connection refused');
  session.type('laptop', 'sudo pg_ctlcluster 15 main restart');
  expect(session.type('laptop', 'ss -Htln sport = :5432 | cat')).toContain('192.168.1.20:5432');
  expect(session.type('phone', dial)).toBe(
    'psql: error: connection to server at "192.168.1.20", port 5432 failed: FATAL:  no pg_hba.conf entry for host "192.168.1.50", user "shop", database "shop", no encryption\n',
  );
  expect(session.type('phone', 'pg_isready -h 192.168.1.20')).toBe(
    '192.168.1.20:5432 - accepting connections\n',
  );
  const line = 'host shop shop 192.168.1.0/24 scram-sha-256';
  session.type('laptop', `echo "${line}" | sudo tee -a ${ETC}/pg_hba.conf`);
  expect(session.type('phone', dial)).toContain('no pg_hba.conf entry');
  session.type('laptop', 'sudo pg_ctlcluster 15 main reload');
  expect(session.type('phone', dial)).toContain('password authentication failed for user "shop"');
  expect(
    session.type(
      'phone',
      `PGPASSWORD=s3cret psql -h 192.168.1.20 -U shop shop -c 'select 1 as ok'`,
    ),
  ).toBe(' ok \n----\n  1\n(1 row)\n\n');
  const log = session
    .type('laptop', 'cat /var/log/postgresql/postgresql-15-main.log')
    .replace(/^\S+ \S+ UTC \[\d+\] /gm, '');
  expect(log).toContain('LOG:  listening on IPv4 address "127.0.0.1", port 5432\n');
  expect(log).toContain('LOG:  received fast shutdown request\n');
  expect(log).toContain('LOG:  received SIGHUP, reloading configuration files\n');
  expect(log).toContain(`shop@shop DETAIL:  Connection matched pg_hba.conf line 3: "${line}"\n`);
});

const remote = captures.slice(66);
const refused = /-U md|\\d t2|"table books|create user md/;
const session = database('*', open);

test.each(
  remote.filter(
    ({ command, typed = [], host, stdin }, at) =>
      at < 74 &&
      host === 'phone' &&
      !refused.test(command) &&
      stdin === undefined &&
      command !== 'psql -h 192.168.1.20 -U postgres',
  ),
)('from another host: $command $typed', (capture) => {
  if (capture.columns === null) {
    expect(session.type('phone', `${capture.command} > /tmp/o 2> /tmp/e; cat /tmp/o`)).toBe(
      capture.stdout,
    );
    expect(session.type('phone', 'cat /tmp/e')).toBe(capture.stderr);
    return;
  }
  expect(play(session, capture)).toBe(capture.terminal);
  expect(Number(session.type('phone', 'echo $?'))).toBe(capture.status);
});

test('a server that is stopped says goodbye to who is asking', () => {
  const own = database('*', open);
  const [first = '', ...later] = (captures.at(-1)?.terminal ?? '').split(/(?<=> )/);
  let shown = own.type('phone', captures.at(-1)?.command ?? '');
  own.type('laptop', 'sudo pg_ctlcluster 15 main stop', 1);
  for (const line of captures.at(-1)?.typed ?? []) shown += `${line}\n${own.type('phone', line)}`;
  expect(shown).toBe([first, ...later].join(''));
  expect(own.type('laptop', 'sudo pg_ctlcluster 15 main status')).toBe(
    'pg_ctl: no server running\n',
  );
});

/** The golden transcripts of PostgreSQL, word for word. */
test('the transcripts', () => {
  const own = database('127.0.0.1');
  expect(own.type('laptop', 'sudo ss -Htlnp sport = :5432 | cat')).toMatch(
    /^LISTEN 0 {6}244 {4}127\.0\.0\.1:5432 0\.0\.0\.0:\* users:\(\("postgres",pid=\d+,fd=\d+\)\)/,
  );
  expect(own.type('laptop', 'pg_isready -h 127.0.0.1')).toBe(
    '127.0.0.1:5432 - accepting connections\n',
  );
  expect(own.type('laptop', `PGPASSWORD=adm psql -h 127.0.0.1 -U postgres -c '\\conninfo'`)).toBe(
    'You are connected to database "postgres" as user "postgres" on host "127.0.0.1" at port "5432".\n',
  );
  expect(own.type('laptop', 'psql -U postgres')).toBe(
    'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n',
  );
  const wide = database('*', `${local}host shop shop 192.168.1.0/24 scram-sha-256\n`);
  expect(wide.type('laptop', 'ss -Htln | grep 5432').replace(/ +$/gm, '')).toBe(
    'LISTEN 0      244    0.0.0.0:5432 0.0.0.0:*\nLISTEN 0      244       [::]:5432    [::]:*\n',
  );
  expect(wide.type('phone', 'psql -h 192.168.1.20 -U postgres')).toBe(
    'psql: error: connection to server at "192.168.1.20", port 5432 failed: FATAL:  no pg_hba.conf entry for host "192.168.1.50", user "postgres", database "postgres", no encryption\n',
  );
  expect(wide.type('phone', 'PGPASSWORD=wrong psql -h 192.168.1.20 -U shop shop')).toBe(
    'psql: error: connection to server at "192.168.1.20", port 5432 failed: FATAL:  password authentication failed for user "shop"\n',
  );
  expect(wide.type('phone', 'curl -sS http://192.168.1.20:5432/')).toBe(
    'curl: (52) Empty reply from server\n',
  );
});

test('what a transaction has written others see after COMMIT, and nobody after ROLLBACK', () => {
  const own = database('*', open);
  const ask = (sql: string) =>
    own.type('phone', `PGPASSWORD=s3cret psql -h 192.168.1.20 -U shop shop -Atc "${sql}"`, 1);
  ask('create table tx (a int)');
  const begin = ['PGPASSWORD=s3cret psql -h 192.168.1.20 -U shop shop', 'begin;'];
  for (const line of [...begin, 'insert into tx values (1);']) own.type('phone', line);
  expect(own.type('phone', 'select count(*) from tx;')).toContain(' 1\n');
  expect(ask('select count(*) from tx')).toBe('0\n');
  expect(own.type('phone', 'commit;')).toContain('COMMIT\n');
  expect(ask('select count(*) from tx')).toBe('1\n');
  for (const line of ['begin;', 'drop table tx;']) own.type('phone', line);
  expect(own.type('phone', 'create database x;')).toContain('ERROR:  ');
  expect(own.type('phone', 'commit;')).toContain('ROLLBACK\n');
  expect(ask('select count(*) from tx')).toBe('1\n');
});
