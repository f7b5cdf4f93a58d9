import 'server-only';
import { join } from 'node:path';
import type { Embeddable } from '@/contract/embed';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { contentFolder } from './content-folder';
import { ContentError } from './content-mistake';
import { listReadySlugs, loadLessonSource } from './load-lesson';

import { loadWidgets } from './load-widgets';

/** All that has an address under /embed; each id stands once. @throws ContentError */
export async function loadEmbeddables(folder = contentFolder): Promise<Embeddable[]> {
  const [slugs, widgets] = await Promise.all([listReadySlugs(folder), loadWidgets(folder)]);
  const lessons = await Promise.all(slugs.map((slug) => loadLessonSource(slug, folder)));
  const benches = lessons.flatMap((source) =>
    (source?.scenarios ?? []).map((scenario): Embeddable => {
      const lesson = source?.place.slug ?? '';
      const { id, title } = scenario;
      const home = `/lessons/${lesson}`;
      return { kind: 'bench', id, title, home, lesson, scenario: toPublicScenario(scenario) };
    }),
  );
  const all = [
    ...benches,
    ...widgets.map((widget): Embeddable => {
      const { name, title } = widget;
      return { kind: 'widget', id: name, title, home: `/explore/${name}`, widget };
    }),
  ];
  const twice = all.find(({ id }, index) => all.findIndex((other) => other.id === id) !== index);
  if (twice === undefined) return all;
  const file = join(
    folder,
    twice.kind === 'widget' ? `widgets/${twice.id}` : `lessons/${twice.lesson}`,
  );
  const message = `"${twice.id}" is the id of two benches or widgets, and /embed/${twice.id} can show one: rename one.`;
  throw new ContentError([{ file, line: 1, column: 1, message }]);
}
