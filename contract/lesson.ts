/** A lesson's front matter, the order of the course and the glossary, as authors write them. */
import * as z from 'zod/mini';

/** Permanent: progress is kept under it. */
export const slug = z
  .string()
  .check(
    z.maxLength(60),
    z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case words joined by dashes'),
  );
const text = z.string().check(z.minLength(1, 'must not be empty'), z.trim());

/** Code of a misconception, M01 to M32 (content/misconceptions.yaml). */
export const misconceptionCode = z
  .string()
  .check(z.regex(/^M(0[1-9]|[12][0-9]|3[0-2])$/, 'use a code from M01 to M32'));

/** Top of `lesson.mdx`. Part, number and neighbours come from content/course.yaml. */
export const frontMatter = z.strictObject({
  title: text,
  /** One or two sentences under the title and on the course map. */
  summary: text,
  /** What a careful beginner needs, bench and quiz included. */
  minutes: z.int().check(z.gte(1), z.lte(120)),
  /** What the learner can do afterwards; each starts with a verb. */
  objectives: z.array(text).check(z.minLength(1), z.maxLength(6)),
  /** Lessons recommended before this one. Never a lock. */
  after: z._default(z.array(slug), []),
});
export type FrontMatter = z.infer<typeof frontMatter>;

/** content/course.yaml */
export const courseOrder = z.strictObject({
  title: text,
  parts: z
    .array(
      z.strictObject({
        id: z.string().check(z.regex(/^[A-Z]$/, 'use one capital letter')),
        title: text,
        lessons: z
          .array(
            z.strictObject({
              slug,
              title: text,
              /** One sentence for the course map. A ready lesson's own summary takes its place. */
              about: text,
              /** Shown as "coming" while false; its folder need not exist. */
              ready: z._default(z.boolean(), false),
            }),
          )
          .check(z.minLength(1)),
      }),
    )
    .check(z.minLength(1)),
});
export type CourseOrder = z.infer<typeof courseOrder>;

/** content/glossary.yaml: a list of these. */
const glossaryEntry = z.strictObject({
  id: slug,
  term: text,
  /** Definition in one or two sentences; inline Markdown. */
  means: text,
  /** Other spellings that `<Term>` finds, e.g. plural forms. */
  also: z._default(z.array(text), []),
  /** Ids of related entries. */
  see: z._default(z.array(slug), []),
  /** Lesson that teaches it. */
  lesson: z.optional(slug),
});
export const glossary = z.array(glossaryEntry);
export type GlossaryEntry = z.infer<typeof glossaryEntry>;

const misconception = z.pipe(
  z.union([text, z.strictObject({ belief: text, starred: z.literal(true) })]),
  z.transform((entry) => (typeof entry === 'string' ? { belief: entry, starred: false } : entry)),
);

/**
 * content/misconceptions.yaml: code to the belief in the learner's words. One with a star can be
 * played as if it were true, by the widget `beliefs`.
 */
export const misconceptions = z.record(misconceptionCode, misconception);
export type Misconceptions = z.infer<typeof misconceptions>;
