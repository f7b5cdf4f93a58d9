import 'server-only';
import { join } from 'node:path';
import { type Misconceptions, misconceptions } from '@/contract/lesson';
import { contentFolder } from './content-folder';
import { ContentError } from './content-mistake';
import { readContentYaml } from './read-content';

/** Belief by code, in the learner's words, and whether it can be played. @throws ContentError */
export async function loadMisconceptions(folder = contentFolder): Promise<Misconceptions> {
  const read = await readContentYaml(join(folder, 'misconceptions.yaml'), misconceptions);
  if (!read.ok) throw new ContentError(read.mistakes);
  return read.value;
}
