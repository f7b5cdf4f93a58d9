import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentFolder } from './content-folder';
import { loadLesson } from './load-lesson';
import { scaffoldLesson, unwritten } from './scaffold-lesson';

const courseText = readFileSync(join(contentFolder, 'course.yaml'), 'utf8');

test.each([
  ['a coming lesson', 'tls-on-443', 'TLS on 443', 'D'],
  ['a new lesson', 'ping-is-not-a-port', 'Ping: "not" a port', 'B'],
])('%s is scaffolded as valid files that are still to be written', async (_, slug, title, part) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'portside-')), 'content');
  try {
    cpSync(contentFolder, folder, { recursive: true });
    const made = scaffoldLesson(courseText, slug, title, part);
    if (!made.ok) throw new Error(made.reason);
    writeFileSync(join(folder, 'course.yaml'), made.course);
    mkdirSync(join(folder, 'lessons', slug));
    for (const [name, text] of Object.entries(made.files)) {
      expect(text).toContain(unwritten);
      writeFileSync(join(folder, 'lessons', slug, name), text);
    }
    const lesson = await loadLesson(slug, folder);
    expect(lesson?.meta.title).toBe(title);
    expect(lesson?.place.part.id).toBe(part);
  } finally {
    rmSync(join(folder, '..'), { recursive: true });
  }
});

test('the course keeps its comments and every other lesson', () => {
  const made = scaffoldLesson(courseText, 'extra', 'Extra');
  if (!made.ok) throw new Error(made.reason);
  const kept = courseText.split('\n').filter((line) => !made.course.includes(line));
  expect(kept).toEqual([]);
});

test.each([
  ['Not A Slug', 'T', undefined, 'is no slug'],
  ['fine', ' ', undefined, 'title is empty'],
  ['fine', 'T', 'Z', 'There is no part Z: use A, B, C, D.'],
  ['which-address', 'T', undefined, 'exists already'],
])('%s with title %j in part %s is refused', (slug, title, part, reason) => {
  const made = scaffoldLesson(courseText, slug, title, part);
  expect(made.ok ? '' : made.reason).toContain(reason);
});
