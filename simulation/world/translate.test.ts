import { describe, expect, it } from 'vitest';
import type { Action } from '@/contract/action';
import type { HostSpec } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { createWorld, performAction, viewWorld, type World } from '../scenario/engine';

const plain: HostSpec = {
  kind: 'server',
  user: 'root',
  interfaces: {},
  terminals: 2,
  browser: false,
  firewall: [],
  forward: false,
  sysctl: {},
};
const host = (spec: Partial<HostSpec>): HostSpec => ({ ...plain, ...spec });
const viaGate = (via: string) => [{ to: 'default', via }];

/** A phone, a server with a container behind a published port 8080, as Docker sets it up. */
const published = {
  id: 'published',
  startsAt: '2026-11-23T13:10:49Z',
  lans: ['home', 'bridge'],
  hosts: {
    phone: host({ interfaces: { wlan0: { lan: 'home', addr: '192.168.1.50/24' } } }),
    server: host({
      interfaces: {
        eth0: { lan: 'home', addr: '192.168.1.20/24' },
        docker0: { lan: 'bridge', addr: '172.17.0.1/16' },
      },
      forward: true,
      nat: [
        {
          chain: 'prerouting' as const,
          local: true,
          proto: 'tcp' as const,
          dport: 8080,
          to: { addr: '172.17.0.2', port: 8000 },
        },
        {
          chain: 'output' as const,
          local: true,
          dst: '!127.0.0.0/8',
          proto: 'tcp' as const,
          dport: 8080,
          to: { addr: '172.17.0.2', port: 8000 },
        },
        {
          chain: 'postrouting' as const,
          src: '172.17.0.0/16',
          iface: 'docker0',
          notIface: true,
          to: 'masquerade' as const,
        },
      ],
    }),
    shop: host({
      kind: 'container',
      interfaces: { eth0: { lan: 'bridge', addr: '172.17.0.2/16' } },
      routes: viaGate('172.17.0.1'),
    }),
  },
};

/** Two laptops behind a home router, and a web server outside. */
const home = {
  id: 'home',
  startsAt: '2026-11-23T13:10:49Z',
  lans: ['inside', 'outside'],
  hosts: {
    one: host({
      interfaces: { eth0: { lan: 'inside', addr: '192.168.1.20/24' } },
      routes: viaGate('192.168.1.1'),
      sysctl: { 'net.ipv4.ip_local_port_range': '40000 40003' },
    }),
    two: host({
      interfaces: { eth0: { lan: 'inside', addr: '192.168.1.21/24' } },
      routes: viaGate('192.168.1.1'),
      sysctl: { 'net.ipv4.ip_local_port_range': '40000 40003' },
    }),
    gate: host({
      kind: 'router',
      interfaces: {
        lan: { lan: 'inside', addr: '192.168.1.1/24' },
        wan: { lan: 'outside', addr: '203.0.113.7/24' },
      },
      forward: true,
      nat: [{ chain: 'postrouting' as const, iface: 'wan', to: 'masquerade' as const }],
    }),
    web: host({ interfaces: { eth0: { lan: 'outside', addr: '203.0.113.80/24' } } }),
  },
};

class Bench {
  events: TraceEvent[] = [];
  constructor(public world: World) {}
  act(action: Action): this {
    for (const stop of performAction(this.world, action)) {
      this.events.push(...stop.events);
      this.world = stop.world;
    }
    return this;
  }
  type(name: string, line: string, tty = 0): this {
    return this.act({ do: 'type', host: name, tty, line });
  }
  text(name: string, tty = 0): string {
    const seen = viewWorld(this.world).hosts.find((one) => one.name === name);
    return seen?.terminals[tty]?.text ?? '';
  }
  rows(name: string, state: string): string[] {
    const seen = viewWorld(this.world).hosts.find((one) => one.name === name);
    return (seen?.sockets ?? [])
      .filter((row) => row.state === state)
      .map(({ local, peer }) => `${local.addr}:${local.port} ${peer?.addr}:${peer?.port}`);
  }
}

const start = (scenario: typeof published | typeof home) =>
  new Bench(createWorld(scenario as Parameters<typeof createWorld>[0], 7));
const status = `curl -s -o /dev/null -w '%{http_code}\\n'`;

