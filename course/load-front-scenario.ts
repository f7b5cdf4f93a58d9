import 'server-only';
import { join } from 'node:path';
import { type Scenario, scenario } from '@/contract/scenario';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { checkScenario } from './check-scenario';
import { contentFolder } from './content-folder';
import { ContentError } from './content-mistake';
import { readContentYaml } from './read-content';

/** The scenario of the front page's bench. @throws ContentError */
export async function loadFrontScenario(folder = contentFolder): Promise<Scenario> {
  const read = await readContentYaml(join(folder, 'front-page', 'scenario.yaml'), scenario);
  if (!read.ok) throw new ContentError(read.mistakes);
  const mistakes = checkScenario(read);
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return toPublicScenario(read.value);
}
