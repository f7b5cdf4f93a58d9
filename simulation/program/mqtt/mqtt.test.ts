/** The broker and its clients on the simulated network, against captures of mosquitto 2.0.11. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostSpec } from '@/contract/scenario';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { ProbeSession, probeScenario } from '../../scenario/probe-worlds.test-helper';
import { readMosquitto } from '../../shell/commands/mosquitto-settings';
import { encodeBase64 } from '../secret/base64';
import { pbkdf2Sha512, sha512 } from '../secret/sha512';
import { decodeMqtt, encodeMqtt, type MqttPacket } from './packet';
import { parseMosquittoConf } from './settings';
import { matchesTopic } from './topic';

const passwords =
  'bulb:$7$101$M9bNfOiuohfGdqOF$ZSeQxUwB7Cr7LU2IEC01+QR1IjDBGIB2e3+cP2i4tat3TcT9HjQ0DBm+Lr5AT9LWK95ZbTfNf7S7nsnL6YnfqQ==\n';
const etc = '/etc/mosquitto';
const files = {
  [`${etc}/open.conf`]: 'listener 1883\nallow_anonymous true\n',
  [`${etc}/auth.conf`]: `listener 1884\nallow_anonymous false\npassword_file ${etc}/passwd\n`,
  [`${etc}/lo.conf`]: 'listener 1887 127.0.0.1\nallow_anonymous true\n',
  [`${etc}/bad.conf`]: 'listener 1885\nfoo bar\n',
  [`${etc}/bad2.conf`]: 'listener x\n',
  [`${etc}/bad3.conf`]: 'listener 1883\nallow_anonymous maybe\n',
  [`${etc}/bad4.conf`]: 'listener 1886\npassword_file /nonexistent\n',
  [`${etc}/none.conf`]: '',
  [`${etc}/passwd`]: passwords,
};

function fresh(running: string[]): ProbeSession {
  const scenario = probeScenario();
  const { laptop } = scenario.hosts;
  scenario.hosts.laptop = {
    ...(laptop as HostSpec),
    files,
    firewall: [],
    terminals: 3,
    programs: [...(laptop?.programs ?? []), ...running.map((run) => ({ run }))],
  };
  return new ProbeSession(scenario);
}

type Timed = Capture & { during: [number, string, string][]; stop: boolean };
const hostOf = (name: string) => (name === 'srv' ? 'laptop' : name);

/** Takes out clocks, ports of clients and names that a broker gives. */
const plain = (text = '') =>
  text
    .replace(/^(\^C)?\d{10}: /gm, '$1TIME: ')
    .replace(/(:)\d{5}( on| as)/g, '$1PORT$2')
    .replace(/auto(-[0-9A-F]+){5}/g, 'AUTO')
    .replaceAll('^C', '');

function runTimed(
  session: ProbeSession,
  { host, command, during, stop, terminal = '' }: Timed,
): string {
  let text = session.type(host, command, host === 'laptop' ? 2 : 0);
  const tty = host === 'laptop' ? 2 : 0;
  for (const [index, [, from, line]] of during.entries()) {
    session.do({ do: 'wait', ms: 100 });
    const other = hostOf(from) === host || index > 0 ? 1 : 0;
    session.do({ do: 'type', host: hostOf(from), tty: other, line });
    session.do({ do: 'wait', ms: 200 });
  }
  text += session.read(host, tty);
  if (stop && terminal.includes('^C')) text += session.key(host, 'C', tty);
  return text;
}

const rows = (loadCaptures('mqtt') as Timed[]).filter(
  // Killed brokers and sockets, and a port that is no number, are left out.
  ({ command, during }) =>
    !/^ss|-p x|-W|-p 5432|10\.255|nonexistent\.conf/.test(command) &&
    !during.some(([, , line]) => /kill|KILL/.test(line)),
);

describe('the broker on its terminal', () => {
  const own = rows.filter(({ host }) => host === 'laptop');
  test.each(own.slice(0, -1))('$command', (row) => {
    expect(plain(runTimed(fresh([]), row))).toBe(plain(row.terminal));
  });

  test('a second one on the same port', () => {
    const text = fresh([`mosquitto -c ${etc}/open.conf`]).type(
      'laptop',
      `mosquitto -c ${etc}/open.conf`,
      2,
    );
    expect(plain(text)).toBe(plain(own.at(-1)?.terminal));
  });
});

