import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContentError } from './content-mistake';
import { loadCourse } from './load-course';
import { loadGlossary } from './load-glossary';
import { loadLesson } from './load-lesson';

let folder: string;
const write = (path: string, text: string) => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const lessonFile = (path: string, text: string) => write(`lessons/demo/${path}`, text);

const course = `title: T
parts:
  - id: A
    title: Part
    lessons:
      - { slug: demo, title: Demo, about: x, ready: true }
      - { slug: later, title: Later, about: x }
`;
const scenario = `id: demo
version: 1
title: Demo
lans: [home]
hosts:
  laptop:
    kind: laptop
    interfaces: { eth0: { lan: home, addr: 192.168.1.20/24 } }
goals:
  - id: opened
    text: It listens
    check: { listening: { host: laptop, port: 8000 } }
questions:
  - { id: who, text: Who?, answer: SECRET, why: SECRETWHY }
solutions:
  - title: SECRETSOLUTION
    actions:
      - { do: type, host: laptop, tty: 0, line: nc -l 8000 }
`;
const quiz = `questions:
  - id: one
    type: single
    prompt: Which?
    options:
      - { text: a, right: true, why: SECRETKEY }
      - { text: b, why: no, code: M01 }
`;
const lesson = `---
title: Demo
summary: s
minutes: 1
objectives: [o]
---

## H

<Bench scenario="demo" />

<Quiz />

<Recap>

- r

</Recap>
`;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'portside-')), 'content');
  write('course.yaml', course);
  write('glossary.yaml', '- { id: port, term: port, means: m }\n');
  write('misconceptions.yaml', 'M01: b\n');
  lessonFile('scenario.yaml', scenario);
  lessonFile('quiz.yaml', quiz);
  lessonFile('lesson.mdx', lesson);
});
afterEach(() => rmSync(dirname(folder), { recursive: true }));

async function mistakesOf(load: () => Promise<unknown>): Promise<string> {
  try {
    await load();
  } catch (error) {
    if (error instanceof ContentError) return error.message;
    throw error;
  }
  return 'no mistake';
}
const mistakes = () => mistakesOf(() => loadLesson('demo', folder));

