import { describe, expect, test } from 'vitest';
import type { Moment } from '@/content/messages/beliefs/belief';
import { beliefs } from '@/content/messages/beliefs/beliefs';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import { loadMisconceptions } from '@/course/load-misconceptions';
import { loadWidgets } from '@/course/load-widgets';
import { openSession } from '../open-session';
import { type Aspect, differences, findParting, holds, type Truth } from './align';
import { endOfStep, readTruths, stepAt } from './read-truth';

const widget = (await loadWidgets()).find(({ name }) => name === 'beliefs');
const scenarioOf = (code: string) =>
  widget?.scenarios.find(({ id }) => id === code.toLowerCase()) as Scenario;
const misconceptions = await loadMisconceptions();

/** Plays the steps of a scenario, and `more` after them. */
async function play(code: string, more: readonly Action[] = []) {
  const { steps } = scenarioOf(code);
  return openSession({ ...scenarioOf(code), steps: [] }, [
    ...steps.map(({ action }) => action),
    ...more,
  ]);
}

test('what can be played is what has a star, and every world has its belief', () => {
  const starred = Object.entries(misconceptions).flatMap(([code, { starred }]) =>
    starred ? [code] : [],
  );
  expect(beliefs.map(({ code }) => code)).toEqual(starred);
  expect(widget?.scenarios.map(({ id }) => id)).toEqual(starred.map((code) => code.toLowerCase()));
});

/** Where each belief leaves the true world, and in what: found by the simulation. */
const partings: Record<string, { step: number; aspects: Aspect[] }> = {
  M01: { step: 1, aspects: ['packets', 'rows', 'result'] },
  M04: { step: 2, aspects: ['packets', 'rows'] },
  M05: { step: 2, aspects: ['rows'] },
  M06: { step: 2, aspects: ['rows'] },
  M09: { step: 2, aspects: ['packets', 'result'] },
  M11: { step: 2, aspects: ['packets'] },
  M24: { step: 3, aspects: ['packets', 'result'] },
  M26: { step: 2, aspects: ['rows'] },
};

describe.each(beliefs)('$code', (belief) => {
  const { code, hosts, steps, question } = belief;
  const scenario = scenarioOf(code);

  test('has a step for every action but the experiment, which is one command', () => {
    expect(scenario.steps).toHaveLength(steps.length + 1);
    expect(scenario.steps.at(-1)?.action.do).toBe('type');
    expect(Object.keys(scenario.hosts)).toEqual(expect.arrayContaining([...hosts]));
  });

  test('agrees with the true world up to one moment, and has broken by its last step', async () => {
    const truths = readTruths(await play(code), hosts);
    const parting = findParting(steps, truths);
    expect(parting && { ...parting, step: parting.step + 1 }).toEqual(partings[code]);
    expect(
      differences(steps[steps.length - 1] as Moment, truths[steps.length - 1] as Truth),
    ).not.toEqual([]);
    expect(truths.at(-1)?.printed).toMatch(/\S/);
  });

  test('asks a question to which one guess is right, and names the belief behind the others', async () => {
    const truths = readTruths(await play(code), hosts);
    const truth = truths[question.step - 1] as Truth;
    const right = question.guesses.filter((guess) => holds(guess, truth));
    expect(right).toHaveLength(1);
    expect(right[0]?.code).toBeUndefined();
    for (const guess of question.guesses) {
      if (guess === right[0]) continue;
      expect(Object.keys(misconceptions), guess.text).toContain(guess.code);
    }
    // The belief's own answer is among the guesses, and it is not the right one.
    const step = steps[question.step - 1] as (typeof steps)[number];
    const own = question.guesses.filter((guess) =>
      holds(guess, { ...step, printed: step.prints ?? '' }),
    );
    expect(own.filter((guess) => !right.includes(guess))).not.toEqual([]);
  });

  test('has two more ways to break the true world, and something comes of each', async () => {
    expect(scenario.faults.length).toBeGreaterThanOrEqual(2);
    for (const { text, actions } of scenario.faults) {
      const truths = readTruths(await play(code, actions), hosts);
      expect(truths, text).toHaveLength(scenario.steps.length + actions.length);
      expect(truths.at(-1)?.result, text).not.toBeNull();
    }
  });

  test('every stop of its session belongs to one action', async () => {
    const state = (await play(code)).getState();
    const { entries } = state.history;
    for (const step of entries.keys()) {
      expect(stepAt(state, endOfStep(state, step))).toBe(step);
      expect(stepAt(state, endOfStep(state, step - 1) + 1)).toBe(step);
    }
    expect(stepAt(state, 0)).toBe(-1);
    expect(endOfStep(state, -1)).toBe(0);
  });
});

