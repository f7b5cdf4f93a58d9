import 'server-only';
import { join } from 'node:path';
import { type GlossaryEntry, glossary } from '@/contract/lesson';
import { contentFolder } from './content-folder';
import { ContentError, formatKnown, type Mistake } from './content-mistake';
import { readContentYaml } from './read-content';

/** Entries by id, in the order of the alphabet. @throws ContentError */
export async function loadGlossary(folder = contentFolder): Promise<Map<string, GlossaryEntry>> {
  const read = await readContentYaml(join(folder, 'glossary.yaml'), glossary);
  if (!read.ok) throw new ContentError(read.mistakes);
  const ids = read.value.map(({ id }) => id);
  const spelled = new Map<string, string>();
  const mistakes: Mistake[] = [];
  read.value.forEach((entry, index) => {
    if (ids.indexOf(entry.id) !== index) {
      mistakes.push(read.mistakeAt([index, 'id'], `the id "${entry.id}" stands twice: keep one.`));
      return;
    }
    entry.see.forEach((other, place) => {
      if (ids.includes(other)) return;
      const message = `"${other}" is not in the glossary. ${formatKnown(other, ids)}`;
      mistakes.push(read.mistakeAt([index, 'see', place], message));
    });
    for (const spelling of spellings(entry)) {
      const owner = spelled.get(spelling);
      if (owner !== undefined && owner !== entry.id) {
        const message = `"${spelling}" already leads to "${owner}": take one away.`;
        mistakes.push(read.mistakeAt([index, 'term'], message));
      }
      spelled.set(spelling, entry.id);
    }
  });
  if (mistakes.length > 0) throw new ContentError(mistakes);
  const sorted = [...read.value].sort((a, b) => a.term.localeCompare(b.term, 'en'));
  return new Map(sorted.map((entry) => [entry.id, entry]));
}

/** The entry that a word in a sentence means: by id, term or other spelling, in any case. */
export function findTerm(
  entries: ReadonlyMap<string, GlossaryEntry>,
  word: string,
): GlossaryEntry | null {
  const wanted = word.trim().toLowerCase();
  for (const entry of entries.values()) {
    if (spellings(entry).includes(wanted)) return entry;
  }
  return null;
}

function spellings(entry: GlossaryEntry): string[] {
  const all = [entry.id, entry.term, ...entry.also].map((each) => each.toLowerCase());
  return [...new Set(all)];
}
