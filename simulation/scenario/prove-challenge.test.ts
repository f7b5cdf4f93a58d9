import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import type { ScenarioSource } from '@/contract/scenario';
import { createWorld, performAction } from './engine';
import { programTable } from './program-table';
import { goalsAfter, proveChallenge, trimSolution } from './prove-challenge';
import { toPublicScenario } from './public-scenario';
import { servedWorld } from './sandbox-world.test-helper';
import { addGoal, suggestGoals } from './suggest-goals';

const type = (line: string): Action => ({ do: 'type', host: 'laptop', tty: 0, line });
const detour = [type('ls'), type('python3 -m http.server 9000'), type('pwd')];
const goal = { listening: { host: 'laptop', port: 9000 } };
const asked = addGoal(servedWorld, 'Something listens on port 9000', goal);
const solvedBy = (actions: Action[]): ScenarioSource => ({
  ...asked,
  solutions: [{ title: 'One way', actions }],
});

const prove = (source: ScenarioSource) =>
  proveChallenge(source, async (actions) => goalsAfter(source, actions, programTable));
const trim = (source: ScenarioSource, actions: Action[]) =>
  trimSolution(actions, async (some) => goalsAfter(source, some, programTable));

describe('proveChallenge', () => {
  test('a goal that needs each step of its solution is fair', async () => {
    const proof = await prove(solvedBy([type('python3 -m http.server 9000')]));
    expect(proof.fair).toBe(true);
    expect(proof.untouched).toMatchObject([
      { id: 'listening', met: false, observed: 'nothing listens on 9000 on laptop' },
    ]);
  });

  test('a goal that is met before anything is done is not', async () => {
    const easy = addGoal(servedWorld, 'x', { listening: { host: 'laptop', port: 8000 } });
    const proof = await prove({ ...easy, solutions: [{ title: 'x', actions: [] }] });
    expect(proof.fair).toBe(false);
    expect(proof.untouched[0]?.met).toBe(true);
  });

  test('a solution that does not reach the goal is not', async () => {
    const proof = await prove(solvedBy([type('ls')]));
    expect(proof.fair).toBe(false);
    expect(proof.solutions[0]?.results[0]?.met).toBe(false);
  });

  test('a solution with steps that nobody needs is not; without them it is', async () => {
    expect(await prove(solvedBy(detour))).toMatchObject({
      fair: false,
      solutions: [{ idle: [0, 2] }],
    });
    const trimmed = await trim(asked, detour);
    expect(trimmed).toEqual([detour[1]]);
    expect((await prove(solvedBy(trimmed))).fair).toBe(true);
  });

  test('without a goal or a solution nothing is proved', async () => {
    expect((await prove(servedWorld)).fair).toBe(false);
    expect((await prove(asked)).fair).toBe(false);
  });
});

describe('suggestGoals', () => {
  const start = createWorld(toPublicScenario(servedWorld), 1);
  const after = (...actions: Action[]) =>
    actions.reduce((world, action) => performAction(world, action).at(-1)?.world ?? world, start);

  test('offers what is true, each of it checked, what is new first', () => {
    const ideas = suggestGoals(start, after(type('python3 -m http.server 9000')), programTable);
    expect(ideas[0]).toEqual({
      check: { listening: { host: 'laptop', port: 9000, program: 'python3' } },
      fromStart: false,
    });
    expect(ideas).toContainEqual({
      check: { probe: { from: 'phone', to: 'laptop', port: 9000, is: 'open' } },
      fromStart: false,
    });
    expect(ideas).toContainEqual({
      check: { http: { from: 'phone', url: 'http://laptop:8000/', status: 200 } },
      fromStart: true,
    });
    const firstOld = ideas.findIndex(({ fromStart }) => fromStart);
    expect(ideas.slice(firstOld).every(({ fromStart }) => fromStart)).toBe(true);
  });

  test('offers the port that has become free, and who is refused there', () => {
    const crash: Action = { do: 'crash', host: 'laptop', program: 'python3' };
    const checks = suggestGoals(start, after(crash), programTable).map(({ check }) => check);
    expect(checks).toContainEqual({ free: { host: 'laptop', port: 8000 } });
    expect(checks).toContainEqual({
      probe: { from: 'phone', to: 'laptop', port: 8000, is: 'refused' },
    });
  });
});
