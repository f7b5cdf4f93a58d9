import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askOfOwn, explainGuess, questions } from '@/content/messages/proxy-xray/questions';
import { choices, type Setting, wellSet } from '@/content/messages/proxy-xray/setting';
import { loadScenariosIn } from '@/course/load-scenarios';
import { createWorld, performAction, type Stop, type World } from '@/simulation/scenario/engine';
import { cameTrue } from './came-true';
import { keyOf, planSetting, planVisit } from './plan-visit';
import { compareHeads, logsOf, readXray, type Xray } from './read-xray';

const loaded = await loadScenariosIn(join('content', 'widgets', 'proxy-xray'));
const scenarios = loaded.ok ? loaded.scenarios : [];

const settled = new Map<string, World>();

/** The world before a visit; the same for every kind of visit. */
function settle(setting: Setting): World {
  const key = keyOf({ ...setting, visit: 'browser' });
  const known = settled.get(key);
  if (known !== undefined) return known;
  const scenario = scenarios[setting.machines === 'one' ? 0 : 1];
  if (scenario === undefined) throw new Error('the widget has two scenarios');
  let world = createWorld(scenario, scenario.seed);
  for (const action of planSetting(setting)) {
    world = performAction(world, action).at(-1)?.world ?? world;
  }
  settled.set(key, world);
  return world;
}

function visit(setting: Setting): { stops: Stop[]; at: (count: number) => Xray; end: Xray } {
  const stops: Stop[] = [];
  for (const action of planVisit(setting)) {
    stops.push(...performAction(stops.at(-1)?.world ?? settle(setting), action));
  }
  const at = (count: number) => {
    const some = stops.slice(0, count);
    const events = some.flatMap((stop) => stop.events);
    return readXray(setting, events, some.at(-1)?.world.now ?? 0);
  };
  return { stops, at, end: at(stops.length) };
}
const visitIn = (change: Partial<Setting>) => visit({ ...wellSet, ...change });

/** Every setting that can make a difference: where Nginx is off, nobody reads its file. */
const all = Object.entries(choices)
  .reduce<Setting[]>(
    (settings, [part, values]) =>
      settings.flatMap((setting) =>
        values.map((value) => ({ ...setting, [part]: value }) as Setting),
      ),
    [wellSet],
  )
  .filter(
    ({ nginx, port, headers }) => nginx === 'runs' || (port === 'right' && headers === 'passed'),
  );

/** What a visitor gets must be, by reason; the simulation is asked whether it is. */
function expected({ nginx, app, port }: Setting): string {
  if (nginx === 'stopped') return 'refused';
  if (port === 'wrong' || app === 'stopped') return 'nginx-502';
  return app === 'hangs' ? 'nginx-504' : 'app-200';
}

