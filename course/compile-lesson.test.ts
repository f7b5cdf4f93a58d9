import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { Names } from './check-words';
import { compileLesson } from './compile-lesson';
import { formatMistake } from './content-mistake';

const names: Names = {
  file: '/x/content/lessons/demo/lesson.mdx',
  scenarios: ['demo'],
  misconceptions: ['M09', 'M12'],
  experiments: ['which-address'],
  services: ['redis'],
  twins: ['close-first'],
  widgets: ['who-can-reach'],
  glossary: new Map([
    [
      'accept-queue',
      { id: 'accept-queue', term: 'accept queue', means: 'x', also: ['queues'], see: [] },
    ],
  ]),
  lessons: ['demo', 'later', 'other'],
  readyLessons: ['demo', 'other'],
};

const head = `---
title: Demo
summary: One line.
minutes: 5
objectives: [Do it]
---
`;
const tail = '\n<Quiz />\n\n<Recap>\n\n- one\n\n</Recap>\n';

async function compile(body: string, start = head) {
  return compileLesson(`${start}${body}${tail}`, names);
}

async function complain(body: string, start = head): Promise<string> {
  const compiled = await compile(body, start);
  if (compiled.ok) throw new Error('compiled without complaint');
  return compiled.mistakes.map(formatMistake).join('\n');
}

async function render(body: string): Promise<string> {
  const compiled = await compile(body);
  if (!compiled.ok) throw new Error(compiled.mistakes.map(formatMistake).join('\n'));
  const show = (name: string) => (props: object) =>
    createElement('x-word', { name, ...props } as never);
  const components = Object.fromEntries(
    ['Quiz', 'Recap', 'Term', 'Bench', 'Prediction', 'Outcome', 'Pitfall'].map((name) => [
      name,
      show(name),
    ]),
  );
  return renderToStaticMarkup(createElement(compiled.lesson.Prose, { components } as never));
}

describe('compileLesson', () => {
  test('renders prose with linked headings, tables and highlighted code without inline styles', async () => {
    const html = await render(
      '\n## What it is\n\nText with `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python title="server"\nimport socket\ns = "x"\n```\n',
    );
    expect(html).toContain('<h2 id="what-it-is">');
    expect(html).toContain('href="#what-it-is"');
    expect(html).toContain('aria-label="Link to “What it is”"');
    expect(html).toContain('<td>1</td>');
    expect(html).toContain('class="token-keyword"');
    expect(html).not.toContain('style=');
  });

  test('gives a Term the id of its entry, found by any spelling', async () => {
    expect(await render('\nThe <Term>Queues</Term> fill.\n')).toContain('id="accept-queue"');
  });

  test('lists headings and predictions', async () => {
    const compiled = await compile(
      '\n## One\n\n<Prediction id="first" choices={["a", "b"]}>Which?</Prediction>\n\n<Bench scenario="demo" prediction="first" />\n',
    );
    expect(compiled.ok && compiled.lesson.headings).toEqual([{ id: 'one', text: 'One', depth: 2 }]);
    expect(compiled.ok && compiled.lesson.uses.predictions).toEqual([
      { id: 'first', choices: ['a', 'b'] },
    ]);
  });

  test.each([
    [
      'an unknown word',
      '\n<Bnch scenario="demo" />\n',
      ':8:1 <Bnch> is no word of lessons. Did you mean "Bench"?',
    ],
    ['an unknown attribute', '\n<Bench scenario="demo" size="2" />\n', ':8:1 <Bench> has no size.'],
    ['a missing attribute', '\n<Bench />\n', ':8:1 <Bench> needs scenario'],
    [
      'an unknown scenario',
      '\n<Bench scenario="dem" />\n',
      'scenario="dem" names no scenario. Did you mean "demo"?',
    ],
    [
      'a prediction not made yet',
      '\n<Bench scenario="demo" prediction="p" />\n',
      'prediction="p" names no prediction that stands before it',
    ],
    [
      'a truth that is no choice',
      '\n<Prediction id="p" choices={["a", "b"]}>?</Prediction>\n\n<Outcome of="p" truth="c">x</Outcome>\n',
      ':10:1 truth="c" is none of the choices',
    ],
    [
      'a prediction id used twice',
      '\n<Prediction id="p" choices={["a", "b"]}>?</Prediction>\n\n<Prediction id="p" choices={["a", "b"]}>?</Prediction>\n',
      'stands twice',
    ],
    [
      'an unknown term',
      '\nThe <Term>backlog</Term>.\n',
      ':8:5 "backlog" is not in content/glossary.yaml',
    ],
    [
      'an unknown belief',
      '\n<Pitfall title="t" belief="M11">x</Pitfall>\n',
      'belief="M11" names no misconception',
    ],
    [
      'an unknown service',
      '\n<LiveService service="reddis" />\n',
      'names no service. Did you mean "redis"?',
    ],
    [
      'an unknown experiment',
      '\n<LivePanel experiment="wich-address" />\n',
      'names no experiment. Did you mean "which-address"?',
    ],
    ['an import', "\nimport x from 'y'\n", 'a lesson imports and exports nothing'],
    ['code in braces', '\nThe {process.env.HOME} folder.\n', ':8:5 {process.env.HOME} is code'],
    [
      'an attribute that is code',
      '\n<Bench scenario={globalThis.x} />\n',
      'scenario of <Bench> must be written as scenario="text"',
    ],
    ['a spread', '\n<Bench {...x} />\n', 'cannot take {...spread}'],
    ['a first-level heading', '\n# Title\n', ':8:1 the title is drawn from the front matter'],
    ['a skipped heading level', '\n## A\n\n#### B\n', ':10:1 this heading skips a level: use ###'],
    [
      'a dead anchor',
      '\nSee [that](#nothing).\n',
      ':8:5 no heading of this lesson has the id "nothing"',
    ],
    [
      'a link to an unknown lesson',
      '\n[x](/lessons/othr)\n',
      'there is no lesson "othr". Did you mean "other"?',
    ],
    ['a link to a coming lesson', '\n[x](/lessons/later)\n', 'is not ready'],
    ['a link to nowhere', '\n[x](/no/such)\n', '"/no/such" leads nowhere'],
    ['a raw element', '\n<script>1</script>\n', '<script> is no word of lessons'],
    [
      'a word that is not closed',
      '\n<Pitfall title="t">\n\ntext\n',
      ':8:1 Expected a closing tag for `<Pitfall>` (8:1-8:20) (close the word',
    ],
    ['a brace that is not closed', '\nThe set {1, 2 is open.\n', 'backticks'],
    ['a second quiz', '\n<Quiz />\n', '<Quiz> stands 2 times'],
  ])('answers %s with its place and cure', async (_, body, message) => {
    const text = await complain(body);
    expect(text).toContain('content/lessons/demo/lesson.mdx:');
    expect(text).toContain(message);
  });

  test.each([
    ['none', '', 'front matter is missing'],
    [
      'a number for a title',
      head.replace('Demo', '12'),
      ':2:1 `title` must be text, not "12": put quotes around it, \'12\'',
    ],
    ['a missing key', head.replace('minutes: 5\n', ''), '`minutes` is missing'],
    ['an unknown key', head.replace('minutes', 'minuts'), ':4:1 unknown key `minuts`'],
    [
      'an unknown lesson',
      head.replace('---\n', '---\nafter: [nowhere]\n'),
      '"nowhere" is no lesson',
    ],
    ['broken YAML', head.replace('Demo', 'a: b: c'), ':2:'],
  ])('answers front matter with %s', async (_, start, message) => {
    expect(await complain('\nText.\n', start)).toContain(message);
  });
});
