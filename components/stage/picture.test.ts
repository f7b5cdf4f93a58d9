import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '@/contract/trace';
import { conversationsOf } from './conversations';
import { drawnPackets } from './drawn-packets';
import {
  clientEndpoint,
  connectCall,
  listener,
  packetEvent,
  runserver,
  segment,
  serverEndpoint,
  socketRow,
  worldView,
} from './fixtures/worlds';
import { focusOf } from './stage-focus';
import { stageInWords } from './stage-words';
import { answeringAt, coveredAddresses, hostByName, socketFor, stateWord } from './world-reading';

const laptopOf = (view = worldView({ sockets: [listener('0.0.0.0')] })) => {
  const host = hostByName(view, 'laptop');
  if (host === undefined) throw new Error('no laptop');
  return host;
};

describe('finding the row of a packet', () => {
  const established = socketRow({
    id: 12,
    state: 'ESTAB',
    local: serverEndpoint,
    peer: clientEndpoint,
  });

  test('the connection comes before the listener, the exact address before the wildcard', () => {
    const rows = [listener('0.0.0.0'), { ...listener('192.168.1.20'), id: 5 }, established];
    const host = laptopOf(worldView({ sockets: rows }));
    expect(socketFor(host, 'tcp', serverEndpoint, clientEndpoint)?.id).toBe(12);
    const other = { ...clientEndpoint, port: 50000 };
    expect(socketFor(host, 'tcp', serverEndpoint, other)?.id).toBe(5);
    const loopback = { addr: '127.0.0.1', port: 8000 };
    expect(socketFor(host, 'tcp', loopback, other)?.id).toBe(4);
  });

  test('a listener on loopback is no row for the host’s own address', () => {
    const host = laptopOf(worldView({ sockets: [listener('127.0.0.1')] }));
    expect(socketFor(host, 'tcp', serverEndpoint, clientEndpoint)).toBeUndefined();
  });

  test('a socket that is only bound takes nothing', () => {
    const bound = socketRow({ id: 7, state: 'UNCONN', local: serverEndpoint });
    const host = laptopOf(worldView({ sockets: [bound] }));
    expect(stateWord(bound)).toBe('BOUND');
    expect(socketFor(host, 'tcp', serverEndpoint, clientEndpoint)).toBeUndefined();
  });
});

describe('addresses that are lit', () => {
  test.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['0.0.0.0', ['127.0.0.1', '192.168.1.20']],
    ['::', ['127.0.0.1', '::1', '192.168.1.20']],
  ])('a listener on %s answers at %j', (addr, covered) => {
    const row = listener(addr);
    const host = laptopOf(worldView({ sockets: [row] }));
    expect(coveredAddresses(host, row)).toEqual(covered);
    expect(answeringAt(host, '192.168.1.20')).toHaveLength(
      covered.includes('192.168.1.20') ? 1 : 0,
    );
  });
});

describe('packets', () => {
  const view = worldView({ sockets: [listener('127.0.0.1')] });

  test('one that was just sent is on its way to the host that has the address', () => {
    const [drawn] = drawnPackets(view, [packetEvent('sent', 'phone', segment(1, 'S'))]);
    expect(drawn).toMatchObject({ phase: 'flying', from: 'phone', to: 'laptop', via: 'wifi' });
  });

  test('one that arrived stands at its end, and its sender is known by the address', () => {
    const [drawn] = drawnPackets(view, [packetEvent('arrived', 'laptop', segment(1, 'S'))]);
    expect(drawn).toMatchObject({ phase: 'arrived', from: 'phone', to: 'laptop' });
  });

  test('one that is sent and lost at the same moment is drawn once, as lost', () => {
    const packet = segment(1, 'S');
    const lost: TraceEvent = {
      at: 0,
      host: 'phone',
      kind: 'lost',
      via: 'wifi',
      packet,
      reason: 'link-down',
    };
    const drawn = drawnPackets(view, [packetEvent('sent', 'phone', packet), lost]);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).toMatchObject({ phase: 'lost', reason: 'link-down', at: 'phone' });
  });

  test('to 127.0.0.1 it never leaves its host', () => {
    const own = segment(1, 'S', {
      src: { addr: '127.0.0.1', port: 40000 },
      dst: { addr: '127.0.0.1', port: 8000 },
    });
    const event: TraceEvent = { at: 0, host: 'phone', kind: 'sent', via: 'lo', packet: own };
    expect(drawnPackets(view, [event])[0]).toMatchObject({ from: 'phone', to: 'phone', via: 'lo' });
  });
});

