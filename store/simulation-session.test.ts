import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { marksOf } from './detail-level';
import { toyEngine, toyScenario } from './fixtures/toy-engine';
import { lastIndex, replayHistory } from './history';
import type { SessionEngine } from './session-engine';
import { bookmarksIn } from './session-moments';
import {
  eventsAt,
  goalsAt,
  nextStep,
  positionOf,
  tabState,
  terminalAt,
  viewAt,
} from './session-view';
import {
  createSession,
  memory,
  permalinkOf,
  type Session,
  type SessionActions,
  type SessionOptions,
} from './simulation-session';

const make = (options: SessionOptions = {}) => createSession(toyEngine, toyScenario, options);
const typed = (line: string, host = 'laptop'): Action => ({ do: 'type', host, tty: 0, line });
const tab = { host: 'laptop', tty: 0 };
const text = (session: Session) =>
  terminalAt(viewAt(toyEngine, session.getState()), tab)?.text ?? '';
const lines = (session: Session) =>
  session.getState().history.entries.map((entry) => (entry.action as { line: string }).line);

describe('where the playhead stands after an action', () => {
  test('in step mode at the first event that is shown', () => {
    const session = make();
    session.getState().dispatch(typed('say 3'));
    const state = session.getState();
    expect(eventsAt(state)[0]).toMatchObject({ kind: 'output', text: 'say 3 #0\n' });
    expect(state.playhead).toBeLessThan(lastIndex(state.history));
    expect(tabState(toyEngine, state, tab)).toBe('replaying');
    expect(text(session)).toBe('$ say 3\nsay 3 #0\n');
  });

  test('in play mode at the last', () => {
    const session = make({ mode: 'play' });
    session.getState().dispatch(typed('say 3'));
    expect(session.getState().playhead).toBe(lastIndex(session.getState().history));
    expect(tabState(toyEngine, session.getState(), tab)).toBe('prompt');
  });

  test('an action of which no event is shown is told all the same', () => {
    const session = make();
    session.getState().dispatch(typed('quiet'));
    expect(positionOf(session.getState())).toMatchObject({
      here: 0,
      marks: [{ index: 1, rest: 2 }],
    });
    expect(tabState(toyEngine, session.getState(), tab)).toBe('prompt');
  });

  test('a command that never returns holds its tab at the end of time too', () => {
    const session = make({ mode: 'play' });
    session.getState().dispatch(typed('hold'));
    expect(tabState(toyEngine, session.getState(), tab)).toBe('program');
    session.getState().dispatch(typed('say 1', 'phone'));
    expect(lines(session)).toEqual(['hold', 'say 1']);
  });
});

describe('acting in the past', () => {
  test('drops the future as one step that undo restores', () => {
    const session = make();
    session.getState().dispatch(typed('say 4'));
    session.getState().dispatch(typed('say 2'));
    const before = session.getState();
    expect(lines(session)).toEqual(['say 4', 'say 2']);
    session.getState().jump(2);
    session.getState().dispatch(typed('say 9'));
    expect(lines(session)).toEqual(['say 4', 'say 9']);
    expect(text(session)).toBe('$ say 4\nsay 4 #0\n$ say 9\nsay 9 #0\n');
    session.getState().undo();
    expect(session.getState().history).toBe(before.history);
    session.getState().redo();
    expect(lines(session)).toEqual(['say 4', 'say 9']);
  });
});

describe('looking', () => {
  test('at the end goes on the timeline, shows at once and enters no undo', () => {
    const session = make();
    session.getState().dispatch(typed('say 1'));
    session.getState().jump('last');
    session.getState().dispatch(typed('ss -tln'));
    expect(session.getState().playhead).toBe(lastIndex(session.getState().history));
    expect(text(session)).toContain('ss -tln #0');
    session.getState().undo();
    expect(session.getState().history.entries).toEqual([]);
  });

  test('in the past drops nothing, and is seen only from there', () => {
    const session = make();
    session.getState().dispatch(typed('say 4'));
    session.getState().jump(2);
    const { history } = session.getState();
    session.getState().dispatch(typed('ss -tln'));
    expect(session.getState().history.stops).toBe(history.stops);
    expect(text(session)).toContain('ss -tln #0');
    expect(goalsAt(toyEngine, session.getState())[0]?.met).toBe(true);
    session.getState().step();
    expect(text(session)).not.toContain('ss');
    expect(goalsAt(toyEngine, session.getState())[0]?.met).toBe(true);
    session.getState().stepBack();
    expect(text(session)).toContain('ss -tln #0');
  });

  test('becomes part of the story when something is done from there', () => {
    const session = make();
    session.getState().dispatch(typed('say 4'));
    session.getState().jump(2);
    session.getState().dispatch(typed('ss'));
    session.getState().dispatch(typed('say 1'));
    expect(lines(session)).toEqual(['say 4', 'ss', 'say 1']);
    expect(text(session)).toContain('$ ss\nss #0\n$ say 1\n');
  });
});

