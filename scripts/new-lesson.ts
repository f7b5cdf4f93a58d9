// npm run new:lesson -- <slug> "Title" [part]: a folder and a line in the course for a new lesson.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaffoldLesson } from '../course/scaffold-lesson';

const [slug, title, part] = process.argv.slice(2);
if (slug === undefined || title === undefined) {
  fail('Usage: npm run new:lesson -- <slug> "Title" [part]');
}

const content = join(import.meta.dirname, '..', 'content');
const folder = join(content, 'lessons', slug);
const courseFile = join(content, 'course.yaml');
if (existsSync(folder)) fail(`content/lessons/${slug}/ exists already. Nothing was changed.`);

const made = scaffoldLesson(readFileSync(courseFile, 'utf8'), slug, title, part);
if (!made.ok) fail(`${made.reason} Nothing was changed.`);

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(made.files)) writeFileSync(join(folder, name), text);
writeFileSync(courseFile, made.course);

console.log(`Made content/lessons/${slug}/ and its line in content/course.yaml.

  npm run dev                            http://127.0.0.1:3000/lessons/${slug}
  npx vitest run course/lessons.test.ts  fails until every "(write: ...)" is written
  docs/authoring.md                      the words and files of a lesson`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