describe('a published port', () => {
  it('leads from outside to the container, past the firewall of the host itself', () => {
    const bench = start(published).type('shop', 'python3 -m http.server 8000');
    bench.act({
      do: 'firewall',
      host: 'server',
      rules: [{ hook: 'in', proto: 'tcp', dport: 8080, action: 'drop' }],
    });
    bench.type('phone', `${status} http://192.168.1.20:8080/`);
    expect(bench.text('phone')).toContain('\n200\n');
    // The container's log has the visitor's address, and the host has no listener.
    expect(bench.text('shop')).toContain('192.168.1.50 - - ');
    expect(bench.rows('server', 'LISTEN')).toEqual([]);
    bench.type('server', 'ss -tln');
    expect(bench.text('server')).not.toContain('8080');
  });

  it('answers in the name of the host, so that the caller sees one address', () => {
    const bench = start(published).type('shop', 'nc -l 8000').type('phone', 'nc 192.168.1.20 8080');
    expect(bench.rows('phone', 'ESTAB')).toEqual([
      expect.stringMatching(/^192\.168\.1\.50:\d+ 192\.168\.1\.20:8080$/),
    ]);
    expect(bench.rows('shop', 'ESTAB')).toEqual([
      expect.stringMatching(/^172\.17\.0\.2:8000 192\.168\.1\.50:\d+$/),
    ]);
    bench.type('phone', 'hello').type('shop', 'welcome');
    expect(bench.text('shop')).toContain('hello\n');
    expect(bench.text('phone')).toContain('welcome\n');
  });

  it('refuses in the name of the host when nothing listens in the container', () => {
    const bench = start(published).type('phone', 'nc -zv 192.168.1.20 8080');
    expect(bench.text('phone')).toContain('Connection refused');
    const reset = bench.events.find(
      (event) => event.kind === 'arrived' && event.host === 'phone' && event.packet.flags === 'RA',
    );
    expect(reset).toMatchObject({ packet: { src: { addr: '192.168.1.20', port: 8080 } } });
  });

  it('is met by the host itself on its own address, and not on 127.0.0.1', () => {
    const bench = start(published).type('shop', 'python3 -m http.server 8000');
    bench.type('server', `${status} http://192.168.1.20:8080/`);
    expect(bench.text('server')).toContain('\n200\n');
    bench.type('server', 'nc -zv 127.0.0.1 8080', 1);
    expect(bench.text('server', 1)).toContain('Connection refused');
  });

  it('leaves what is addressed to other ports alone', () => {
    const bench = start(published)
      .type('server', 'nc -l 9000')
      .type('phone', 'nc 192.168.1.20 9000');
    expect(bench.rows('server', 'ESTAB')).toHaveLength(1);
  });
});

describe('a home router', () => {
  it('puts its own address in place of those behind it, and finds the way back', () => {
    const bench = start(home).type('web', 'python3 -m http.server 80');
    bench.type('one', `${status} http://203.0.113.80/`);
    bench.type('two', `${status} http://203.0.113.80/`);
    expect(bench.text('one')).toContain('\n200\n');
    expect(bench.text('two')).toContain('\n200\n');
    expect(bench.text('web').match(/203\.0\.113\.7 - - /g)).toHaveLength(2);
    expect(bench.text('web')).not.toContain('192.168.1.');
  });

  it('keeps two callers with the same port apart', () => {
    const bench = start(home).type('web', 'nc -lk 80');
    for (const name of ['one', 'two']) {
      bench.type(name, 'nc -p 40000 203.0.113.80 80').type(name, `I am ${name}`);
    }
    const callers = bench.rows('web', 'ESTAB').map((row) => row.split(' ')[1]);
    expect(new Set(callers).size).toBe(2);
    expect(callers).toContain('203.0.113.7:40000');
    expect(bench.text('web')).toContain('I am one');
  });

  it('lets nobody in from outside', () => {
    const bench = start(home).type('one', 'nc -l 8000').type('web', 'nc -zv -w 2 203.0.113.7 8000');
    expect(bench.text('web')).toContain('Connection refused');
    expect(bench.rows('one', 'LISTEN')).toHaveLength(1);
  });

  it('passes echoes of both, and what routers say about a packet', () => {
    const bench = start(home)
      .type('one', 'ping -c 1 203.0.113.80')
      .type('two', 'ping -c 1 203.0.113.80');
    expect(bench.text('one')).toContain('1 received');
    expect(bench.text('two')).toContain('1 received');
    // Nobody takes datagrams there: the error finds its way back to the sender's socket.
    bench.type('one', 'nc -u 203.0.113.80 9', 1).type('one', 'x', 1).type('one', 'y', 1);
    const told = bench.events.find(
      (event) =>
        event.kind === 'arrived' &&
        event.host === 'one' &&
        event.packet.proto === 'icmp' &&
        event.packet.role === 'port-unreachable',
    );
    expect(told).toMatchObject({
      packet: { about: { src: { addr: '192.168.1.20' }, dst: { addr: '203.0.113.80', port: 9 } } },
    });
  });

  it('forgets a silent UDP conversation after its time', () => {
    const bench = start(home)
      .type('web', 'nc -u -l 53')
      .type('one', 'nc -u 203.0.113.80 53')
      .type('one', 'ask');
    expect(bench.text('web')).toContain('ask');
    bench.act({ do: 'wait', ms: 40_000 }).type('web', 'late');
    expect(bench.text('one')).not.toContain('late');
  });
});

it('gives the same world after a round trip through JSON', () => {
  const bench = start(home).type('web', 'nc -lk 80').type('one', 'nc 203.0.113.80 80');
  const copy = new Bench(JSON.parse(JSON.stringify(bench.world)));
  const ends = [bench, copy].map((one) => JSON.stringify(one.type('one', 'hello').world));
  expect(ends[1]).toBe(ends[0]);
  expect(bench.text('web')).toContain('hello');
});
