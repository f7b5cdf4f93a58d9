import { expect, test } from 'vitest';
import { binds, callers } from '@/content/messages/front-bench';
import { loadFrontScenario } from '@/course/load-front-scenario';
import { runFrontBench } from './run-front-bench';
import { frontTruth } from './truth-table';

const scenario = await loadFrontScenario();

test.each(binds)(
  'bound to %s, the simulation gives what the table without JavaScript says',
  async (bind) => {
    const run = await runFrontBench(scenario, bind);
    expect(run.listening).toEqual([bind]);
    expect(run.rows.map(({ caller }) => caller)).toEqual(callers.map(({ id }) => id));
    for (const { caller, outcome } of run.rows) {
      expect(outcome, caller).toBe(frontTruth[bind][caller]);
    }
  },
);

test('a refusal is a RST that comes back as fast as a SYN+ACK would', async () => {
  const refused = (await runFrontBench(scenario, '127.0.0.1')).rows.find(
    ({ caller }) => caller === 'phone-own',
  );
  const answered = (await runFrontBench(scenario, '0.0.0.0')).rows.find(
    ({ caller }) => caller === 'phone-own',
  );
  expect(refused?.packets.map(({ flags }) => flags.includes('R'))).toEqual([false, true]);
  expect(answered?.packets.map(({ flags }) => flags)).toEqual(['S', 'SA']);
  expect(refused?.ms).toBe(answered?.ms);
});

test('what answers is Django, and it lets the caller in', async () => {
  const { createWorld, performAction, viewWorld } = await import('@/simulation/scenario/engine');
  let world = createWorld(scenario, 1);
  const line = 'python shop/manage.py runserver 0.0.0.0:8000';
  for (const action of [
    { do: 'type', host: 'laptop', tty: 0, line },
    { do: 'type', host: 'phone', tty: 0, line: 'curl -sI http://192.168.1.20:8000/' },
  ] as const) {
    world = performAction(world, action).at(-1)?.world ?? world;
  }
  const phone = viewWorld(world).hosts.find(({ name }) => name === 'phone');
  expect(phone?.terminals[0]?.text).toContain('HTTP/1.1 200 OK');
});