describe('the scripted walk', () => {
  test('goes from step to step, is undone like anything else, and ends', () => {
    const session = make();
    expect(nextStep(session.getState())?.number).toBe(1);
    session.getState().nextScriptedStep();
    session.getState().nextScriptedStep();
    expect(nextStep(session.getState())).toBeNull();
    session.getState().undo();
    expect(nextStep(session.getState())?.number).toBe(2);
  });

  test('waits for the prediction', () => {
    const session = make({ locked: true });
    session.getState().nextScriptedStep();
    session.getState().dispatch(typed('say 1'));
    expect(session.getState().history.stops).toHaveLength(1);
    session.getState().setLocked(false);
    session.getState().nextScriptedStep();
    expect(session.getState().history.stops.length).toBeGreaterThan(1);
  });
});

test('an action that the engine cannot do leaves all as it was and says why', () => {
  const session = make();
  session.getState().dispatch(typed('say 1'));
  const before = session.getState();
  session.getState().dispatchAll([typed('say 2'), typed('boom')]);
  expect(session.getState().problem).toEqual({ kind: 'engine', reason: 'the toy is broken' });
  expect(session.getState().history).toBe(before.history);
  expect(session.getState().past).toBe(before.past);
});

test('a fault of several actions is one step of undo', () => {
  const session = make();
  session.getState().dispatchAll([typed('say 1'), typed('say 2', 'phone')]);
  expect(session.getState().history.entries).toHaveLength(2);
  session.getState().undo();
  expect(session.getState().history.entries).toHaveLength(0);
});

// Random sessions: everything a learner can press, in any order.
type Press = { name: keyof SessionActions; args: readonly unknown[] };
const press = (name: keyof SessionActions, ...args: readonly unknown[]): Press => ({ name, args });
const line = fc.constantFrom('say 1', 'say 3', 'quiet', 'ss -tln', 'ps', 'hold');
const arbitraryPress: fc.Arbitrary<Press> = fc.oneof(
  fc
    .tuple(line, fc.constantFrom('laptop', 'phone'))
    .map(([one, host]) => press('dispatch', typed(one, host))),
  line.map((one) => press('dispatchAll', [typed(one), { do: 'wait', ms: 3 }])),
  fc.nat(30).map((to) => press('jump', to)),
  fc.constantFrom<Press>(
    press('jump', 'first'),
    press('jump', 'last'),
    press('step'),
    press('stepBack'),
    press('undo'),
    press('redo'),
    press('reset'),
    press('play'),
    press('nextScriptedStep'),
    press('setDetail', 'everything'),
    press('setDetail', 'story'),
    press('setMode', 'play'),
    press('playOn'),
    press('bookmark', 'here'),
    press('setMoment', 'a', 'here'),
    press('setMoment', 'b', 'here'),
    press('setLooping', true),
    press('setFilter', { host: 'phone', layer: null }),
  ),
);
function run(session: Session, presses: readonly Press[]) {
  for (const { name, args } of presses) {
    (session.getState()[name] as (...given: readonly unknown[]) => void)(...args);
  }
}
const sessions = fc.array(arbitraryPress, { maxLength: 25 });
const frozen = (value: unknown) => JSON.stringify(value);

test('any session is given back, byte by byte, by replaying its entries', () => {
  fc.assert(
    fc.property(sessions, (presses) => {
      const session = make();
      run(session, presses);
      const { history, seed } = session.getState();
      const replay = replayHistory(toyEngine, toyScenario, seed, history.entries);
      if (!replay.ok) throw new Error(replay.reason);
      expect(frozen(replay.history.stops)).toBe(frozen(history.stops));
    }),
  );
});

