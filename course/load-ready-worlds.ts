import 'server-only';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import { checkScenario } from './check-scenario';
import { contentFolder } from './content-folder';
import { ContentError } from './content-mistake';
import { readContentYaml } from './read-content';

/** The worlds that a sandbox may begin with, in the order of their files. @throws ContentError */
export async function loadReadyWorlds(folder = contentFolder): Promise<ScenarioSource[]> {
  const home = join(folder, 'sandbox', 'worlds');
  const names = (await readdir(home)).filter((name) => name.endsWith('.yaml')).sort();
  const read = await Promise.all(names.map((name) => readContentYaml(join(home, name), scenario)));
  const mistakes = read.flatMap((one) => (one.ok ? checkScenario(one) : one.mistakes));
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return read.flatMap((one) => (one.ok ? [one.value] : []));
}