describe('every setting', () => {
  test.each(all.map((setting) => [keyOf(setting), setting] as const))('%s', (_, setting) => {
    const { end } = visit(setting);
    const { asks, guesses } = askOfOwn(setting);
    const came = cameTrue(asks, setting, end);
    expect(came).toBe(expected(setting));
    for (const { id } of guesses) {
      const belief = explainGuess(asks, id, came);
      expect(belief === null, id).toBe(id === came);
    }
    // The way in: one pipe, which begins at the visitor; the app never sees that address there.
    const again = came === 'refused' && setting.visit === 'twice';
    expect(end.pipes.filter(({ side }) => side === 'outer')).toHaveLength(again ? 2 : 1);
    for (const { peer } of end.seen) expect(peer).not.toBe('192.168.1.50');
    for (const { log, text } of end.logs) {
      if (log === 'access') expect(text).toMatch(/^192\.168\.1\.50 - - /);
      if (log === 'app') expect(text).toMatch(/^(127\.0\.0\.1|10\.0\.0\.20) - - /);
      if (log === 'error') expect(text).toMatch(/upstream: "http:.*:800[01]\//);
    }
  });
});

test('each question has one answer that comes true, and a belief behind every other', () => {
  for (const { id, asks, setting, guesses } of questions) {
    const came = cameTrue(asks, setting, visit(setting).end);
    expect(
      guesses.map((guess) => guess.id),
      id,
    ).toContain(came);
    for (const guess of guesses) {
      const belief = explainGuess(asks, guess.id, came);
      expect(belief === null, `${id} ${guess.id}`).toBe(guess.id === came);
      if (belief === null) continue;
      expect(belief.says).toMatch(/^[a-z0-9N].*[^.]$/);
      expect(belief.truth).toMatch(/^[A-Z0-9$].*\.$/);
    }
  }
});

test('the two pipes of a visit have four ends of their own, and Nginx adds its two fields', () => {
  const { end } = visitIn({});
  const [outer, inner] = end.pipes;
  expect(outer).toMatchObject({ client: { addr: '192.168.1.50' }, server: { port: 80 } });
  expect(inner).toMatchObject({ client: { addr: '127.0.0.1' }, server: { port: 8000 } });
  expect(outer?.client.port).not.toBe(inner?.client.port);
  expect([outer?.state, inner?.state]).toEqual(['closed', 'closed']);
  expect(outer?.responses[0]).toMatchObject({ start: 'HTTP/1.1 200 OK', body: 601 });
  expect(inner?.responses[0]).toMatchObject({ start: 'HTTP/1.0 200 OK', body: 601 });
  const [asked, passed] = [outer?.requests[0], inner?.requests[0]];
  if (!asked || !passed) throw new Error('nothing was asked');
  expect(compareHeads(asked, passed)).toEqual({
    added: [
      ['X-Forwarded-For', '192.168.1.50'],
      ['Connection', 'close'],
    ],
    lost: [['Connection', 'keep-alive']],
  });
  expect(end.seen).toEqual([
    { peer: '127.0.0.1', forwarded: '192.168.1.50', host: '192.168.1.20' },
  ]);
  expect(end.logs.map(({ log }) => log).sort()).toEqual(['access', 'app']);
  expect([...logsOf.outer, ...logsOf.inner].sort()).toEqual(['access', 'app', 'error']);
});

test('without proxy_set_header the app is told nothing of the visitor', () => {
  expect(visitIn({ headers: 'left out' }).end.seen).toEqual([
    { peer: '127.0.0.1', forwarded: null, host: '127.0.0.1:8000' },
  ]);
  expect(visitIn({ headers: 'left out', visit: 'lies' }).end.seen[0]?.forwarded).toBe(
    '203.0.113.99',
  );
});

test('an app that is gone: refused on the second pipe, told in Nginx’s error log, 502 on the first', () => {
  const { end } = visitIn({ app: 'stopped' });
  expect(end.pipes.map(({ state }) => state)).toEqual(['closed', 'refused']);
  expect(end.logs.find(({ log }) => log === 'error')?.text).toMatch(
    /connect\(\) failed \(111: Connection refused\) while connecting to upstream, client: 192\.168\.1\.50/,
  );
  expect(end.logs.filter(({ log }) => log === 'app')).toEqual([]);
});

test('an app that hangs: the second pipe is made, and silent for a minute', () => {
  const { end, stops, at } = visitIn({ app: 'hangs' });
  expect(end.logs.find(({ log }) => log === 'error')?.text).toContain(
    'upstream timed out (110: Connection timed out) while reading response header from upstream',
  );
  // Its kernel holds the request; the app itself has read nothing.
  expect(end.pipes[1]?.requests).toHaveLength(1);
  expect(end.seen).toEqual([]);
  const waits = stops.map((_, index) => at(index + 1).pipes[1]?.waiting ?? 0);
  expect(Math.max(...waits)).toBeGreaterThan(59_000);
  expect(stops.some((_, index) => at(index + 1).pipes[1]?.state === 'open')).toBe(true);
});

test('two requests share the first pipe and have a second one each', () => {
  const { pipes } = visitIn({ visit: 'twice' }).end;
  expect(pipes.map(({ side, number, requests }) => [side, number, requests.length])).toEqual([
    ['outer', 1, 2],
    ['inner', 1, 1],
    ['inner', 2, 1],
  ]);
});

test('before anything was sent there is nothing to see', () => {
  expect(visitIn({}).at(0)).toEqual({ pipes: [], logs: [], seen: [], answer: { kind: 'none' } });
});
