import 'server-only';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import { checkScenario } from './check-scenario';
import { contentFolder } from './content-folder';
import type { Mistake } from './content-mistake';
import { readContentYaml } from './read-content';

type Loaded = { ok: true; scenarios: ScenarioSource[] } | { ok: false; mistakes: Mistake[] };

/** A lesson's scenarios, solutions and right answers included: `scenario.yaml`, `scenarios/*.yaml`. */
export function loadScenarios(slug: string, folder = contentFolder): Promise<Loaded> {
  return loadScenariosIn(join(folder, 'lessons', slug));
}

/** The same of any folder: a lesson's, or a widget's. */
export async function loadScenariosIn(home: string): Promise<Loaded> {
  const scenarios: ScenarioSource[] = [];
  const mistakes: Mistake[] = [];
  for (const file of await listScenarioFiles(home)) {
    const read = await readContentYaml(file, scenario);
    if (!read.ok) {
      mistakes.push(...read.mistakes);
      continue;
    }
    const { id } = read.value;
    if (scenarios.some((other) => other.id === id)) {
      mistakes.push(
        read.mistakeAt(['id'], `another scenario here has the id "${id}": rename one.`),
      );
    }
    if (basename(file) !== 'scenario.yaml' && basename(file) !== `${id}.yaml`) {
      mistakes.push(
        read.mistakeAt(['id'], `the id "${id}" and the file's name differ: rename one.`),
      );
    }
    mistakes.push(...checkScenario(read));
    scenarios.push(read.value);
  }
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, scenarios };
}

async function listScenarioFiles(home: string): Promise<string[]> {
  const list = (folder: string) => readdir(folder).catch((): string[] => []);
  const single = (await list(home)).filter((name) => name === 'scenario.yaml');
  const many = (await list(join(home, 'scenarios'))).filter((name) => name.endsWith('.yaml'));
  return [
    ...single.map((name) => join(home, name)),
    ...many.sort().map((name) => join(home, 'scenarios', name)),
  ];
}
