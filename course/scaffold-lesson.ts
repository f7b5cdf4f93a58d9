import { isMap, parseDocument } from 'yaml';

/** Stands wherever an author has still to write; a lesson that holds it fails its test. */
export const unwritten = '(write: ';

export type Scaffold =
  | { ok: true; files: Record<string, string>; course: string }
  | { ok: false; reason: string };

/**
 * The files of a new lesson, by name in its folder, and content/course.yaml with the lesson in
 * it: a coming lesson of that slug becomes ready, a new one is added to `part` (the last one
 * where left out). What is made is valid and can be looked at, and fails its test until finished.
 */
export function scaffoldLesson(
  courseText: string,
  slug: string,
  title: string,
  part?: string,
): Scaffold {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || slug.length > 60) {
    return { ok: false, reason: `"${slug}" is no slug: use lower-case words joined by dashes.` };
  }
  if (title.trim() === '') return { ok: false, reason: 'The title is empty: put it in quotes.' };
  const doc = parseDocument(courseText);
  const course = doc.toJS() as { parts: { id: string; lessons: { slug: string }[] }[] };
  const place = course.parts.findIndex(({ lessons }) => lessons.some((each) => each.slug === slug));
  if (place >= 0) {
    const index = course.parts[place]?.lessons.findIndex((each) => each.slug === slug) ?? 0;
    const entry = doc.getIn(['parts', place, 'lessons', index]);
    if (!isMap(entry)) return { ok: false, reason: 'content/course.yaml has another form.' };
    if (entry.get('ready') === true) return { ok: false, reason: `"${slug}" exists already.` };
    entry.set('ready', true);
    entry.set('title', title);
  } else {
    const ids = course.parts.map(({ id }) => id);
    const wanted = part ?? ids.at(-1);
    const index = ids.findIndex((id) => id === wanted);
    if (index < 0) return { ok: false, reason: `There is no part ${part}: use ${ids.join(', ')}.` };
    const about = `${unwritten}its one idea, in a sentence)`;
    doc.addIn(['parts', index, 'lessons'], doc.createNode({ slug, title, about, ready: true }));
  }
  return { ok: true, files: filesOf(slug, title), course: doc.toString({ lineWidth: 0 }) };
}

function filesOf(slug: string, title: string): Record<string, string> {
  return {
    'lesson.mdx': lessonText(slug, JSON.stringify(title)),
    'scenario.yaml': scenarioText(slug, JSON.stringify(title)),
    'quiz.yaml': quizText,
  };
}

const lessonText = (slug: string, title: string) => `---
title: ${title}
summary: "(write: the idea in one or two sentences)"
minutes: 15
objectives:
  - "(write: what the learner can do afterwards, beginning with a verb)"
---

## (write: the problem, as a heading)

(write: the problem first, the theory after)

<Prediction id="first" choices={["(write: one)", "(write: another)"]}>

(write: what will happen?)

</Prediction>

<Bench scenario="${slug}" prediction="first" />

<Outcome of="first" truth="(write: one)">

(write: why it is so)

</Outcome>

## Check yourself

<Quiz />

<Recap>

- (write: first line)
- (write: second line)
- (write: third line)

</Recap>
`;

const scenarioText = (slug: string, title: string) => `id: ${slug}
version: 1
title: ${title}
lans: [home]
hosts:
  laptop:
    kind: laptop
    user: you
    interfaces:
      eth0: { lan: home, addr: 192.168.1.20/24 }
  phone:
    kind: phone
    user: you
    interfaces:
      eth0: { lan: home, addr: 192.168.1.50/24 }
goals:
  - id: reached
    text: "(write: what is true when the learner has done it)"
    check: { probe: { from: phone, to: 192.168.1.20, port: 8000, is: open } }
hints:
  - text: "(write: the first nudge)"
# The test wants steps here that reach every goal, each of them needed.
solutions:
  - title: "(write: the way)"
    actions: []
`;

const quizText = `questions:
  - id: first
    type: single
    prompt: "(write: the question)"
    options:
      - text: "(write: what is right)"
        right: true
        why: "(write: why)"
      - text: "(write: what a belief leads to)"
        why: "(write: why not)"
        code: M01
`;
