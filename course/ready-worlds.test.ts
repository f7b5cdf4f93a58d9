import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import type { ScenarioSource } from '@/contract/scenario';
import { createWorld, performAction, type World } from '@/simulation/scenario/engine';
import { programTable } from '@/simulation/scenario/program-table';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { validateNetwork } from '@/simulation/scenario/validate-network';
import { viewWorld } from '@/simulation/world/view-world';
import { loadReadyWorlds } from './load-ready-worlds';

const worlds = await loadReadyWorlds();
const start = (source: ScenarioSource) => createWorld(toPublicScenario(source), source.seed);

/** What the actions print, and the world after them. */
function run(world: World, actions: readonly Action[]): { printed: string; events: string[] } {
  let now = world;
  let printed = '';
  const events: string[] = [];
  for (const action of actions) {
    for (const stop of performAction(now, action)) {
      now = stop.world;
      for (const event of stop.events) {
        if (event.kind === 'output') printed += event.text;
        if (event.kind === 'machine') events.push(event.change);
      }
    }
  }
  return { printed, events };
}

describe.each(worlds.map((source) => ({ id: source.id, source })))(
  'the world $id',
  ({ source }) => {
    test('has nothing in it that the builder would complain of', () => {
      const findings = validateNetwork(source, Object.keys(programTable));
      // A proxy keeps its app out of everybody's reach on purpose.
      expect(findings.filter(({ kind }) => kind !== 'no-route')).toEqual([]);
    });

    test('starts each of its programs', () => {
      for (const host of viewWorld(start(source)).hosts) {
        const wanted = host.power === 'on' ? (source.hosts[host.name]?.programs ?? []).length : 0;
        const daemons = host.processes.filter(
          ({ tty, program }) => tty === null && program !== 'browser',
        );
        expect(daemons.length, host.name).toBeGreaterThanOrEqual(wanted);
      }
    });

    test.each(source.faults)('can be broken: “$text”', ({ actions }) => {
      const first = source.suggestions[0];
      const began: Action[] = first ? [{ do: 'type', tty: 0, ...first }] : [];
      const { events } = run(start(source), [...began, ...actions]);
      expect(events).not.toContain('ignored');
    });
  },
);

test.each([
  ['laptop-and-phone', [], 'phone', 'curl http://192.168.1.20:8000/', 'Hello from the laptop'],
  ['through-a-router', [], 'client', 'curl http://203.0.113.80/', 'The shop'],
  ['behind-a-proxy', [], 'visitor', 'curl http://shop.example/', 'from the app behind'],
  [
    'container-host',
    ['docker run -d --name shop -p 8080:8000 shop'],
    'laptop',
    'curl -I http://192.168.1.10:8080/',
    '200 OK',
  ],
] as const)('in %s, after %j, %s gets an answer', (id, before, host, line, answer) => {
  const source = worlds.find((one) => one.id === id);
  if (source === undefined) throw new Error(`there is no ready-made world ${id}`);
  const type = (on: string, text: string): Action => ({ do: 'type', host: on, tty: 0, line: text });
  const { printed } = run(start(source), [
    ...before.map((one) => type('server', one)),
    type(host, line),
  ]);
  expect(printed).toContain(answer);
});
