/** Where connections end, over lessons' scenarios and worlds of their own. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Scenario, scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { tlsScenario } from '@/simulation/program/tls/tls-files.test-helper';
import { viewWorld } from '@/simulation/scenario/engine';
import { homeScenario, Session } from '@/simulation/scenario/scenario-fixtures';
import { endOf, readStations, type StationLine } from './read-stations';

const load = (path: string) =>
  scenario.parse(parse(readFileSync(`content/${path}.yaml`, 'utf8'))) as unknown as Scenario;

const signs = { passed: '+', stopped: 'x', waits: '?', dark: '.', unused: '-' } as const;
/** Name, route, published port, firewall, lookup, queue, handshake, TLS, program. */
const marks = ({ stations }: StationLine) => stations.map(({ state }) => signs[state]).join('');

function linesOf(session: Session, host: string): StationLine[] {
  return readStations(session.events, viewWorld(session.world), host);
}

/** The only line, where it ended, and at which host. */
function told(session: Session, host: string) {
  const lines = linesOf(session, host);
  expect(lines).toHaveLength(1);
  const [line] = lines as [StationLine];
  const end = endOf(line);
  return [marks(line), end && `${end.id} on ${end.at}`];
}

describe('one client and one server', () => {
  test('before any connection there is no line', () => {
    expect(linesOf(new Session(), 'phone')).toEqual([]);
  });

  test('an answer lights all that there are', () => {
    const session = new Session();
    session.type('laptop', 'python3 -m http.server 8000');
    session.type('phone', 'curl -s http://192.168.1.20:8000/');
    expect(told(session, 'phone')).toEqual(['-+-++++-+', null]);
  });

  test('an error status ends at the program', () => {
    const session = new Session();
    session.type('laptop', 'python3 -m http.server 8000');
    session.type('phone', 'curl -s http://192.168.1.20:8000/nothing');
    expect(told(session, 'phone')).toEqual(['-+-++++-x', 'program on laptop']);
  });

  test('without a listener the lookup ends it, by name or by address', () => {
    const files = { '/etc/hosts': '192.168.1.20 laptop\n' };
    const session = new Session(homeScenario({ phone: { files } }));
    session.type('phone', 'nc -zv laptop 8000');
    expect(told(session, 'phone')).toEqual(['++-+x....', 'lookup on laptop']);
    session.type('phone', 'curl http://nosuch.example/');
    expect(told(session, 'phone')).toEqual(['x........', 'name on phone']);
  });

  test.each([
    ['drop', 'firewall on laptop'],
    ['reject-rst', 'firewall on laptop'],
    ['reject-port', 'firewall on laptop'],
  ] as const)('a rule that says %s ends it before the lookup', (action, end) => {
    const session = new Session();
    session.type('laptop', 'python3 -m http.server 8000');
    const rules = [{ hook: 'in' as const, proto: 'tcp' as const, dport: 8000, action }];
    session.do({ do: 'firewall', host: 'laptop', rules });
    session.type('phone', 'nc -zv 192.168.1.20 8000');
    expect(told(session, 'phone')).toEqual(['-+-x.....', end]);
  });

  test('a rule of the client’s own machine lets nothing out', () => {
    const session = new Session();
    const rules = [{ hook: 'out' as const, proto: 'tcp' as const, action: 'drop' as const }];
    session.do({ do: 'firewall', host: 'phone', rules });
    session.type('phone', 'nc -zv -w 3 192.168.1.20 8000');
    expect(told(session, 'phone')[1]).toBe('firewall on phone');
  });

  test('an address that nobody has ends at the route', () => {
    const session = new Session();
    session.type('phone', 'nc -zv 192.168.1.99 8000');
    expect(told(session, 'phone')).toEqual(['-x.......', 'route on phone']);
    session.type('phone', 'nc -zv 198.51.100.9 8000');
    expect(told(session, 'phone')).toEqual(['-x.......', 'route on phone']);
  });

  test('a full queue is told apart from a firewall, which the client cannot', () => {
    const source = load('lessons/what-listening-is/scenarios/full-queue');
    const session = new Session(source);
    for (const { action } of source.steps.slice(0, 6)) session.do(action);
    const probe = linesOf(session, 'phone')[0] ?? linesOf(session, 'laptop')[0];
    expect(probe && marks(probe)).toBe('-+-++x...');
  });
});

describe('TLS', () => {
  test.each([
    ['https://shop.example:8443/', '++-++++++', null],
    ['https://shop.example:8444/', '++-++++x.', 'secret on phone'],
    ['http://shop.example:8443/', '++-++++-x', 'program on laptop'],
  ])('%s', (url, line, end) => {
    const session = new Session(tlsScenario());
    session.browse('phone', url);
    expect(told(session, 'phone')).toEqual([line, end]);
  });
});

describe('a port that is handed on', () => {
  const rule = 'nft add rule ip published pre iif wan0 tcp dport 8000 dnat to 192.168.1.20:8000';
  const world = () => new Session(load('widgets/who-can-reach/scenarios/who-can-reach'));

  test('is a station of its own, and the line goes on behind it', () => {
    const session = world();
    session.type('router', rule);
    session.type('stranger', 'nc -zv 203.0.113.7 8000');
    expect(told(session, 'stranger')).toEqual(['-+++x....', 'lookup on laptop']);
    const published = linesOf(session, 'stranger')[0]?.stations[2];
    expect(published).toMatchObject({ at: 'router', state: 'passed' });
    expect(published?.text).toContain('192.168.1.20:8000');
  });
});

test('what has been passed stays passed, and nothing is lit behind an end', () => {
  const session = new Session(tlsScenario());
  session.browse('phone', 'https://shop.example:8443/');
  const all: TraceEvent[] = session.events;
  let lit = 0;
  for (let count = 0; count <= all.length; count += 1) {
    const [line] = readStations(all.slice(0, count), viewWorld(session.world), 'phone');
    if (line === undefined) continue;
    const text = marks(line);
    expect(text).toMatch(/^[-+]*[x?]?\.*$/);
    const passed = text.replace(/[^+]/g, '').length;
    expect(passed).toBeGreaterThanOrEqual(lit);
    lit = passed;
  }
  expect(lit).toBe(8);
});
