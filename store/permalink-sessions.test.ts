/**
 * Random sessions on two of the site's own worlds: whatever was done in one, its permalink opens
 * the same world, the same place in time, the same terminals and the same bookmarks.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Action } from '@/contract/action';
import { type Scenario, scenario as schema } from '@/contract/scenario';
import { createWorld, performAction, viewWorld, type World } from '@/simulation/scenario/engine';
import { programTable } from '@/simulation/scenario/program-table';
import { runOn } from '@/simulation/world/settle';
import { lastIndex } from './history';
import type { SessionEngine } from './session-engine';
import { bookmarksIn } from './session-moments';
import { viewAt } from './session-view';
import { createSession, permalinkOf, type Session } from './simulation-session';

const engine: SessionEngine = {
  createWorld,
  performAction: (world, action) => performAction(world as World, action),
  runOn: (world, count) => runOn(world as World, programTable, count),
  viewWorld: (world) => viewWorld(world as World),
  complete: (_world, _place, line, cursor) => ({ line, cursor, options: [] }),
  checkGoals: () => [],
};

function readScenario(path: string): Scenario {
  const { solutions: _, ...source } = schema.parse(parse(readFileSync(path, 'utf8')));
  return { ...source, questions: [], solutionCount: 0 };
}

const anyLine = [
  'ss -tlnp',
  'python3 -m http.server 8000',
  'nc -lvn 9000',
  'echo „ß🦊“ | tee note.txt',
  'ping -c 2 192.168.1.20',
  'no-such-command',
  'sleep 3 &',
  '',
];

/** What a learner can do to a session, one at a time. */
type Deed = (session: Session) => void;

function deedsOf(scenario: Scenario): fc.Arbitrary<Deed> {
  const places = Object.entries(scenario.hosts).flatMap(([host, { terminals }]) =>
    Array.from({ length: terminals }, (_, tty) => ({ host, tty })),
  );
  const place = fc.constantFrom(...places);
  const lines = [...anyLine, ...scenario.suggestions.map(({ line }) => line)];
  const act =
    (action: Action): Deed =>
    (session) =>
      session.getState().dispatch(action);
  const chance = fc.double({ min: 0, max: 1, noNaN: true });
  const { faults, steps } = scenario;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(place, fc.constantFrom(...lines))
        .map(([at, line]) => act({ do: 'type', ...at, line })),
    },
    fc
      .tuple(place, fc.constantFrom('C' as const, 'Z' as const, 'D' as const))
      .map(([at, key]) => act({ do: 'key', ...at, key })),
    fc.constantFrom(20, 900, 40_000).map((ms) => act({ do: 'wait', ms })),
    {
      weight: 3,
      arbitrary: chance.map(
        (share): Deed =>
          (session) => {
            const state = session.getState();
            state.jump(share * lastIndex(state.history));
          },
      ),
    },
    fc.constantFrom<Deed>(
      (session) => session.getState().undo(),
      (session) => session.getState().redo(),
      (session) => session.getState().reset(),
      (session) => session.getState().bookmark('„hier“ 🦊'),
      (session) => {
        const [first] = session.getState().bookmarks;
        if (first) session.getState().removeBookmark(first.stop);
      },
      (session) => session.getState().setMode('play'),
    ),
    ...(steps.length > 0
      ? [fc.constant<Deed>((session) => session.getState().nextScriptedStep())]
      : []),
    ...(faults.length > 0
      ? [
          fc.constantFrom(...faults).map(
            ({ actions }): Deed =>
              (session) =>
                session.getState().dispatchAll(actions),
          ),
        ]
      : []),
  );
}

/** Everything that a reader of the link can see. */
function seen(session: Session) {
  const state = session.getState();
  const { history, playhead } = state;
  return {
    problem: state.problem,
    seed: state.seed,
    playhead,
    entries: history.entries,
    stops: history.stops.length,
    here: JSON.stringify(history.stops[playhead]?.world),
    end: JSON.stringify(history.stops.at(-1)?.world),
    view: viewAt(engine, state),
    bookmarks: bookmarksIn(state).map(({ at, name }) => [at, name]),
  };
}

test.each([
  'content/lessons/which-address/scenarios/which-address.yaml',
  'content/sandbox/worlds/2-laptop-and-phone.yaml',
])(
  '500 random sessions on %s come back whole by their permalinks',
  (path) => {
    const scenario = readScenario(path);
    let acted = 0;
    fc.assert(
      fc.property(
        fc.array(deedsOf(scenario), { minLength: 1, maxLength: 8 }),
        fc.nat(1_000_000),
        (deeds, seed) => {
          const session = createSession(engine, scenario, { seed });
          for (const deed of deeds) deed(session);
          session.getState().clearProblem();
          acted += session.getState().history.entries.length;
          const permalink = permalinkOf(session.getState());
          const again = createSession(engine, scenario, { permalink });
          expect(seen(again)).toEqual(seen(session));
          // A link of a link is the same link.
          expect(permalinkOf(again.getState())).toBe(permalink);
        },
      ),
      { numRuns: 500 },
    );
    // They were sessions and not a row of empty benches.
    expect(acted).toBeGreaterThan(500);
  },
  300_000,
);