describe('what the events point at', () => {
  test('a SYN that finds no row marks the place where it is missing', () => {
    const view = worldView({ sockets: [listener('127.0.0.1')] });
    const focus = focusOf(view, [packetEvent('arrived', 'laptop', segment(1, 'S'))]);
    expect(focus.noRow.get('laptop')).toEqual(serverEndpoint);
    expect(focus.rows.size).toBe(0);
  });

  test('a SYN that finds the listener lights it', () => {
    const view = worldView({ sockets: [listener('0.0.0.0')] });
    const focus = focusOf(view, [packetEvent('arrived', 'laptop', segment(1, 'S'))]);
    expect([...focus.rows]).toEqual(['laptop/4']);
    expect(focus.noRow.size).toBe(0);
  });

  test('a failing call shows its errno', () => {
    const view = worldView();
    const focus = focusOf(view, [connectCall(5, { ok: false, errno: 'ECONNREFUSED' })]);
    expect(focus.calls.get('phone')).toMatchObject({
      text: 'connect() = ECONNREFUSED',
      failed: 'ECONNREFUSED',
    });
    expect([...focus.woken]).toEqual(['phone/300']);
  });
});

test('two ends of a connection are one conversation, and the client is the end that asked', () => {
  const view = worldView(
    {
      sockets: [socketRow({ id: 12, state: 'ESTAB', local: serverEndpoint, peer: clientEndpoint })],
    },
    {
      sockets: [socketRow({ id: 9, state: 'ESTAB', local: clientEndpoint, peer: serverEndpoint })],
    },
  );
  expect(conversationsOf(view)).toMatchObject([
    {
      via: 'wifi',
      client: clientEndpoint,
      clientHost: 'phone',
      server: serverEndpoint,
      serverHost: 'laptop',
      rolesKnown: true,
    },
  ]);
});

test('the text twin names every host, address, program, socket, rule, packet and result', () => {
  const view = worldView(
    {
      sockets: [
        {
          ...listener('0.0.0.0'),
          waiting: [{ queue: 'accept', peer: clientEndpoint }],
        },
      ],
      processes: [runserver],
      firewall: [{ hook: 'in', proto: 'tcp', dport: 9000, action: 'drop' }],
    },
    { power: 'off' },
  );
  const packets = drawnPackets(view, [packetEvent('sent', 'phone', segment(1, 'S'))]);
  const words = stageInWords(view, packets, {
    host: 'phone',
    program: 'curl',
    target: serverEndpoint,
    startedAt: 0,
    outcome: 'refused',
    errno: 'ECONNREFUSED',
    took: 2,
    retries: [],
  });
  const all = [...words.hosts.flatMap((host) => [host.name, ...host.lines]), ...words.wires].join(
    '\n',
  );
  for (const part of [
    'laptop',
    'Interface eth0: 192.168.1.20; connected to wifi.',
    'Interface lo: 127.0.0.1 and ::1; loopback, inside this host.',
    'Program python3 manage.py runserver, pid 871: asleep in accept(), 0 % CPU.',
    'Socket LISTEN',
    '0.0.0.0:8000, every address of this host',
    'accept queue: 1 waiting, backlog 10',
    'Firewall rule 1: in tcp to :9000 → drop.',
    'Switched off.',
    'Packet SYN from 192.168.1.50:41822 to 192.168.1.20:8000 by wifi: on its way.',
    'Result at phone: 192.168.1.20:8000 is refused (ECONNREFUSED) after 2 ms.',
  ])
    expect(all).toContain(part);
});
