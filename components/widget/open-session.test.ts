import { expect, test } from 'vitest';
import type { Scenario } from '@/contract/scenario';
import type { SessionEngine } from '@/store/session-engine';
import { createSession } from '@/store/simulation-session';
import { settled } from './open-session';

test('an action that lacks two programs, one after the other, has settled when both have come', async () => {
  const lacking = ['python3', 'curl'];
  const engine: SessionEngine = {
    createWorld: () => ({}),
    performAction: () => {
      if (lacking.length > 0) throw new Error(`no ${lacking[0]} yet`);
      return [{ world: {}, events: [] }];
    },
    viewWorld: () => ({ now: 0, lans: [], hosts: [], inFlight: [] }),
    complete: (_world, _place, line, cursor) => ({ line, cursor, options: [] }),
    checkGoals: () => [],
    fetchMissing: async () => {
      lacking.shift();
    },
  };
  const session = createSession(engine, { id: 'two', steps: [], goals: [] } as unknown as Scenario);
  session.getState().dispatch({ do: 'wait' });
  expect(session.getState().fetching).toBe(true);
  await settled(session);
  expect(session.getState()).toMatchObject({ fetching: false, problem: null });
  expect(session.getState().history.entries).toHaveLength(1);
});
