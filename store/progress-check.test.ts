import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Progress, progress as schema } from '@/contract/progress';
import { isProgress } from './progress-check';
import { formatProgressFile, mergeProgress, parseProgressFile } from './progress-file';

const key = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text !== '__proto__');
const id = fc.constantFrom('a', 'b', 'c');
const time = fc.integer({ min: 0, max: 2_000_000_000_000 });
const answer = fc.oneof(id, fc.array(id, { maxLength: 4 }), fc.dictionary(id, id), fc.integer());
const feedback = fc.record(
  {
    about: fc.option(id),
    right: fc.boolean(),
    why: fc.string(),
    belief: fc.record({ code: fc.constant('M01'), text: fc.string() }),
  },
  { requiredKeys: ['about', 'right', 'why'] },
);
const question = fc.record({
  seed: fc.integer({ min: 1, max: 2_147_483_647 }),
  answer: fc.option(answer),
  feedback: fc.array(feedback, { maxLength: 3 }),
  solution: fc.option(answer),
  closed: fc.boolean(),
  scored: fc.option(
    fc.record({ right: fc.boolean(), at: time, tries: fc.integer({ min: 1, max: 99 }) }),
  ),
});
const lesson = fc.record({
  visitedAt: time,
  goals: fc.dictionary(
    key,
    fc.record({ met: fc.array(key, { maxLength: 3 }), reached: fc.boolean() }),
    { maxKeys: 3 },
  ),
  quiz: fc.dictionary(key, question, { maxKeys: 3 }),
});
const record: fc.Arbitrary<Progress> = fc.record({
  version: fc.constant(1 as const),
  lessons: fc.dictionary(key, lesson, { maxKeys: 3 }),
  predictions: fc.dictionary(key, fc.record({ choice: fc.string(), at: time }), { maxKeys: 3 }),
});

test('the check by hand accepts every record that the schema accepts', () => {
  fc.assert(
    fc.property(record, (each) => {
      expect(schema.safeParse(each).success).toBe(true);
      expect(isProgress(each)).toBe(true);
    }),
  );
});

test('the check by hand and the schema agree on damaged records', () => {
  const junk = fc.constantFrom<unknown>(
    null,
    0,
    -1,
    1.5,
    '',
    'x',
    [],
    {},
    [null],
    { a: 1 },
    true,
    NaN,
  );
  let refused = 0;
  fc.assert(
    fc.property(record, fc.nat(), junk, (each, place, value) => {
      const damaged = damage(structuredClone(each), place, value);
      const accepted = schema.safeParse(damaged).success;
      if (!accepted) refused += 1;
      expect(isProgress(damaged)).toBe(accepted);
    }),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(300);
});

test('the two agree on anything at all', () => {
  fc.assert(
    fc.property(fc.anything(), (each) => {
      expect(isProgress(each)).toBe(schema.safeParse(each).success);
    }),
  );
});

test('a saved file brings the same record back', () => {
  fc.assert(
    fc.property(record, (each) => {
      const read = parseProgressFile(formatProgressFile(each, new Date(0)));
      expect(read).toEqual({ ok: true, progress: each });
    }),
  );
});

test('merging keeps what either did, and merging again changes nothing', () => {
  fc.assert(
    fc.property(record, record, (mine, other) => {
      const both = mergeProgress(mine, other);
      expect(isProgress(both)).toBe(true);
      expect(mergeProgress(both, other)).toEqual(both);
      for (const [slug, { goals }] of Object.entries({ ...mine.lessons, ...other.lessons })) {
        for (const [scenario, { met }] of Object.entries(goals)) {
          expect(both.lessons[slug]?.goals[scenario]?.met).toEqual(expect.arrayContaining(met));
        }
      }
    }),
  );
});

test.each([
  ['nothing', '', 'not-json'],
  ['half a file', '{"kind":"portside-progress","progr', 'not-json'],
  ['other JSON', '{"a":1}', 'not-json'],
  ['a list', '[]', 'not-json'],
  ['null', 'null', 'not-json'],
  ['a newer version', '{"kind":"portside-progress","progress":{"version":9}}', 'not-progress'],
  ['5 MB', `"${'x'.repeat(5_000_001)}"`, 'too-large'],
])('a file that holds %s is refused with a reason', (_, text, reason) => {
  expect(parseProgressFile(text)).toEqual({ ok: false, reason });
});

/** Puts `value` in place of the `place`-th node of the tree. */
function damage(root: unknown, place: number, value: unknown): unknown {
  const spots: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      spots.push([node as Record<string, unknown>, name]);
      visit((node as Record<string, unknown>)[name]);
    }
  };
  visit(root);
  const [parent, name] = spots[place % spots.length] ?? [{}, ''];
  parent[name] = value;
  return root;
}
