/** The services that `systemctl` knows, as Debian 12's unit files (systemd.service(5)) describe them. */
import type { ProcessRow, Signal } from '../../host/system-call';

/** A command line of a unit: the program of the table, and its words. */
export type UnitCommand = { program: string; argv: readonly string[] };
export type Unit = {
  name: string;
  aliases: readonly string[];
  description: string;
  docs: readonly string[];
  /** Lies in /lib/systemd/system unless made by a generator. */
  file: string;
  /**
   * `forking`: the command starts a daemon and ends. `notify`: it stays, and says when it is ready.
   * `simple`: it stays, and counts as started at once. `oneshot`: nothing of its own runs.
   */
  type: 'forking' | 'notify' | 'simple' | 'oneshot';
  before: UnitCommand | null;
  start: UnitCommand;
  reload: UnitCommand | Signal | null;
  stop: UnitCommand | Signal;
  user: string;
  /** The program of the main process; its first word begins with `word` where that is given. */
  main: { program: string; word?: string };
  /** The unit whose start and stop goes with this one. */
  part: string | null;
  /** An old init script is kept in step, which enabling it tells of. */
  script: boolean;
};

type Row = Partial<Unit> & Pick<Unit, 'name' | 'description' | 'start'>;

const command = (program: string, ...argv: string[]): UnitCommand => ({ program, argv });

function unit({ name, start, ...row }: Row): Unit {
  return {
    ...{ aliases: [], docs: [], file: `/lib/systemd/system/${name}.service`, type: 'notify' },
    ...{ before: null, reload: null, stop: 'SIGTERM', user: 'root', part: null, script: true },
    ...{ main: { program: start.program }, name, start },
    ...row,
  };
}

const nginxGlobals = ['-g', 'daemon on; master_process on;'];
const nothing = command('true', '/bin/true');

