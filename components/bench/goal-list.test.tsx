// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Scenario } from '@/contract/scenario';
import { toyScenario } from '@/store/fixtures/toy-engine';
import { forgetSavedSessions } from '@/store/saved-session';
import { GoalList } from './goal-list';

const goal = (id: string, text: string) => ({ ...toyScenario.goals[0], id, text });
const scenario = { ...toyScenario, goals: [goal('one', 'Listen.'), goal('two', 'Connect.')] };
let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  window.localStorage.clear();
  open();
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

function open() {
  document.body.innerHTML = '<p id="announcer"></p><div id="root"></div>';
  root = createRoot(document.getElementById('root') as HTMLElement);
}
const show = (met: readonly string[], celebrated = true) =>
  act(() =>
    root.render(
      <GoalList
        scenario={scenario as Scenario}
        results={scenario.goals.map(({ id }) => ({ id, met: met.includes(id), observed: '' }))}
        slug="a-lesson"
        celebrated={celebrated}
        onAnswer={() => {}}
      />,
    ),
  );
const said = () => document.getElementById('announcer')?.textContent ?? '';
const celebrates = () => document.querySelector('[data-celebrating]') !== null;

test('all goals reached are celebrated once, spoken with the goal, and never again', async () => {
  await show([]);
  await show(['one']);
  expect(said()).toBe('Goal reached: Listen.');
  expect(celebrates()).toBe(false);
  await show(['one', 'two']);
  expect(said()).toMatch(/^Goal reached: Connect\. .*All goals/);
  expect(celebrates()).toBe(true);

  await act(() => root.unmount());
  open();
  await show(['one']);
  await show(['one', 'two']);
  expect(said()).toBe('Goal reached: Connect.');
  expect(celebrates()).toBe(false);

  await act(() => root.unmount());
  open();
  forgetSavedSessions('a-lesson');
  await show([]);
  await show(['one', 'two']);
  expect(celebrates()).toBe(true);
});

test('a bench that opens with all goals reached says nothing', async () => {
  await show(['one', 'two']);
  expect(said()).toBe('');
  expect(celebrates()).toBe(false);
});

test('a solution that is watched is not the learner’s to celebrate', async () => {
  await show([], false);
  await show(['one', 'two'], false);
  expect(said()).toContain('Goal reached: Connect.');
  expect(celebrates()).toBe(false);
  await show(['one'], true);
  await show(['one', 'two'], true);
  expect(celebrates()).toBe(true);
});
