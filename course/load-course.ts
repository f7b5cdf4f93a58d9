import 'server-only';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CourseOrder, courseOrder } from '@/contract/lesson';
import { contentFolder } from './content-folder';
import { ContentError, type Mistake } from './content-mistake';
import { readContentYaml } from './read-content';

/** A lesson's place in the course. `number` counts through all parts from 1. */
export type CourseLesson = {
  slug: string;
  title: string;
  about: string;
  ready: boolean;
  number: number;
  part: { id: string; title: string };
};
export type Course = {
  title: string;
  parts: { id: string; title: string; lessons: CourseLesson[] }[];
  lessons: CourseLesson[];
};

/**
 * The order of the course from content/course.yaml.
 * @throws ContentError for a slug that stands twice, a ready lesson without a folder, or a
 * folder that the course does not name
 */
export async function loadCourse(folder = contentFolder): Promise<Course> {
  const file = join(folder, 'course.yaml');
  const read = await readContentYaml(file, courseOrder);
  if (!read.ok) throw new ContentError(read.mistakes);
  const course = numberLessons(read.value);

  const folders = await listLessonFolders(folder);
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  read.value.parts.forEach((part, i) => {
    part.lessons.forEach((lesson, j) => {
      const at = (key: string, message: string) =>
        mistakes.push(read.mistakeAt(['parts', i, 'lessons', j, key], message));
      if (seen.has(lesson.slug)) at('slug', `the slug "${lesson.slug}" stands twice: keep one.`);
      seen.add(lesson.slug);
      if (lesson.ready && !folders.includes(lesson.slug)) {
        at(
          'ready',
          `"${lesson.slug}" is ready but content/lessons/${lesson.slug}/ does not exist: write it, or set ready: false.`,
        );
      }
    });
  });
  for (const name of folders.filter((each) => !seen.has(each))) {
    mistakes.push(
      read.mistakeAt(
        ['parts'],
        `content/lessons/${name}/ is in no part: add "- slug: ${name}" where it belongs.`,
      ),
    );
  }
  if (mistakes.length > 0) throw new ContentError(mistakes);
  return course;
}

function numberLessons({ title, parts }: CourseOrder): Course {
  let number = 0;
  const numbered = parts.map(({ id, title: partTitle, lessons }) => ({
    id,
    title: partTitle,
    lessons: lessons.map((lesson) => {
      number += 1;
      return { ...lesson, number, part: { id, title: partTitle } };
    }),
  }));
  return { title, parts: numbered, lessons: numbered.flatMap(({ lessons }) => lessons) };
}

async function listLessonFolders(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'lessons'), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
