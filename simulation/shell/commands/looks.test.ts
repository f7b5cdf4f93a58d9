/** Commands that only look, against captures of the real tools. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../host/program';
import type { Call, InterfaceRow, Reply, SocketRow } from '../../host/system-call';
import { runCanned } from './canned-kernel.test-helper';
import { getent } from './getent';
import { ip } from './ip';
import { lsof } from './lsof';
import { netstat } from './netstat';
import { sysctl } from './sysctl';

type Capture = {
  host: string;
  user: string;
  command: string;
  columns: number | null;
  status: number;
  note?: string;
  terminal?: string;
  stdout?: string;
  stderr?: string;
};

function load(name: string): Capture[] {
  return JSON.parse(readFileSync(`simulation/shell/fixtures/network/${name}.json`, 'utf8'))
    .captures;
}

const hosts =
  '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' +
  '192.168.1.20 laptop\n192.168.1.50 phone\n';
const files = {
  '/etc/hosts': hosts,
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nyou:x:4242:4242::/home/you:/bin/bash\n',
};

function socket(
  id: number,
  owner: string,
  local: string,
  rest: Partial<SocketRow> = {},
): SocketRow {
  const [program = '', pid, fd, user = 'you'] = owner.split(' ');
  const at = local.lastIndexOf(':');
  const addr = local.slice(0, at);
  return {
    ...{
      id: id - 10_000,
      proto: 'tcp',
      family: addr.includes(':') ? 6 : 4,
      v6only: addr === '::1',
    },
    ...{ state: 'LISTEN', recvQ: 0, sendQ: 5, local: { addr, port: Number(local.slice(at + 1)) } },
    ...{ peer: null, owners: [{ program, pid: Number(pid), fd: Number(fd), user }] },
    ...rest,
  };
}

const sockets: SocketRow[] = [
  socket(31020, 'python3 13361 3', '0.0.0.0:8000'),
  socket(31048, 'python3 13361 4', '192.168.1.20:8000', {
    ...{ state: 'ESTAB', sendQ: 0, peer: { addr: '192.168.1.50', port: 35990 } },
  }),
  socket(31013, 'nc 13363 3 root', '127.0.0.1:9000'),
  socket(30600, 'nc 13362 3', '0.0.0.0:9998', { proto: 'udp', state: 'UNCONN', sendQ: 0 }),
  socket(31015, 'python3 13366 3', '::1:8001'),
  socket(31016, 'python3 13366 4', ':::8002'),
];

function interfaces(name: string): InterfaceRow[] {
  const phone = name === 'phone';
  return [
    {
      ...{ name: 'lo', state: 'UNKNOWN', mac: '00:00:00:00:00:00', mtu: 65536 },
      addrs: [
        { addr: '127.0.0.1', prefix: 8 },
        { addr: '::1', prefix: 128 },
      ],
    },
    {
      ...{ name: 'eth0', state: phone ? 'DOWN' : 'UP', mtu: 1500 },
      mac: phone ? '52:54:00:a8:01:32' : '52:54:00:a8:01:14',
      addrs: phone
        ? [{ addr: '192.168.1.50', prefix: 24 }]
        : [
            { addr: '192.168.1.20', prefix: 24 },
            { addr: 'fe80::5054:ff:fea8:114', prefix: 64 },
          ],
    },
  ];
}

function kernel(host: string, gateway: boolean, user = 'you') {
  const own = host === 'phone' ? '192.168.1.50' : '192.168.1.20';
  const link = { to: '192.168.1.0/24', via: null, dev: 'eth0', src: own };
  const out = { to: 'default', via: '192.168.1.1', dev: 'eth0', src: null };
  return (call: Call): Reply | undefined => {
    if (call.call === 'interfaces') return { ok: true, value: interfaces(host) };
    if (call.call === 'routes') return { ok: true, value: gateway ? [link, out] : [link] };
    if (call.call === 'whoami')
      return { ok: true, value: { user, uid: user === 'root' ? 0 : 1000 } };
    return undefined;
  };
}

function check(program: Program, capture: Capture, gateway = false, tidy = (text: string) => text) {
  const { command, columns, user, host, status, terminal, stdout, stderr } = capture;
  const words = command.match(/"[^"]*"|\S+/g) ?? [];
  const argv = words.map((word) => word.replaceAll('"', ''));
  const reply = kernel(host, gateway, user);
  const run = runCanned(program, argv, { columns, user, files, sockets, reply });
  if (terminal === undefined) {
    expect(run.out).toBe(tidy(stdout ?? ''));
    expect(run.error).toBe(tidy(stderr ?? ''));
  } else {
    expect(run.both).toBe(tidy(terminal));
  }
  expect(run.status).toBe(status);
}

/** Left out: wires without a carrier, neighbours, JSON, and names of devices that are half of a pair. */
const leftIp = /^ip (neigh|n|-6 route|-c a|foo bar)$/;
/** The simulated machine has plain interfaces; the captures were made on virtual pairs. */
const plain = (text: string) =>
  text
    .replace(
      /eth0@if2( {0,4})/g,
      (_, spaces: string) => `eth0${spaces === '    ' ? '        ' : spaces}`,
    )
    .replace(/ link-netns p4\w+/g, '')
    .replace(/uid 4242/g, 'uid 1000');