export const units: readonly Unit[] = [
  unit({
    name: 'apache2',
    description: 'The Apache HTTP Server',
    docs: ['https://httpd.apache.org/docs/2.4/'],
    type: 'forking',
    start: command('apache2ctl', '/usr/sbin/apachectl', 'start'),
    stop: command('apache2ctl', '/usr/sbin/apachectl', 'stop'),
    reload: command('apache2ctl', '/usr/sbin/apachectl', 'graceful'),
    main: { program: 'apache2' },
  }),
  unit({
    name: 'dnsmasq',
    description: 'dnsmasq - A lightweight DHCP and caching DNS server',
    start: command('dnsmasq', '/usr/sbin/dnsmasq', '-k'),
    reload: 'SIGHUP',
  }),
  unit({
    name: 'dovecot',
    description: 'Dovecot IMAP/POP3 email server',
    docs: ['man:dovecot(1)', 'https://doc.dovecot.org/'],
    start: command('dovecot', '/usr/sbin/dovecot', '-F'),
  }),
  unit({
    name: 'mariadb',
    aliases: ['mysql', 'mysqld'],
    description: 'MariaDB 10.11.19 database server',
    docs: [
      'man:mariadbd(8)',
      'https://mariadb.com/docs/server/server-management/starting-and-stopping-mariadb/systemd',
    ],
    user: 'mysql',
    start: command('mariadbd', '/usr/sbin/mariadbd'),
  }),
  unit({
    name: 'mongod',
    description: 'MongoDB Database Server',
    docs: ['https://docs.mongodb.org/manual'],
    type: 'simple',
    user: 'mongodb',
    script: false,
    start: command('mongod', '/usr/bin/mongod', '--config', '/etc/mongod.conf'),
  }),
  unit({
    name: 'mosquitto',
    description: 'Mosquitto MQTT Broker',
    docs: ['man:mosquitto.conf(5)', 'man:mosquitto(8)'],
    user: 'mosquitto',
    reload: 'SIGHUP',
    start: command('mosquitto', '/usr/sbin/mosquitto', '-c', '/etc/mosquitto/mosquitto.conf'),
  }),
  unit({
    name: 'named',
    aliases: ['bind9'],
    description: 'BIND Domain Name Server',
    docs: ['man:named(8)'],
    reload: 'SIGHUP',
    start: command('named', '/usr/sbin/named', '-f', '-u', 'bind'),
  }),
  unit({
    name: 'nginx',
    description: 'A high performance web server and a reverse proxy server',
    docs: ['man:nginx(8)'],
    type: 'forking',
    before: command('nginx', '/usr/sbin/nginx', '-t', '-q', ...nginxGlobals),
    start: command('nginx', '/usr/sbin/nginx', ...nginxGlobals),
    reload: command('nginx', '/usr/sbin/nginx', ...nginxGlobals, '-s', 'reload'),
    stop: 'SIGQUIT',
    main: { program: 'nginx', word: 'nginx: master' },
  }),
  unit({
    name: 'postfix',
    description: 'Postfix Mail Transport Agent',
    docs: ['man:postfix(1)'],
    type: 'oneshot',
    start: nothing,
    reload: nothing,
    part: 'postfix@-',
  }),
  unit({
    name: 'postfix@-',
    description: 'Postfix Mail Transport Agent (instance -)',
    docs: ['man:postfix(1)'],
    file: '/lib/systemd/system/postfix@.service',
    type: 'forking',
    start: command('postfix', '/usr/sbin/postfix', 'start'),
    stop: command('postfix', '/usr/sbin/postfix', 'stop'),
    reload: command('postfix', '/usr/sbin/postfix', 'reload'),
    main: { program: 'master' },
  }),
  unit({
    name: 'postgresql',
    description: 'PostgreSQL RDBMS',
    type: 'oneshot',
    start: nothing,
    reload: nothing,
    part: 'postgresql@15-main',
  }),
  unit({
    name: 'postgresql@15-main',
    description: 'PostgreSQL Cluster 15-main',
    file: '/lib/systemd/system/postgresql@.service',
    type: 'forking',
    start: command('pg_ctlcluster', '/usr/bin/pg_ctlcluster', '15', 'main', 'start'),
    stop: command('pg_ctlcluster', '/usr/bin/pg_ctlcluster', '15', 'main', 'stop'),
    reload: command('pg_ctlcluster', '/usr/bin/pg_ctlcluster', '15', 'main', 'reload'),
    main: { program: 'postgres' },
  }),
  unit({
    name: 'redis-server',
    aliases: ['redis'],
    description: 'Advanced key-value store',
    docs: ['http://redis.io/documentation', 'man:redis-server(1)'],
    user: 'redis',
    start: command('redis-server', '/usr/bin/redis-server', '/etc/redis/redis.conf'),
  }),
  unit({
    name: 'slapd',
    description: 'LSB: OpenLDAP standalone server (Lightweight Directory Access Protocol)',
    docs: ['man:systemd-sysv-generator(8)'],
    file: '/run/systemd/generator.late/slapd.service',
    start: command('slapd', '/usr/sbin/slapd'),
  }),
  unit({
    name: 'ssh',
    aliases: ['sshd'],
    description: 'OpenBSD Secure Shell server',
    docs: ['man:sshd(8)', 'man:sshd_config(5)'],
    start: command('sshd', '/usr/sbin/sshd', '-D'),
  }),
  unit({
    name: 'vsftpd',
    description: 'vsftpd FTP server',
    type: 'simple',
    reload: 'SIGHUP',
    start: command('vsftpd', '/usr/sbin/vsftpd', '/etc/vsftpd.conf'),
  }),
];

/** The unit of a name such as `nginx` or `nginx.service`, by an alias too. */
export function findUnit(given: string): Unit | null {
  const name = given.replace(/\.service$/, '');
  return units.find((one) => one.name === name || one.aliases.includes(name)) ?? null;
}

/** `/usr/sbin/nginx -t -q`, as status shows it. */
export function formatUnitCommand({ argv }: UnitCommand): string {
  return argv.join(' ');
}

/** The main process of a unit among all that run, or null. */
export function findMain({ main, type }: Unit, rows: readonly ProcessRow[]): ProcessRow | null {
  if (type === 'oneshot') return null;
  const fits = ({ program, argv, state }: ProcessRow) =>
    program === main.program && state !== 'Z' && (argv[0] ?? '').startsWith(main.word ?? '');
  const own = rows.filter(fits);
  return own.find((row) => !own.some(({ pid }) => pid === row.ppid)) ?? null;
}
