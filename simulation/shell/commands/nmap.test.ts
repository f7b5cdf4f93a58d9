/** nmap over the simulated network, against captures of Nmap 7.93 in the same network. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession } from '../../scenario/probe-worlds.test-helper';
import { formatLatency } from './nmap-report';
import { readNmapSettings, readPorts } from './nmap-settings';
import { expandAddresses } from './nmap-targets';

/** Takes out clocks, latencies and hardware addresses; a phone's localhost is no laptop's. */
const timeless = (text = '') =>
  text
    .replace(/ at \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, ' at DATE')
    .replace(/ at \d\d:\d\d/g, ' at TIME')
    .replace(/ \([\d.]+s latency\)/g, ' (LATENCY)')
    .replace(/[\d.]+s elapsed/g, 'T elapsed')
    .replace(/in [\d.]+ seconds/g, 'in T seconds')
    .replace(/(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/g, 'MAC')
    .replace(/Python 3\.11\.\d+/g, 'Python 3.11');

/** All 65535 ports, and UDP, are left out. */
const left = /-p- |-sU -Pn/;

describe.each(['nmap', 'nmap-root'])('%s', (name) => {
  const session = new ProbeSession();
  const rows = loadCaptures(name).filter(({ command }) => !left.test(command));
  test.each(rows)('$command', ({ command, terminal, status, user }) => {
    const line = user === 'root' ? `sudo ${command}` : command;
    expect(timeless(session.type('phone', line))).toBe(timeless(terminal));
    expect(Number(session.type('phone', 'echo $?'))).toBe(status);
  });
});

describe('the transcripts', () => {
  const session = new ProbeSession();
  const typed = (line: string) => timeless(session.type('phone', line));

  test('a name is a guess by number', () => {
    expect(typed('sudo nmap -Pn -n -p 80,5432 192.168.1.20')).toBe(
      [
        'Starting Nmap 7.93 ( https://nmap.org ) at DATE',
        'Nmap scan report for 192.168.1.20',
        'Host is up (LATENCY).',
        '',
        'PORT     STATE  SERVICE',
        '80/tcp   closed http',
        '5432/tcp open   postgresql',
        'MAC Address: MAC (Unknown)',
        '',
        'Nmap done: 1 IP address (1 host up) scanned in T seconds',
        '',
      ].join('\n'),
    );
    expect(typed('nmap -Pn -n -sV -p 5432 192.168.1.20 | grep tcp')).toBe(
      '5432/tcp open  http    SimpleHTTPServer 0.6 (Python 3.11)\n',
    );
  });

  test('a rule that drops or rejects is told apart from a closed port', () => {
    expect(typed('sudo nmap -Pn -n -p 22,8080 192.168.1.20 | grep tcp')).toBe(
      '22/tcp   closed   ssh\n8080/tcp filtered http-proxy\n',
    );
    expect(typed('sudo nmap -Pn -n -p 8081 192.168.1.20 | grep tcp')).toBe(
      '8081/tcp filtered blackice-icecap\n',
    );
  });
});

test('a scan leaves no connection behind', () => {
  const session = new ProbeSession();
  session.type('phone', 'nmap -Pn -n -p 5430-5434 192.168.1.20');
  session.type('phone', 'sudo nmap -Pn -n -p 5430-5434 192.168.1.20');
  expect(session.type('laptop', 'ss -tan state established')).not.toContain('5432');
});

test('addresses are those that the words mean', () => {
  expect(expandAddresses('192.168.1.22/30')).toEqual([20, 21, 22, 23].map((n) => `192.168.1.${n}`));
  expect(expandAddresses('10.0.0,1.5')).toEqual(['10.0.0.5', '10.0.1.5']);
  expect(expandAddresses('web')).toBeNull();
  expect([0.0021, 0.00004, 0.12, 1.5].map(formatLatency)).toEqual([
    '0.0021',
    '0.000040',
    '0.12',
    '1.5',
  ]);
});

test('any words end with settings or a complaint, and any ports with a list or one', () => {
  const known = [
    '-p',
    '-sT',
    '-Pn',
    '-T4',
    '--top-ports',
    '22',
    '1-5',
    'T:1,U:2',
    '-sV',
    'web',
    '-',
  ];
  const words = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...known)), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(words, fc.boolean(), (line, root) => {
      const settings = readNmapSettings(line, root);
      if ('text' in settings) {
        expect(settings.text).toMatch(/\n$/);
        return;
      }
      const ports = readPorts(settings);
      if ('ports' in ports)
        expect(ports.ports.every((port) => port >= 0 && port < 65536)).toBe(true);
      else expect(ports.text).toMatch(/\n$/);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expandAddresses(text);
    }),
  );
});