describe('loadLesson', () => {
  test('gives a page everything but keys, right answers and solutions', async () => {
    const loaded = await loadLesson('demo', folder);
    expect(loaded?.requirement).toEqual({ goals: { demo: ['opened'] }, questions: ['one'] });
    expect(loaded?.scenarios[0]?.solutionCount).toBe(1);
    expect(JSON.stringify(loaded)).not.toContain('SECRET');
  });

  test('knows no lesson that is not ready or not there', async () => {
    expect(await loadLesson('later', folder)).toBeNull();
    expect(await loadLesson('../demo', folder)).toBeNull();
  });

  test('names every mistake of several files at once, one line each', async () => {
    lessonFile('scenario.yaml', scenario.replace('version: 1', 'version: one'));
    lessonFile('quiz.yaml', quiz.replace('type: single', 'type: singel'));
    expect((await mistakes()).split('\n')).toEqual([
      'content/lessons/demo/quiz.yaml:3:5 `type` must be single, predict, fault, multiple, order, match or number; not "singel".',
      'content/lessons/demo/scenario.yaml:2:1 `version` must be a number, not "one".',
    ]);
  });

  test.each([
    [
      'two right options',
      (t: string) => t.replace('b, why', 'b, right: true, why'),
      ':5:5 2 options are right, but type single needs exactly one',
    ],
    ['no explanation', (t: string) => t.replace(', why: no', ''), ':7:9 `why` is missing: add it.'],
    [
      'a code that does not exist',
      (t: string) => t.replace('M01', 'M99'),
      ':7:29 `code`: use a code from M01 to M32, not "M99".',
    ],
    [
      'a code on the right option',
      (t: string) => t.replace('SECRETKEY', 'x, code: M01'),
      'a right option betrays no wrong belief',
    ],
    ['a misspelt key', (t: string) => t.replace('prompt', 'promt'), ':4:5 unknown key `promt`'],
    [
      'a variable that is not drawn',
      (t: string) => t.replace('Which?', '"On ${port}?"'),
      ':4:5 "port" is not drawn before this. Add it to vars.',
    ],
    [
      'options that read the same',
      (t: string) => t.replace('text: b', 'text: a'),
      'two choices read the same, "a"',
    ],
    [
      'a question id used twice',
      (t: string) => t + t.replace('questions:\n', ''),
      ':8:5 the question id "one" stands twice',
    ],
    [
      'a warm-up from nowhere',
      (t: string) => t.replace('type: single', 'warmUp: dema\n    type: single'),
      '"dema" is no lesson. Did you mean "demo"?',
    ],
    ['broken YAML', (t: string) => t.replace('Which?', 'a: b: c'), 'not valid YAML'],
    ['nothing in it', () => '', ':1:1 the file is empty'],
  ])('answers a quiz with %s', async (_, edit, message) => {
    lessonFile('quiz.yaml', edit(quiz));
    const text = await mistakes();
    expect(text).toContain('content/lessons/demo/quiz.yaml:');
    expect(text).toContain(message);
  });

  test.each([
    [
      'an unknown host',
      (t: string) => t.replace('host: laptop, port', 'host: lapto, port'),
      ':12:5 "lapto" is no host. Did you mean "laptop"?',
    ],
    [
      'an unknown network',
      (t: string) => t.replace('lan: home', 'lan: hom'),
      ':8:27 "hom" is no network of this scenario. Did you mean "home"?',
    ],
    [
      'a misspelt optional key',
      (t: string) => t.replace('questions:', 'question:'),
      ':13:1 unknown key `question`',
    ],
    [
      'a misspelt key of a check',
      (t: string) => t.replace('port: 8000', 'prot: 8000'),
      'unknown key `prot`',
    ],
    [
      'a port that is none',
      (t: string) => t.replace('port: 8000', 'port: 80000'),
      '`port` must be at most 65535.',
    ],
    [
      'an unknown action',
      (t: string) => t.replace('do: type', 'do: typ'),
      '`do` must be type, key',
    ],
    [
      'goals without a solution',
      (t: string) => t.replace(/solutions:[\s\S]*/, ''),
      'there are goals but no solution',
    ],
    [
      'a goal that asks an unknown question',
      (t: string) => t.replace('{ listening: { host: laptop, port: 8000 } }', '{ answered: whom }'),
      '"whom" is no question',
    ],
    [
      'a broken pattern',
      (t: string) =>
        t.replace('{ listening: { host: laptop, port: 8000 } }', "{ ran: { pattern: '(' } }"),
      'is no regular expression',
    ],
  ])('answers a scenario with %s', async (_, edit, message) => {
    lessonFile('scenario.yaml', edit(scenario));
    expect(await mistakes()).toContain('content/lessons/demo/scenario.yaml:');
    expect(await mistakes()).toContain(message);
  });

  test('answers a file of scenarios/ whose name is not its id', async () => {
    lessonFile('scenarios/other.yaml', scenario.replace('id: demo', 'id: second'));
    expect(await mistakes()).toContain('scenarios/other.yaml:1:1 the id "second" and the file');
  });

  test('answers two scenarios of one id', async () => {
    lessonFile('scenarios/demo.yaml', scenario);
    expect(await mistakes()).toContain('another scenario here has the id "demo"');
  });

  test('answers a missing file and a title that differs', async () => {
    rmSync(join(folder, 'lessons/demo/quiz.yaml'));
    expect(await mistakes()).toBe(
      'content/lessons/demo/quiz.yaml:1:1 this file is missing: make it (docs/authoring.md shows its format).',
    );
    lessonFile('quiz.yaml', quiz);
    lessonFile('lesson.mdx', lesson.replace('title: Demo', 'title: Other'));
    expect(await mistakes()).toContain('the title "Other" is "Demo" in content/course.yaml');
  });
});

describe('loadCourse', () => {
  const load = () => mistakesOf(() => loadCourse(folder));
  test.each([
    [
      'a slug used twice',
      (t: string) => t.replace('slug: later', 'slug: demo'),
      ':7:11 the slug "demo" stands twice',
    ],
    [
      'a ready lesson without a folder',
      (t: string) => t.replace('Later, about: x', 'Later, about: x, ready: true'),
      ':7:48 "later" is ready but content/lessons/later/ does not exist',
    ],
    [
      'a folder in no part',
      (t: string) => t.replace('slug: demo', 'slug: dema'),
      'content/lessons/demo/ is in no part',
    ],
    [
      'a slug of the wrong form',
      (t: string) => t.replace('slug: later', 'slug: Later On'),
      '`slug`: use lower-case words joined by dashes',
    ],
  ])('answers %s', async (_, edit, message) => {
    write('course.yaml', edit(course));
    expect(await load()).toContain(message);
  });

  test('numbers lessons through all parts', async () => {
    const { lessons } = await loadCourse(folder);
    expect(lessons.map(({ slug, number, part }) => [slug, number, part.id])).toEqual([
      ['demo', 1, 'A'],
      ['later', 2, 'A'],
    ]);
  });
});

describe('loadGlossary', () => {
  test.each([
    [
      '- { id: a, term: a, means: m }\n- { id: a, term: b, means: m }\n',
      ':2:5 the id "a" stands twice',
    ],
    ['- { id: a, term: a, means: m, see: [bb] }\n', ':1:37 "bb" is not in the glossary'],
    [
      '- { id: a, term: a, means: m }\n- { id: b, term: A, means: m }\n',
      '"a" already leads to "a"',
    ],
  ])('answers %s', async (text, message) => {
    write('glossary.yaml', text);
    expect(await mistakesOf(() => loadGlossary(folder))).toContain(message);
  });
});