describe('the clients', () => {
  const running = ['open', 'auth', 'lo'].map((name) => `mosquitto -c ${etc}/${name}.conf`);
  const session = fresh(running);
  test.each(rows.filter(({ host }) => host === 'phone'))('$command', (row) => {
    expect(plain(runTimed(session, row))).toBe(plain(row.terminal));
    if (!row.stop) expect(Number(session.type('phone', 'echo $?'))).toBe(row.status);
  });

  test('a time limit ends a subscription with status 27', () => {
    expect(session.type('phone', 'mosquitto_sub -h 192.168.1.20 -t none -W 2; echo $?')).toBe(
      'Timed out\n27\n',
    );
  });

  test('a will is published when a client vanishes without a word', () => {
    session.type('phone', 'mosquitto_sub -h 192.168.1.20 -t will/x -v -C 1');
    session.type('laptop', 'mosquitto_sub -t z --will-topic will/x --will-payload gone &', 1);
    session.type('laptop', 'kill -9 $!', 1);
    session.do({ do: 'wait', ms: 100 });
    expect(session.read('phone')).toContain('will/x gone\n');
  });
});

describe('packets', () => {
  const text = fc.string({ maxLength: 12 });
  const id = fc.integer({ min: 1, max: 65535 });
  const bytes = fc
    .array(fc.nat(255), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes));
  const packet: fc.Arbitrary<MqttPacket> = fc.oneof(
    fc.record({
      type: fc.constant('CONNECT' as const),
      client: text,
      clean: fc.boolean(),
      keepalive: fc.nat(65535),
      will: fc.option(
        fc.record({ topic: text, payload: bytes, qos: fc.nat(1), retain: fc.boolean() }),
      ),
      user: fc.option(text),
      password: fc.option(text),
    }),
    fc.record({ type: fc.constant('CONNACK' as const), present: fc.boolean(), code: fc.nat(5) }),
    fc.record({
      type: fc.constant('PUBLISH' as const),
      topic: text,
      payload: bytes,
      qos: fc.constant(1),
      retain: fc.boolean(),
      dup: fc.boolean(),
      id,
    }),
    fc.record({ type: fc.constantFrom('PUBACK' as const, 'UNSUBACK' as const), id }),
    fc.record({
      type: fc.constant('SUBSCRIBE' as const),
      id,
      topics: fc.array(fc.record({ filter: text, qos: fc.nat(2) }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('SUBACK' as const), id, codes: fc.array(fc.nat(2)) }),
    fc.record({ type: fc.constant('UNSUBSCRIBE' as const), id, topics: fc.array(text) }),
    fc.record({
      type: fc.constantFrom('PINGREQ' as const, 'PINGRESP' as const, 'DISCONNECT' as const),
    }),
  );

  test('are read as they were written, from however many parts', () => {
    fc.assert(
      fc.property(packet, (one) => {
        const wire = encodeMqtt(one);
        expect(decodeMqtt(wire)).toEqual({ packet: one, length: wire.length });
        expect(decodeMqtt(wire.slice(0, -1))).toBeNull();
      }),
    );
  });

  test('no bytes, no file and no words make anything throw', () => {
    fc.assert(fc.property(bytes, (data) => void decodeMqtt(data)));
    fc.assert(fc.property(fc.string(), (data) => void parseMosquittoConf(data)));
    const word = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom('-t', 'a/b', '-m', '-q', '1', '-C', '-h'),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 7 }),
        (line) => void readMosquitto('mosquitto_sub', line),
      ),
    );
  });
});

test('topics, and the sums behind passwords', () => {
  expect(matchesTopic('home/#', 'home')).toBe(true);
  expect(matchesTopic('home/+/x', 'home/a/x')).toBe(true);
  expect(matchesTopic('home/+', 'home/a/x')).toBe(false);
  expect(matchesTopic('#', '$SYS/x')).toBe(false);
  const hex = (data: string) =>
    [...data].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  // FIPS 180-4's own example.
  expect(hex(sha512('abc'))).toMatch(/^ddaf35a193617abacc417349ae204131.*2a9ac94fa54ca49f$/);
  expect(encodeBase64(pbkdf2Sha512('password', 'salt', 1)).length).toBe(88);
});
