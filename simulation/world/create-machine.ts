/** A host as a scenario describes it, before it is switched on. */
import type { HostSpec, Scenario } from '@/contract/scenario';
import { encodeText } from '../host/bytes';
import { hashText } from '../host/dictionary';
import { type Files, withFile } from '../host/file-system';
import { emptyMemory, type Machine } from '../host/machine';
import type { ServerPackage } from '../host/package';
import type { Terminal } from '../host/process';
import type { ProgramTable } from '../host/program';
import type { Interface, Route } from '../host/route';
import { normalizeAddress, parsePrefix } from '../packet/address';
import { formatServices } from '../program/services';
import { findPackage, installPackage } from './install-package';

const directories =
  '/ /bin /boot /dev /etc /home /lib /opt /proc /root /run /sbin /srv /sys /usr /var';

function macOf(host: string, iface: string): string {
  const hash = hashText(`${host} ${iface}`);
  const bytes = [0x02, 0x42, hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Accounts of servers, with the folders that Debian's packages give them; the first is their home. */
const serverFolders: Readonly<Record<string, readonly string[]>> = {
  postgres: ['/var/lib/postgresql'],
  mysql: ['/var/lib/mysql', '/var/log/mysql'],
  redis: ['/var/lib/redis', '/var/log/redis'],
  mongodb: ['/var/lib/mongodb', '/var/log/mongodb'],
};

export function homeOf(user: string): string {
  return user === 'root' ? '/root' : (serverFolders[user]?.[0] ?? `/home/${user}`);
}

/** Whose a file is that a scenario describes. */
function ownerOf(path: string, user: string): string {
  if (path.startsWith(`${homeOf(user)}/`)) return user;
  const server = Object.entries(serverFolders).find(([, folders]) =>
    folders.some((folder) => path.startsWith(`${folder}/`)),
  );
  return server?.[0] ?? 'root';
}

/** Splits a command line at spaces; quotes keep words together. */
function splitCommand(line: string): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

export function createMachine(
  name: string,
  spec: HostSpec,
  scenario: Pick<Scenario, 'hosts' | 'lans'>,
  programs: ProgramTable = {},
): Machine {
  const packages = [...new Set(spec.packages)].map((one) => findPackage(one, programs));
  const user = spec.user ?? 'root';
  const runner = spec.container?.on;
  if (runner !== undefined && !Object.hasOwn(scenario.hosts, runner)) {
    throw new Error(
      `Container "${name}" is to run on "${runner}", but there is no such host in this scenario`,
    );
  }
  const terminals: Record<number, Terminal> = {};
  for (let tty = 0; tty < spec.terminals; tty += 1) {
    terminals[tty] = createTerminal(tty, spec.columns ?? 80);
  }
  const sysctl = Object.fromEntries(
    Object.entries(spec.sysctl).map(([key, value]) => [key, String(value).replace(/\s+/g, '\t')]),
  );
  const forward = spec.forward ? { 'net.ipv4.ip_forward': '1' } : {};
  return {
    name,
    kind: spec.kind,
    power: spec.container ? 'off' : 'on',
    container: spec.container ?? null,
    user,
    interfaces: createInterfaces(name, spec),
    routes: (spec.routes ?? []).map((route): Route => ({ ...route, kind: 'unicast' })),
    firewall: spec.firewall,
    nat: spec.nat ?? [],
    ruleCounts: {},
    sysctl: { ...forward, ...sysctl },
    files: createFiles(name, user, spec, scenario, packages),
    ...emptyMemory,
    terminals,
    browser: spec.browser ? { page: null, address: null } : null,
    boot: [
      ...(spec.programs ?? []).map(({ run, user: as = 'root' }) => ({
        argv: splitCommand(run),
        user: as,
        tty: null,
      })),
      ...Object.keys(terminals).map((tty) => ({ argv: ['bash'], user, tty: Number(tty) })),
      ...(spec.browser ? [{ argv: ['browser'], user, tty: null }] : []),
    ],
    handDriven: spec.processes ?? [],
    // A young system: the kernel's own processes have the low numbers.
    nextPid: 600 + (hashText(name) % 300),
  };
}

function createTerminal(tty: number, columns: number): Terminal {
  return {
    tty,
    text: '',
    columns,
    foreground: 0,
    session: 0,
    input: [],
    history: [],
    running: null,
    status: null,
    editing: null,
  };
}

function createInterfaces(host: string, spec: HostSpec): Machine['interfaces'] {
  const interfaces: Record<string, Interface> = {};
  for (const [name, { lan, addr, addr6 }] of Object.entries(spec.interfaces)) {
    const addrs = [addr, ...(addr6 ? [addr6] : [])];
    for (const one of addrs) {
      if (!parsePrefix(one)) {
        throw new Error(
          `Host "${host}", interface "${name}": "${one}" is no address with a prefix length, such as 192.168.1.20/24`,
        );
      }
    }
    interfaces[name] = { name, lan, addrs, up: true, mac: macOf(host, name) };
  }
  return interfaces;
}

function createFiles(
  host: string,
  user: string,
  spec: HostSpec,
  scenario: Pick<Scenario, 'hosts'>,
  packages: readonly ServerPackage[],
): Files {
  const node = (kind: 'file' | 'directory', text: string, owner: string, mode: number) =>
    ({ kind, data: encodeText(text), owner, mode, modified: 0 }) as const;
  let files: Files = {};
  for (const path of directories.split(' ')) {
    files = { ...files, [path]: node('directory', '', 'root', path === '/root' ? 0o700 : 0o755) };
  }
  files = { ...files, '/tmp': node('directory', '', 'root', 0o1777) };
  const people = [...new Set([user, ...(spec.programs ?? []).flatMap((one) => one.user ?? [])])];
  for (const person of people) {
    if (person !== 'root')
      files = withFile(files, homeOf(person), node('directory', '', person, 0o755));
  }
  const etc: Record<string, string> = {
    '/etc/hostname': `${host}\n`,
    '/etc/hosts': formatHosts(host, spec, scenario),
    '/etc/services': formatServices(),
    '/etc/passwd': formatPasswd(people, packages),
  };
  for (const [path, text] of Object.entries(etc)) {
    files = withFile(files, path, node('file', text, 'root', 0o644));
  }
  for (const one of packages) files = installPackage(files, one);
  for (const [given, text] of Object.entries(spec.files ?? {})) {
    const path = given.replace(/^~(?=\/)/, homeOf(user));
    const standing = files[path];
    const owner = standing?.owner ?? ownerOf(path, user);
    // A script can be run by its name, as manage.py of a Django project can.
    const mode = text.startsWith('#!') ? 0o755 : (standing?.mode ?? 0o644);
    files = withFile(files, path, node('file', text, owner, mode));
  }
  return files;
}

/** hosts(5): localhost, every host's own name, and the scenario's lines. */
function formatHosts(host: string, spec: HostSpec, { hosts }: Pick<Scenario, 'hosts'>): string {
  const lines = ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback'];
  const addressOf = (one: HostSpec) => Object.values(one.interfaces)[0]?.addr.split('/')[0];
  const names = [[host, spec] as const, ...Object.entries(hosts).filter(([name]) => name !== host)];
  for (const [name, one] of names) {
    const addr = addressOf(one);
    if (addr) lines.push(`${normalizeAddress(addr) ?? addr}\t${name}`);
  }
  for (const [addr, more] of Object.entries(spec.names ?? {})) {
    lines.push(`${addr}\t${more.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function formatPasswd(people: readonly string[], packages: readonly ServerPackage[]): string {
  const servers = packages.flatMap(({ users }) => Object.entries(users));
  const accounts = new Map(
    servers.map(([name, { id, home }]) => [
      name,
      `${name}:x:${id}:${id}::${home}:/usr/sbin/nologin`,
    ]),
  );
  const rows = people
    .filter((person) => person !== 'root' && !accounts.has(person))
    .map(
      (person, index) => `${person}:x:${1000 + index}:${1000 + index}::${homeOf(person)}:/bin/bash`,
    );
  return `${['root:x:0:0:root:/root:/bin/bash', ...accounts.values(), ...rows].join('\n')}\n`;
}
