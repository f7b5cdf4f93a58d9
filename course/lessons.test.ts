import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionInstance } from '@/contract/quiz-instance';
import type { ScenarioSource } from '@/contract/scenario';
import { programTable } from '@/simulation/scenario/program-table';
import { goalsAfter } from '@/simulation/scenario/prove-challenge';
import { contentFolder } from './content-folder';
import { drawQuestion } from './draw-question';
import { loadCourse } from './load-course';
import { loadGlossary } from './load-glossary';
import { listReadySlugs, loadLesson, loadLessonSource } from './load-lesson';
import { loadMisconceptions } from './load-misconceptions';
import { unwritten } from './scaffold-lesson';
import { scoreAnswer } from './score-answer';

type Actions = ScenarioSource['solutions'][number]['actions'];

const course = await loadCourse();
const glossary = await loadGlossary();
const beliefs = await loadMisconceptions();
const slugs = await listReadySlugs();
const lessons = await Promise.all(
  slugs.map(async (slug) => {
    const [lesson, source] = await Promise.all([loadLesson(slug), loadLessonSource(slug)]);
    if (lesson === null || source === null) throw new Error(`${slug} did not load`);
    return { slug, lesson, source };
  }),
);
const scenarios = lessons.flatMap(({ slug, source }) =>
  source.scenarios.map((scenario) => ({ slug, id: scenario.id, scenario })),
);

/** Goals that are unmet after the actions, with what was observed. */
function unmetAfter(scenario: ScenarioSource, actions: Actions): string[] {
  return goalsAfter(scenario, actions, programTable)
    .filter(({ met }) => !met)
    .map(({ id, observed }) => `${id}: ${observed}`);
}

test('some lesson is ready', () => {
  expect(slugs.length).toBeGreaterThan(0);
});

test('scenario ids are unique in the whole course', () => {
  const ids = scenarios.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(scenarios.filter(({ scenario }) => scenario.goals.length > 0))(
  'the bench $id of $slug',
  ({ scenario }) => {
    test('untouched, leaves a goal unmet', () => {
      expect(unmetAfter(scenario, [])).not.toEqual([]);
    });

    test.each(scenario.solutions)('“$title” reaches every goal', ({ actions }) => {
      expect(unmetAfter(scenario, actions)).toEqual([]);
    });

    // A program's calls have no prompt: they are the learner's only as steps or ways to break it.
    test('has a solution that a learner can do', () => {
      const offered = [...scenario.steps.map(({ action }) => action)]
        .concat(scenario.faults.flatMap(({ actions }) => actions))
        .map((action) => JSON.stringify(action));
      const feasible = scenario.solutions.filter(({ actions }) =>
        actions.every((action) => action.do !== 'call' || offered.includes(JSON.stringify(action))),
      );
      expect(feasible).not.toEqual([]);
    });

    test.each(scenario.solutions)('“$title” needs each of its steps', ({ actions }) => {
      const idle = actions.filter(
        (_, left) =>
          unmetAfter(
            scenario,
            actions.filter((__, index) => index !== left),
          ).length === 0,
      );
      expect(idle).toEqual([]);
    });
  },
);

describe.each(lessons)('the quiz of $slug', ({ source }) => {
  const anyQuestion = fc.constantFrom(...source.quiz.questions);
  const anySeed = fc.integer({ min: 1, max: 2_147_483_647 });

  test('is well formed for any seed, scores its key right and nothing else', () => {
    fc.assert(
      fc.property(anyQuestion, anySeed, (question, seed) => {
        const drawn = drawQuestion(question, seed, {});
        const { instance, key } = drawn;
        expect(questionInstance.safeParse(instance).success).toBe(true);
        expect(JSON.stringify(instance)).not.toMatch(/\$\{|undefined|NaN/);
        const right = scoreAnswer(drawn, key, beliefs);
        expect(right.ok && right.response.right).toBe(true);
        if (!('options' in instance)) return;
        const texts = instance.options.map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
        for (const { id } of instance.options) {
          const answer = instance.type === 'multiple' ? [id] : id;
          const scored = scoreAnswer(drawn, answer, beliefs);
          const isKey = JSON.stringify(answer) === JSON.stringify(key);
          expect(scored.ok && scored.response.right).toBe(isKey);
          expect(scored.ok && scored.response.feedback[0]?.why).toBeTruthy();
        }
      }),
    );
  });

  test('begins with a warm-up, where a lesson stands before it', () => {
    const before = course.lessons.slice(0, source.place.number - 1);
    const [first] = source.quiz.questions;
    if (source.place.number >= 3) expect(before.map(({ slug }) => slug)).toContain(first?.warmUp);
  });

  test('has a belief in most of its wrong options', () => {
    const wrong = source.quiz.questions.flatMap((question) =>
      'options' in question ? question.options.filter(({ right }) => !right) : [],
    );
    const coded = wrong.filter(({ code }) => code !== undefined);
    expect(coded.length * 2).toBeGreaterThan(wrong.length);
  });
});

describe.each(lessons)('the page of $slug', ({ slug, lesson, source }) => {
  test('gives the browser no key, no right answer, no solution', () => {
    const { Prose: _, course: __, glossary: ___, misconceptions: ____, ...data } = lesson;
    const sent = JSON.stringify(data);
    for (const { why } of source.quiz.questions.flatMap((each) =>
      'options' in each ? each.options : [],
    )) {
      expect(sent).not.toContain(JSON.stringify(why).slice(1, -1));
    }
    expect(sent).not.toContain('"solutions"');
    for (const { title } of source.scenarios.flatMap(({ solutions }) => solutions)) {
      expect(sent).not.toContain(title);
    }
  });

  test('has no place left to write', () => {
    const folder = join(contentFolder, 'lessons', slug);
    const open = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(mdx|yaml)$/.test(name))
      .filter((name) => readFileSync(join(folder, name), 'utf8').includes(unwritten));
    expect(open).toEqual([]);
  });

  test('uses every scenario of its folder', () => {
    expect([...new Set(lesson.uses.scenarios)].sort()).toEqual(
      source.scenarios.map(({ id }) => id).sort(),
    );
  });

  test('links only to headings that exist in other lessons', () => {
    const dead = lesson.uses.links.filter(({ url }) => {
      const [, target, id] = /^\/lessons\/([^#]+)#(.+)$/.exec(url) ?? [];
      const other = lessons.find((each) => each.slug === target);
      return other && !other.lesson.headings.some((heading) => heading.id === id);
    });
    expect(dead, slug).toEqual([]);
  });
});

test('glossary entries name lessons of the course', () => {
  const known = course.lessons.map(({ slug }) => slug);
  const lost = [...glossary.values()].filter(({ lesson }) => lesson && !known.includes(lesson));
  expect(lost).toEqual([]);
});