test('marks found action by action are those of the whole, however it came about', () => {
  fc.assert(
    fc.property(sessions, (presses) => {
      const session = make();
      for (const one of presses) {
        run(session, [one]);
        const { history } = session.getState();
        // With actions of its own nothing is known of it.
        const fresh = { ...history, entries: history.entries.map((entry) => ({ ...entry })) };
        for (const detail of ['story', 'packets', 'everything'] as const) {
          expect(marksOf(history, detail)).toEqual(marksOf(fresh, detail));
        }
      }
    }),
  );
});

test('scrubbing anywhere and back changes nothing', () => {
  fc.assert(
    fc.property(sessions, fc.array(fc.nat(60)), (presses, jumps) => {
      const session = make();
      run(session, presses);
      const before = session.getState();
      run(
        session,
        jumps.map((to) => press('jump', to)),
      );
      session.getState().jump(before.playhead);
      expect(session.getState().history).toBe(before.history);
      expect(frozen(viewAt(toyEngine, session.getState()))).toBe(frozen(viewAt(toyEngine, before)));
    }),
  );
});

test('redo after undo is where one was, and undo goes all the way to the start', () => {
  fc.assert(
    fc.property(sessions, (presses) => {
      const session = make();
      run(session, presses);
      const before = session.getState();
      if (before.past.length > 0) {
        session.getState().undo();
        session.getState().redo();
        expect(session.getState()).toMatchObject({
          history: before.history,
          playhead: before.playhead,
          past: before.past,
          future: before.future,
        });
      }
      while (session.getState().past.length > 0) session.getState().undo();
      const acts = session.getState().history.entries.filter((entry) => !entry.look);
      expect(acts).toEqual([]);
    }),
  );
});

test('a permalink reopens the same stops at the same event', () => {
  fc.assert(
    fc.property(sessions, (presses) => {
      const session = make();
      run(session, presses);
      const before = session.getState();
      const again = make({ permalink: permalinkOf(before) }).getState();
      expect(again.problem).toBeNull();
      expect(frozen(again.history)).toBe(frozen(before.history));
      expect(again.playhead).toBe(before.playhead);
      const named = (state: typeof before) => bookmarksIn(state).map(({ at, name }) => [at, name]);
      expect(named(again)).toEqual(named(before));
    }),
  );
});

test('what is declared to be ignored never touches undo or what has happened', () => {
  const ignored = (Object.keys(memory) as (keyof SessionActions)[]).filter(
    (name) => memory[name] === 'ignore',
  );
  const args: Partial<Record<keyof SessionActions, unknown>> = {
    jump: 1,
    setDetail: 'packets',
    setMode: 'play',
    setSpeed: 'fast',
    select: null,
    setLocked: true,
    setFilter: { host: 'phone', layer: 'tcp' },
    bookmark: 'here',
    setMoment: 'a',
  };
  for (const name of ignored) {
    const session = make();
    session.getState().dispatch(typed('say 3'));
    const before = session.getState();
    run(session, [press(name, args[name])]);
    const after = session.getState();
    expect([name, after.history === before.history, after.past === before.past]).toEqual([
      name,
      true,
      true,
    ]);
  }
});

test('stepping forward from the start visits every shown stop once, and back again', () => {
  const session = make();
  session.getState().dispatch(typed('say 3'));
  session.getState().dispatch(typed('say 2'));
  session.getState().jump('first');
  const { marks } = positionOf(session.getState());
  const seen: number[] = [];
  for (let count = 0; count < marks.length; count += 1) {
    session.getState().step();
    seen.push(session.getState().playhead);
  }
  expect(seen).toEqual(marks.map((mark) => mark.rest));
  for (let count = 0; count < marks.length; count += 1) session.getState().stepBack();
  expect(session.getState().playhead).toBe(0);
});

