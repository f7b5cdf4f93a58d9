import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { type Scenario, scenario as schema } from '@/contract/scenario';
import { createWorld, performAction, viewWorld, type World } from '@/simulation/scenario/engine';
import { programTable } from '@/simulation/scenario/program-table';
import { runOn } from '@/simulation/world/settle';
import { type History, lastIndex, replayHistory } from './history';
import type { SessionEngine, SessionStop } from './session-engine';
import { createSession, permalinkOf } from './simulation-session';

// The session's promises, kept with the real simulator.
const engine: SessionEngine = {
  createWorld,
  performAction: (world, action) => performAction(world as World, action),
  runOn: (world, count) => runOn(world as World, programTable, count),
  viewWorld: (world) => viewWorld(world as World),
  complete: (_world, _place, line, cursor) => ({ line, cursor, options: [] }),
  checkGoals: () => [],
};
const lan = (addr: string) => ({ eth0: { lan: 'wifi', addr } });
const { solutions: _, ...source } = schema.parse({
  id: 'two-hosts',
  version: 1,
  title: 'Two hosts',
  lans: ['wifi'],
  hosts: {
    laptop: { kind: 'laptop', user: 'you', interfaces: lan('192.168.1.20/24'), terminals: 2 },
    phone: { kind: 'phone', user: 'you', interfaces: lan('192.168.1.50/24') },
  },
});
const scenario: Scenario = { ...source, questions: [], solutionCount: 0 };

const lines = [
  'nc -lvn 9000',
  'nc -zv 192.168.1.20 9000',
  'echo hello | nc -N 192.168.1.20 9000',
  'echo hello | nc -N 127.0.0.1 9000',
  'ss -tan',
  'ps',
  'hello',
];
const place = fc.constantFrom(
  { host: 'laptop', tty: 0 },
  { host: 'laptop', tty: 1 },
  { host: 'phone', tty: 0 },
);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(place, fc.constantFrom(...lines))
      .map(([at, line]): Action => ({ do: 'type', ...at, line })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(place, fc.constantFrom('C' as const, 'Z' as const, 'D' as const))
      .map(([at, key]): Action => ({ do: 'key', ...at, key })),
  },
  fc
    .constantFrom('up' as const, 'down' as const)
    .map((state): Action => ({ do: 'link', host: 'laptop', iface: 'eth0', state })),
  fc.constant<Action>({ do: 'wait', ms: 700 }),
);
/** Something done, after going to a place in time (as a share of all there is). */
const deed = fc.record({
  action,
  at: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
});

/** A history as bytes, with every world in it: those too that are made again when looked at. */
const bytesOf = ({ entries, stops, glances }: History) => {
  const whole = (some: readonly SessionStop[]) =>
    some.map(({ world, events }) => ({ world, events }));
  return JSON.stringify({
    entries,
    stops: whole(stops),
    glances: glances.map((glance) => ({ ...glance, stops: whole(glance.stops) })),
  });
};

test('scrubbing anywhere, acting on from there, undoing and reopening give the same bytes', () => {
  fc.assert(
    fc.property(
      fc.array(deed, { maxLength: 7 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (deeds, end) => {
        const session = createSession(engine, scenario);
        const go = (share: number) =>
          session.getState().jump(share * (session.getState().history.stops.length - 1));
        for (const { action: done, at } of deeds) {
          if (at !== null) go(at);
          session.getState().dispatch(done);
        }
        go(end);
        const { history, playhead } = session.getState();
        const replay = replayHistory(engine, scenario, scenario.seed, history.entries);
        if (!replay.ok) throw new Error(replay.reason);
        expect(bytesOf({ ...replay.history, entries: [], glances: [] })).toBe(
          bytesOf({ ...history, entries: [], glances: [] }),
        );

        const again = createSession(engine, scenario, {
          permalink: permalinkOf(session.getState()),
        });
        expect(again.getState().problem).toBeNull();
        expect(again.getState().playhead).toBe(playhead);
        expect(bytesOf(again.getState().history)).toBe(bytesOf(history));

        // Stepping on from the place scrubbed to is the same as going there in one jump.
        const seen = JSON.stringify(viewWorld(history.stops[playhead]?.world as World));
        session.getState().step();
        session.getState().jump(playhead);
        expect(
          JSON.stringify(viewWorld(session.getState().history.stops[playhead]?.world as World)),
        ).toBe(seen);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test('every world of a long run is what it was, in whatever order they are looked at', () => {
  const session = createSession(engine, scenario);
  const from = session.getState().history.stops[0]?.world as World;
  const first: Action = { do: 'type', host: 'phone', tty: 0, line: 'ping 192.168.1.20' };
  const second: Action = { do: 'wait', ms: 1_100_000 };
  const begun = performAction(from, first);
  const went = performAction(begun.at(-1)?.world as World, second);
  const all = [from, ...begun.map(({ world }) => world), ...went.map(({ world }) => world)];
  session.getState().dispatch(first);
  session.getState().jump('last');
  session.getState().dispatch(second);
  const { history } = session.getState();
  // More than are remembered whole, so that the early ones were forgotten by now.
  expect(lastIndex(history)).toBe(all.length - 1);
  expect(all.length).toBeGreaterThan(4500);
  for (let jump = 0; jump < 40; jump += 1) {
    const index = (Math.imul(jump + 1, 0x9e3779b1) >>> 0) % all.length;
    const world = history.stops[index]?.world as World;
    expect(JSON.stringify(world)).toBe(JSON.stringify(all[index]));
    expect(Object.isFrozen(world)).toBe(true);
    expect(history.stops[index]?.world).toBe(world);
  }
});
