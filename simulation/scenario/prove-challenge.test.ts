import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import type { ScenarioSource } from '@/contract/scenario';
import { createWorld, performAction } from './engine';
import { programTable } from './program-table';
import { proveChallenge, trimSolution } from './prove-challenge';
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

describe('proveChallenge', () => {
  test('a goal that needs each step of its solution is fair', () => {
    const proof = proveChallenge(solvedBy([type('python3 -m http.server 9000')]), programTable);
    expect(proof.fair).toBe(true);
    expect(proof.untouched).toMatchObject([
      { id: 'listening', met: false, observed: 'nothing listens on 9000 on laptop' },
    ]);
  });

  test('a goal that is met before anything is done is not', () => {
    const easy = addGoal(servedWorld, 'x', { listening: { host: 'laptop', port: 8000 } });
    const proof = proveChallenge(
      { ...easy, solutions: [{ title: 'x', actions: [] }] },
      programTable,
    );
    expect(proof.fair).toBe(false);
    expect(proof.untouched[0]?.met).toBe(true);
  });

  test('a solution that does not reach the goal is not', () => {
    const proof = proveChallenge(solvedBy([type('ls')]), programTable);
    expect(proof.fair).toBe(false);
    expect(proof.solutions[0]?.results[0]?.met).toBe(false);
  });

  test('a solution with steps that nobody needs is not; without them it is', () => {
    expect(proveChallenge(solvedBy(detour), programTable)).toMatchObject({
      fair: false,
      solutions: [{ idle: [0, 2] }],
    });
    const trimmed = trimSolution(asked, detour, programTable);
    expect(trimmed).toEqual([detour[1]]);
    expect(proveChallenge(solvedBy(trimmed), programTable).fair).toBe(true);
  });

  test('without a goal or a solution nothing is proved', () => {
    expect(proveChallenge(servedWorld, programTable).fair).toBe(false);
    expect(proveChallenge(asked, programTable).fair).toBe(false);
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