describe('code that is still to come', () => {
  class Missing extends Error {}

  /** The toy, whose `say` needs code that comes, or fails to come, when the test says so. */
  function slowEngine() {
    let here = false;
    let settle = (_came: boolean) => {};
    const engine: SessionEngine = {
      ...toyEngine,
      performAction(world, action) {
        if (!here && action.do === 'type' && action.line.startsWith('say')) throw new Missing();
        return toyEngine.performAction(world, action);
      },
      fetchMissing(error) {
        if (!(error instanceof Missing)) return null;
        return new Promise((resolve, reject) => {
          settle = (came) => {
            here = came;
            if (came) resolve();
            else reject(new Error('the server is gone'));
          };
        });
      },
    };
    /** Ends the fetch that was asked for last, and lets all that waits for it go on. */
    const end = async (how: 'comes' | 'fails') => {
      settle(how === 'comes');
      await new Promise((resolve) => setTimeout(resolve));
    };
    return { engine, end };
  }

  const deeds = (session: Session) => {
    const state = session.getState();
    state.dispatch(typed('quiet'));
    state.dispatch(typed('say 3'));
    state.step();
    state.dispatch(typed('ss'));
    state.stepBack();
    state.nextScriptedStep();
    state.answer('who', 'the kernel');
    state.jump(2);
    state.dispatchAll([typed('say 1', 'phone'), { do: 'wait', ms: 5 }]);
  };

  test('makes a deed wait, and all after it: then they are as if it had been there', async () => {
    const slow = slowEngine();
    const session = createSession(slow.engine, toyScenario);
    deeds(session);
    expect(session.getState().fetching).toBe(true);
    expect(lines(session)).toEqual(['quiet']);
    await slow.end('comes');
    const instant = make();
    deeds(instant);
    expect(session.getState().fetching).toBe(false);
    expect(permalinkOf(session.getState())).toBe(permalinkOf(instant.getState()));
    expect(session.getState().past).toEqual(instant.getState().past);
  });

  test('that cannot be fetched is told, and nothing is lost until it is tried again', async () => {
    const slow = slowEngine();
    const session = createSession(slow.engine, toyScenario);
    deeds(session);
    await slow.end('fails');
    expect(session.getState()).toMatchObject({ fetching: false, problem: { kind: 'fetch' } });
    session.getState().retry();
    expect(session.getState()).toMatchObject({ fetching: true, problem: null });
    await slow.end('comes');
    const instant = make();
    deeds(instant);
    expect(permalinkOf(session.getState())).toBe(permalinkOf(instant.getState()));
    expect(session.getState().problem).toBeNull();
  });

  test('is asked for again by the next deed after a failure', async () => {
    const slow = slowEngine();
    const session = createSession(slow.engine, toyScenario, { mode: 'play' });
    session.getState().dispatch(typed('say 3'));
    await slow.end('fails');
    session.getState().dispatch(typed('ss'));
    expect(session.getState().fetching).toBe(true);
    await slow.end('comes');
    expect(lines(session)).toEqual(['say 3', 'ss']);
  });

  test.each(['undo', 'reset', 'clearProblem'] as const)(
    '%s forgets what waits, and what comes then changes nothing',
    async (deed) => {
      const slow = slowEngine();
      const session = createSession(slow.engine, toyScenario);
      session.getState().dispatch(typed('say 3'));
      session.getState()[deed]();
      await slow.end('comes');
      expect(lines(session)).toEqual([]);
      expect(session.getState()).toMatchObject({ fetching: false, problem: null, playhead: 0 });
      session.getState().dispatch(typed('say 1'));
      expect(lines(session)).toEqual(['say 1']);
    },
  );

  test('a permalink that needs it is no broken one: opening it throws until it is there', async () => {
    const instant = make();
    instant.getState().dispatch(typed('say 3'));
    const permalink = permalinkOf(instant.getState());
    const slow = slowEngine();
    const open = () => createSession(slow.engine, toyScenario, { permalink });
    expect(open).toThrow(Missing);
    await slow.end('comes');
    expect(permalinkOf(open().getState())).toBe(permalink);
  });

  test('an error that is none of its own stays an error', async () => {
    const slow = slowEngine();
    const session = createSession(slow.engine, toyScenario, { mode: 'play' });
    session.getState().dispatch(typed('say 3'));
    session.getState().dispatch(typed('boom'));
    session.getState().dispatch(typed('ss'));
    await slow.end('comes');
    expect(lines(session)).toEqual(['say 3', 'ss']);
  });
});
