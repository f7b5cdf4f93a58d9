/** Databases: Redis, PostgreSQL, MariaDB. Nobody who calls may read files, load code or stop them. */
import { firstOrders, PASSWORD, USER } from '../../service/mysql/account';
import type { ProgramRow } from '../program';

/** What is in the shop's table before anybody orders. */
const fillTable = firstOrders
  .map(({ tea, cups }) => `insert into orders (tea, cups) values ('${tea}', ${cups});`)
  .join('\n');

export const dataRows: readonly ProgramRow[] = [
  {
    id: 'redis',
    service: 'redis',
    parts: [{ name: 'Redis', file: '/usr/bin/redis-server', package: 'redis-server' }],
    purposes: ['commands'],
    megabytes: 8,
    files: ({ address }) => ({
      'redis.conf': `
bind ${address}
protected-mode no
dir /run
save ""
maxclients 40
maxmemory 8mb
timeout 60
proto-max-bulk-len 1mb
user default on nopass ~* &* +@all -@admin -@scripting -debug
`,
    }),
    run: ({ binaries }) => [`exec ${binaries[0]} /run/redis.conf`],
  },
  {
    id: 'postgresql',
    service: 'postgres',
    parts: [
      {
        name: 'PostgreSQL',
        file: '/usr/lib/postgresql/*/bin/postgres',
        package: 'postgresql-*',
      },
    ],
    purposes: ['queries'],
    megabytes: 64,
    files: ({ address }) => ({
      'more.conf': `
listen_addresses = '${address}'
unix_socket_directories = ''
shared_buffers = 1MB
dynamic_shared_memory_type = mmap
max_connections = 12
fsync = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2MB
min_wal_size = 2MB
autovacuum = off
temp_file_limit = 4MB
log_connections = on
log_statement = all
log_line_prefix = ''
`,
      'access.conf': `host all ${USER} all scram-sha-256\n`,
      'roles.sql': `
create role ${USER} login password '${PASSWORD}' connection limit 8;
create database ${USER} owner ${USER};
revoke connect on database postgres from public;
revoke connect on database template1 from public;
`,
      'tables.sql': `
create table orders (id serial primary key, tea text not null, cups int not null);
alter table orders owner to ${USER};
${fillTable}
`,
    }),
    run({ binaries }) {
      const [postgres = ''] = binaries;
      const initdb = postgres.replace(/postgres$/, 'initdb');
      const single = `${postgres} --single -D /run/data`;
      return [
        `${initdb} -D /run/data -U keeper --auth=reject --locale=C --encoding=UTF8 --wal-segsize=1 --no-sync --no-instructions >/run/said 2>&1 || { cat /run/said; exit 1; }`,
        'cat /run/more.conf >>/run/data/postgresql.conf',
        'cat /run/access.conf >/run/data/pg_hba.conf',
        `${single} postgres </run/roles.sql >/run/said 2>&1 || { cat /run/said; exit 1; }`,
        `${single} ${USER} </run/tables.sql >/run/said 2>&1 || { cat /run/said; exit 1; }`,
        `exec ${postgres} -D /run/data`,
      ];
    },
  },
  {
    id: 'mariadb',
    service: 'mysql',
    parts: [{ name: 'MariaDB', file: '/usr/sbin/mariadbd', package: 'mariadb-server' }],
    purposes: ['queries'],
    megabytes: 64,
    files: ({ address }) => ({
      'maria.conf': `
[mariadbd]
datadir=/run/data
tmpdir=/run
socket=/run/maria.sock
pid-file=/run/maria.pid
bind-address=${address}
skip-name-resolve
skip-innodb
default-storage-engine=Aria
default-tmp-storage-engine=Aria
aria-log-file-size=8M
aria-pagecache-buffer-size=1M
key-buffer-size=1M
max-connections=12
performance-schema=OFF
secure-file-priv=/run/nothing
local-infile=OFF
general-log=ON
general-log-file=/dev/stderr
log-warnings=1
max-allowed-packet=1M
`,
      // In this mode a statement ends with its line.
      'tables.sql': `
create database shop;
use shop;
create table orders (id int auto_increment primary key, tea varchar(255) not null, cups int not null);
${fillTable}
`,
      'accounts.sql': `
create user '${USER}'@'%' identified by '${PASSWORD}';
grant all on shop.* to '${USER}'@'%';
`,
    }),
    run: ({ binaries }) => [
      'mkdir data nothing',
      `{ printf 'create database mysql;\\nuse mysql;\\n'; cat /usr/share/mysql/mysql_system_tables.sql tables.sql; } | ${binaries[0]} --defaults-file=/run/maria.conf --general-log=OFF --bootstrap >/run/said 2>&1 || { cat /run/said; exit 1; }`,
      `exec ${binaries[0]} --defaults-file=/run/maria.conf --init-file=/run/accounts.sql`,
    ],
  },
];
