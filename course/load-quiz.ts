import 'server-only';
import { join } from 'node:path';
import { type Quiz, quiz } from '@/contract/quiz';
import { checkQuiz } from './check-quiz';
import { contentFolder } from './content-folder';
import type { Mistake } from './content-mistake';
import { readContentYaml } from './read-content';

/** A lesson's quiz with its key, checked. `slugs` are those of the course. */
export async function loadQuiz(
  slug: string,
  slugs: readonly string[],
  folder = contentFolder,
): Promise<{ ok: true; quiz: Quiz } | { ok: false; mistakes: Mistake[] }> {
  const read = await readContentYaml(join(folder, 'lessons', slug, 'quiz.yaml'), quiz);
  if (!read.ok) return read;
  const mistakes = checkQuiz(read, slugs);
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, quiz: read.value };
}
