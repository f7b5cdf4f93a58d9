/** Packages of a host: Debian's defaults, with which each server starts and listens where Debian's does. */
import { expect, test } from 'vitest';
import { type HostSpec, scenario } from '@/contract/scenario';
import { packageProgram } from '../world/install-package';
import { createWorld, performAction, viewWorld } from './engine';

type Name = NonNullable<HostSpec['packages']>[number];

function hostWith(packages: Name[], files: Record<string, string> = {}) {
  const spec: HostSpec = {
    ...{ kind: 'server' as const, interfaces: { eth0: { lan: 'site', addr: '192.168.1.10/24' } } },
    ...{ terminals: 1, browser: false, firewall: [], forward: false, sysctl: {} },
    ...{ packages, files, programs: [{ run: 'systemd' }] },
  };
  const hosts = { web: spec };
  return createWorld({ id: 'p', startsAt: '2026-11-23T13:10:49Z', lans: ['site'], hosts }, 1);
}

/** What the terminal shows after the lines. */
function type(packages: Name[], lines: string[], files?: Record<string, string>): string {
  let world = hostWith(packages, files);
  for (const line of lines) {
    world = performAction(world, { do: 'type', host: 'web', tty: 0, line }).at(-1)?.world ?? world;
  }
  return viewWorld(world).hosts[0]?.terminals[0]?.text ?? '';
}

test.each<[Name, string, string]>([
  ['apache2', 'apache2', ':80'],
  ['bind9', 'named', '127.0.0.1:53'],
  ['dnsmasq', 'dnsmasq', '0.0.0.0:53'],
  ['dovecot-imapd', 'dovecot', '0.0.0.0:143'],
  ['mariadb-server', 'mariadb', '127.0.0.1:3306'],
  ['mosquitto', 'mosquitto', '127.0.0.1:1883'],
  ['nginx', 'nginx', ':80'],
  ['openssh-server', 'ssh', '0.0.0.0:22'],
  ['postfix', 'postfix', '0.0.0.0:25'],
  ['postgresql', 'postgresql', '127.0.0.1:5432'],
  ['redis-server', 'redis-server', '127.0.0.1:6379'],
  ['slapd', 'slapd', '0.0.0.0:389'],
  ['vsftpd', 'vsftpd', ':21'],
])('%s starts with its defaults and listens', (name, unit, address) => {
  const text = type([name], [`systemctl start ${unit}`, `systemctl is-active ${unit}`, 'ss -tln']);
  expect(text).toContain(`is-active ${unit}\nactive\n`);
  expect(text).toContain(`${address} `);
});

test('what lies above the folders of a package is root’s', () => {
  expect(type(['mosquitto'], ['ls -ld /var/log /run /var/log/mosquitto'])).toMatch(
    /root +root .* \/run\n.* root +root .* \/var\/log\n.* mosquitto mosquitto .*\/var\/log\/mosquitto/,
  );
});

test('the site of the web server is served', () => {
  expect(type(['nginx'], ['systemctl start nginx', 'curl -s http://localhost/'])).toContain(
    'Welcome to nginx!',
  );
  expect(type(['apache2'], ['systemctl start apache2', 'curl -s http://localhost/'])).toContain(
    'Apache2 Debian Default Page',
  );
});

test('a file of the author wins, and keeps the owner that the package gave it', () => {
  const lines = ['cat /etc/redis/redis.conf', 'ls -l /etc/redis/redis.conf', 'id redis'];
  const text = type(['redis-server'], lines, { '/etc/redis/redis.conf': 'port 7000\n' });
  expect(text).toContain('redis.conf\nport 7000\n');
  expect(text).toMatch(/-rw-r----- 1 redis \S+ +10 .*redis.conf/);
  expect(text).toContain('uid=108(redis)');
});

test('every package has its program, and a name that is none is refused', () => {
  for (const name of Object.keys(packageProgram) as Name[]) {
    expect(() => hostWith([name])).not.toThrow();
  }
  const host = { kind: 'server', interfaces: {}, packages: ['nosuch'] };
  const read = scenario.safeParse({ hosts: { web: host } });
  const places = read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
  expect(places).toContain('hosts.web.packages.0');
});
