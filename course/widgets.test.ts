import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { programTable } from '@/simulation/scenario/program-table';
import { goalsAfter, proveChallenge } from '@/simulation/scenario/prove-challenge';
import { contentFolder } from './content-folder';
import { loadScenariosIn } from './load-scenarios';

const home = join(contentFolder, 'widgets');
const loaded = await Promise.all(
  readdirSync(home).map(async (name) => ({ name, read: await loadScenariosIn(join(home, name)) })),
);
const benches = loaded.flatMap(({ name, read }) =>
  (read.ok ? read.scenarios : [])
    .filter(({ goals }) => goals.length > 0)
    .map((scenario) => ({ name, id: scenario.id, scenario })),
);

test('some widget has a bench with goals', () => {
  expect(benches).not.toEqual([]);
});

describe.each(benches)('the bench $id of the widget $name', ({ scenario }) => {
  test('untouched, leaves a goal unmet, and each solution reaches all by steps that it needs', async () => {
    const proof = await proveChallenge(scenario, async (actions) =>
      goalsAfter(scenario, actions, programTable),
    );
    expect(proof.untouched.filter(({ met }) => !met)).not.toEqual([]);
    expect(proof.solutions).not.toEqual([]);
    for (const { title, results, idle } of proof.solutions) {
      const unmet = results
        .filter(({ met }) => !met)
        .map(({ id, observed }) => `${id}: ${observed}`);
      expect({ title, unmet, idle }).toEqual({ title, unmet: [], idle: [] });
    }
  });
});