describe('what the words claim of the true world', () => {
  const truthsOf = async (code: string, more: readonly Action[] = []) =>
    readTruths(await play(code, more), ['laptop', 'phone', 'shop']);
  const faultOf = (code: string, number: number) => scenarioOf(code).faults[number]?.actions ?? [];
  const local = (truth: Truth | undefined, port: number) =>
    truth?.rows.filter((row) => row.local.endsWith(`:${port}`)).map((row) => row.local);

  test('M01: before any program the table is empty; in the end two programs hold one number', async () => {
    const truths = await truthsOf('M01');
    expect(truths[0]).toMatchObject({ rows: [], result: 'refused' });
    expect(local(truths[3], 8000)).toEqual(['127.0.0.1:8000', '192.168.1.20:8000']);
  });

  test('M04: the two tabs call from two ports of the range for clients', async () => {
    const truths = await truthsOf('M04');
    const ports = truths.slice(1, 3).map(({ packets }) => Number(packets[0]?.from.split(':')[1]));
    expect(new Set(ports).size).toBe(2);
    for (const port of ports) expect(port).toBeGreaterThan(32767);
    expect(truths.at(-1)?.printed).toMatch(/^\d{5} → 80$/);
    expect((await truthsOf('M04', faultOf('M04', 0))).at(-1)?.result).toBe('denied');
    expect((await truthsOf('M04', faultOf('M04', 1))).at(-1)?.result).toBe('no address');
  });

  test('M05 and M06: the listener stays, and connections have its port', async () => {
    for (const [code, count] of [['M05', 2] as const, ['M06', 1] as const]) {
      const printed = (await truthsOf(code)).at(-1)?.printed ?? '';
      expect(printed.match(/^LISTEN /gm), code).toHaveLength(1);
      expect(printed.match(/^ESTAB .* 192\.168\.1\.20:\d000 /gm), code).toHaveLength(count);
    }
  });

  test('M06: what the laptop says comes from the port that was dialled', async () => {
    expect((await truthsOf('M06'))[2]?.packets).toEqual([
      { word: 'welcome', from: '192.168.1.20:9000', to: '192.168.1.50:50470' },
    ]);
  });

  test('M09: a call to 0.0.0.0 stays at home, and the phone can listen there as well', async () => {
    const truths = await truthsOf('M09');
    expect(truths[1]?.packets.map(({ word, to }) => [word, to.split(':')[0]])).toEqual([
      ['SYN', '127.0.0.1'],
      ['RST', '127.0.0.1'],
    ]);
    expect(truths[2]?.result).toBe('listens');
    expect(truths.at(-1)?.printed).toBe('127.0.0.1');
    expect((await truthsOf('M09', faultOf('M09', 0))).at(-1)?.printed).toContain('the laptop');
  });

  test('M11: the name has two addresses, ::1 first; curl has an order of its own', async () => {
    const truths = await truthsOf('M11');
    expect(truths[1]?.packets.map(({ word, to }) => `${word} ${to}`).slice(0, 3)).toEqual([
      'SYN [::1]:8000',
      expect.stringMatching(/^RST \[::1\]/),
      'SYN 127.0.0.1:8000',
    ]);
    expect(truths.at(-1)?.printed).toMatch(/^::1 [\s\S]*\n127\.0\.0\.1 /);
    expect((await truthsOf('M11', faultOf('M11', 1))).at(-1)?.printed).toContain('127.0.0.1');
  });

  test('M24: off means refused, 502 is written by Nginx, and a restart does not cure it', async () => {
    const truths = await truthsOf('M24');
    expect(truths[2]?.result).toBe('refused');
    expect(truths[5]?.printed).toMatch(/502 Bad Gateway\nServer: nginx/);
    expect(truths.at(-1)?.printed).toMatch(/connect\(\) failed \(111: .*upstream: "http:\/\/127/);
    expect((await truthsOf('M24', faultOf('M24', 0))).at(-1)?.result).toBe('HTTP 502');
  });

  test('M26: -p is host first, and the container has a table of its own', async () => {
    const truths = await truthsOf('M26');
    expect(local(truths[1], 8080)).toEqual(['0.0.0.0:8080', '[::]:8080']);
    expect(truths[2]).toMatchObject({ result: 'HTTP 200' });
    expect(truths.at(-1)?.printed).toContain('0.0.0.0:80 ');
    expect(truths.at(-1)?.printed).not.toContain('9000');
  });
});
