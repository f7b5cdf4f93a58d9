import 'server-only';
import { join } from 'node:path';
import { experiments } from '@/content/messages/experiments';
import { services } from '@/content/messages/services';
import { twins } from '@/content/messages/twin-scenarios';
import type { GlossaryEntry, Misconceptions } from '@/contract/lesson';
import type { LessonRequirement } from '@/contract/progress';
import type { Quiz } from '@/contract/quiz';
import type { QuizInstance } from '@/contract/quiz-instance';
import type { Scenario, ScenarioSource } from '@/contract/scenario';
import type { WidgetData } from '@/contract/widget';
import { toPublicScenario } from '@/simulation/scenario/public-scenario';
import { type CompiledLesson, compileLesson } from './compile-lesson';
import { contentFolder } from './content-folder';
import { ContentError, type Mistake } from './content-mistake';
import { drawQuestion } from './draw-question';
import { type Course, type CourseLesson, loadCourse } from './load-course';
import { loadGlossary } from './load-glossary';
import { loadMisconceptions } from './load-misconceptions';
import { loadQuiz } from './load-quiz';
import { loadScenarios } from './load-scenarios';
import { loadWidgets } from './load-widgets';
import { readContent } from './read-content';

/** Everything a lesson page shows. Nothing in it holds a key or a solution. */
export type Lesson = CompiledLesson & {
  place: CourseLesson;
  course: Course;
  previous: CourseLesson | null;
  next: CourseLesson | null;
  scenarios: Scenario[];
  /** The instance of seed 1, without its key. */
  quiz: QuizInstance;
  requirement: LessonRequirement;
  glossary: ReadonlyMap<string, GlossaryEntry>;
  misconceptions: Misconceptions;
  widgets: readonly WidgetData[];
};

/** A lesson's files with all they hold, key and solutions included. For the server's own use. */
export type LessonSource = {
  place: CourseLesson;
  course: Course;
  scenarios: ScenarioSource[];
  quiz: Quiz;
};

/** The slugs that have a page. */
export async function listReadySlugs(folder = contentFolder): Promise<string[]> {
  const { lessons } = await loadCourse(folder);
  return lessons.filter(({ ready }) => ready).map(({ slug }) => slug);
}

const kept = new Map<string, Promise<LessonSource | null>>();

/**
 * A ready lesson's data; null when the course has none of that slug. Read once in production,
 * anew on every call in development. @throws ContentError
 */
export function loadLessonSource(
  slug: string,
  folder = contentFolder,
): Promise<LessonSource | null> {
  if (process.env.NODE_ENV !== 'production') return readLessonSource(slug, folder);
  const key = `${folder}/${slug}`;
  const known = kept.get(key) ?? readLessonSource(slug, folder);
  // Slugs come from addresses, so only those that exist are kept.
  known.then((source) => source && kept.set(key, known)).catch(() => kept.delete(key));
  return known;
}

async function readLessonSource(slug: string, folder: string): Promise<LessonSource | null> {
  const course = await loadCourse(folder);
  const place = course.lessons.find((lesson) => lesson.slug === slug && lesson.ready);
  if (place === undefined) return null;
  const slugs = course.lessons.map((lesson) => lesson.slug);
  const [quiz, scenarios] = await Promise.all([
    loadQuiz(slug, slugs, folder),
    loadScenarios(slug, folder),
  ]);
  if (quiz.ok && scenarios.ok) {
    return { place, course, quiz: quiz.quiz, scenarios: scenarios.scenarios };
  }
  throw new ContentError([
    ...(quiz.ok ? [] : quiz.mistakes),
    ...(scenarios.ok ? [] : scenarios.mistakes),
  ]);
}

/** A ready lesson, compiled; null when there is none. @throws ContentError with every mistake */
export async function loadLesson(slug: string, folder = contentFolder): Promise<Lesson | null> {
  const source = await loadLessonSource(slug, folder);
  if (source === null) return null;
  const { course, place } = source;
  const file = join(folder, 'lessons', slug, 'lesson.mdx');
  const [text, glossary, misconceptions, widgets] = await Promise.all([
    readContent(file),
    loadGlossary(folder),
    loadMisconceptions(folder),
    loadWidgets(folder),
  ]);
  if (!text.ok) throw new ContentError(text.mistakes);

  const ready = course.lessons.filter((lesson) => lesson.ready);
  const compiled = await compileLesson(text.text, {
    file,
    scenarios: source.scenarios.map(({ id }) => id),
    misconceptions: Object.keys(misconceptions),
    experiments: Object.keys(experiments),
    services: Object.keys(services),
    twins: Object.keys(twins),
    widgets: widgets.map(({ name }) => name),
    glossary,
    lessons: course.lessons.map((lesson) => lesson.slug),
    readyLessons: ready.map((lesson) => lesson.slug),
  });
  if (!compiled.ok) throw new ContentError(compiled.mistakes);
  const differing = checkTitle(compiled.lesson, place, file);
  if (differing) throw new ContentError([differing]);

  const index = ready.indexOf(place);
  return {
    ...compiled.lesson,
    place,
    course,
    previous: ready[index - 1] ?? null,
    next: ready[index + 1] ?? null,
    scenarios: source.scenarios.map(toPublicScenario),
    quiz: drawQuiz(source, 1),
    requirement: readRequirement(source),
    glossary,
    misconceptions,
    widgets,
  };
}

/** What the browser gets of a lesson's quiz for a seed. */
export function drawQuiz({ quiz, course, place }: LessonSource, seed: number): QuizInstance {
  const titles = listTitles(course);
  const questions = quiz.questions.map((each) => drawQuestion(each, seed, titles).instance);
  return { slug: place.slug, seed, questions };
}

/** What each ready lesson asks for to be done, by slug; for the marks on the course map. */
export async function loadRequirements(
  folder = contentFolder,
): Promise<Record<string, LessonRequirement>> {
  const slugs = await listReadySlugs(folder);
  const sources = await Promise.all(slugs.map((slug) => loadLessonSource(slug, folder)));
  return Object.fromEntries(
    sources.flatMap((source) => (source ? [[source.place.slug, readRequirement(source)]] : [])),
  );
}

function readRequirement({ scenarios, quiz }: LessonSource): LessonRequirement {
  const goals = scenarios.map(({ id, goals: all }) => [id, all.map((goal) => goal.id)] as const);
  return { goals: Object.fromEntries(goals), questions: quiz.questions.map(({ id }) => id) };
}

export function listTitles(course: Course): Record<string, string> {
  return Object.fromEntries(course.lessons.map(({ slug, title }) => [slug, title]));
}

function checkTitle({ meta }: CompiledLesson, place: CourseLesson, file: string): Mistake | null {
  if (meta.title === place.title) return null;
  const message = `the title "${meta.title}" is "${place.title}" in content/course.yaml: make them the same.`;
  return { file, line: 2, column: 1, message };
}