describe('ip against captures of iproute2 6.1', () => {
  const captures = load('ip').filter(
    ({ command, note }) => !leftIp.test(command) && note !== 'no carrier',
  );
  // The last two captures have a default route.
  const routed = captures.slice(-2);
  test.each(captures)('$host: $command ($note)', (capture) => {
    check(ip, capture, routed.includes(capture), plain);
  });
});

describe('getent against captures of glibc 2.36', () => {
  const left = /^getent (networks|protocols)$/;
  test.each(load('getent').filter(({ command }) => !left.test(command)))('$command', (capture) => {
    check(getent, capture);
  });
});

describe('lsof and netstat against captures', () => {
  const captures = load('lsof');
  const left = /lsof -v/;
  test.each(captures.filter(({ command }) => command.startsWith('lsof') && !left.test(command)))(
    '$command ($user)',
    (capture) => check(lsof, capture),
  );
  const counted = /netstat (-i|-rn?)$/;
  test.each(
    captures.filter(({ command }) => command.startsWith('netstat') && !counted.test(command)),
  )('$command ($user)', (capture) => check(netstat, capture));
});

test('sysctl says what procps says of keys that are missing, read-only or wrong', () => {
  const values: Record<string, string> = {
    'net.ipv4.ip_unprivileged_port_start': '1024',
    'net.ipv4.ip_local_port_range': '32768\t60999',
    'net.ipv4.tcp_syn_retries': '6',
    'net.core.somaxconn': '4096',
  };
  const captures = load('sysctl').filter(({ command }) => !/tcp_rmem|_start=abc$/.test(command));
  for (const capture of captures) {
    const reply = (call: Call): Reply | undefined => {
      if (call.call !== 'sysctl') return undefined;
      const old = values[call.name];
      if (old === undefined) return { ok: false, errno: 'ENOENT' };
      if (call.value === undefined) return { ok: true, value: old };
      if (capture.user !== 'root') return { ok: false, errno: 'EACCES' };
      values[call.name] = call.value;
      return { ok: true, value: call.value };
    };
    const argv = capture.command.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', ''));
    // The capture's shell took the quotes away.
    const words = capture.command.includes('range=40000')
      ? ['sysctl', '-w', 'net.ipv4.ip_local_port_range=40000 41000']
      : capture.command.includes('range=32768')
        ? ['sysctl', '-w', 'net.ipv4.ip_local_port_range=32768 60999']
        : (argv ?? []);
    const run = runCanned(sysctl, words, { columns: 80, user: capture.user, reply });
    expect([capture.command, run.both]).toEqual([capture.command, capture.terminal]);
  }
});

test('any words end with a status and never throw', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('-i', ':80', '-n', 'addr', 'route', 'get', 'hosts', '-t', '-tlnp', 'a=b', '-s'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(ip, getent, lsof, netstat, sysctl),
      fc.array(word, { maxLength: 6 }),
      (program, args) => {
        const reply = kernel('laptop', true);
        const argv = [program.name, ...args];
        const run = runCanned(program, argv, { files, sockets, reply, columns: 80 });
        expect(run.status).toBeGreaterThanOrEqual(0);
        expect(run.status).toBeLessThanOrEqual(255);
      },
    ),
    { numRuns: 1500 },
  );
});
