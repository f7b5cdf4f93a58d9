/**
 * A quiz as authors write it (`quiz.yaml`), key included. It never leaves the server; what the
 * browser gets is in `quiz-instance.ts`.
 */
import * as z from 'zod/mini';
import { misconceptionCode, slug } from './lesson';

const text = z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(2000));
const scalar = z.union([z.string(), z.number()]);
const variableName = z
  .string()
  .check(z.regex(/^[a-z][A-Za-z0-9]*$/, 'start with a small letter; letters and digits only'));

/** Drawn values that this one must differ from. */
const not = z.optional(z.array(variableName));

/** How a value is drawn from the seed. Texts use it as `${name}`, or `${name + 1}`. */
const variable = z.union([
  /** A whole number, ends included. */
  z.strictObject({
    from: z.int(),
    to: z.int(),
    step: z.optional(z.int().check(z.gte(1))),
    not,
  }),
  /** One of these; a record's fields are used as `${name.field}`. */
  z.strictObject({
    pick: z.array(z.union([scalar, z.record(variableName, scalar)])).check(z.minLength(2)),
    not,
  }),
  /** A host's address inside an IPv4 network, e.g. `192.168.1.0/24`. */
  z.strictObject({ address: z.string(), not }),
  /** Worked out from earlier ones: whole numbers, `+ - * / %`, brackets, min(), max(). */
  z.strictObject({ is: z.string() }),
]);
export type Variable = z.infer<typeof variable>;

/** A choice. `why` is shown as soon as it is chosen; `code` names the belief behind a wrong one. */
const option = z.strictObject({
  text,
  right: z._default(z.boolean(), false),
  why: text,
  code: z.optional(misconceptionCode),
});
export type Option = z.infer<typeof option>;

const verdict = z.strictObject({ why: text, code: z.optional(misconceptionCode) });

const common = {
  /** Permanent: progress is kept under it. */
  id: slug,
  /** Inline Markdown with `${...}`. */
  prompt: text,
  /** Terminal output, a log, code: shown under the prompt as it is, `${...}` filled in. */
  exhibits: z._default(
    z.array(z.strictObject({ title: z.optional(text), text })).check(z.maxLength(4)),
    [],
  ),
  vars: z._default(z.record(variableName, variable), {}),
  /** Slug of the earlier lesson that this warm-up item repeats. */
  warmUp: z.optional(slug),
};

const options = z.array(option).check(z.minLength(2), z.maxLength(8));
/** Options stand in the written order where it carries meaning (rising numbers). */
const inOrder = z._default(z.boolean(), false);

export const question = z.discriminatedUnion('type', [
  /** Exactly one option is right. */
  z.strictObject({ ...common, type: z.literal('single'), options, inOrder }),
  /** What will be printed? Exactly one is right; an option of several lines is shown as output. */
  z.strictObject({ ...common, type: z.literal('predict'), options, inOrder }),
  /** A symptom with exhibits; which cause or cure? Exactly one is right. */
  z.strictObject({ ...common, type: z.literal('fault'), options, inOrder }),
  /** At least one option is right and one wrong. */
  z.strictObject({ ...common, type: z.literal('multiple'), options, inOrder }),
  /** Items are written in the right order. */
  z.strictObject({
    ...common,
    type: z.literal('order'),
    items: z.array(text).check(z.minLength(3), z.maxLength(8)),
    right: verdict,
    wrong: verdict,
  }),
  /** Each `left` belongs to its `right`; several may share one. */
  z.strictObject({
    ...common,
    type: z.literal('match'),
    pairs: z
      .array(
        z.strictObject({
          left: text,
          right: text,
          why: text,
          /** Shown when this pair is wrong; the question's `wrong` where left out. */
          wrong: z.optional(verdict),
        }),
      )
      .check(z.minLength(2), z.maxLength(8)),
    /** Further right-hand sides that belong to nothing. */
    extra: z._default(z.array(text), []),
    wrong: verdict,
  }),
  z.strictObject({
    ...common,
    type: z.literal('number'),
    /** A whole number, or an expression over `vars`. */
    answer: scalar,
    unit: z.optional(text),
    right: verdict,
    /** Wrong numbers that betray a belief. */
    known: z._default(
      z.array(z.strictObject({ value: scalar, why: text, code: z.optional(misconceptionCode) })),
      [],
    ),
    /** Any other number. */
    wrong: verdict,
  }),
]);
export type Question = z.infer<typeof question>;

export const quiz = z.strictObject({
  questions: z.array(question).check(z.minLength(1), z.maxLength(20)),
});
export type Quiz = z.infer<typeof quiz>;
