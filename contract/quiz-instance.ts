/** What the browser gets of a quiz, and what the two exchange about an answer. No key in here. */
import * as z from 'zod/mini';
import { slug } from './lesson';

/** Makes the redrawn numbers and the order of options. It travels with every answer. */
export const quizSeed = z.int().check(z.gte(1), z.lte(2_147_483_647));

/** `id` says where it stands on the screen, never where the author wrote it. */
const choice = z.object({ id: z.string(), text: z.string() });
export type Choice = z.infer<typeof choice>;

const common = {
  id: z.string(),
  seed: quizSeed,
  prompt: z.string(),
  exhibits: z.array(z.object({ title: z.optional(z.string()), text: z.string() })),
  warmUp: z.optional(z.object({ slug: z.string(), title: z.string() })),
};

export const questionInstance = z.discriminatedUnion('type', [
  z.object({
    ...common,
    type: z.enum(['single', 'predict', 'fault', 'multiple']),
    options: z.array(choice),
  }),
  z.object({ ...common, type: z.literal('order'), items: z.array(choice) }),
  z.object({
    ...common,
    type: z.literal('match'),
    left: z.array(choice),
    right: z.array(choice),
  }),
  z.object({ ...common, type: z.literal('number'), unit: z.optional(z.string()) }),
]);
export type QuestionInstance = z.infer<typeof questionInstance>;

export const quizInstance = z.object({
  slug: z.string(),
  seed: quizSeed,
  questions: z.array(questionInstance),
});
export type QuizInstance = z.infer<typeof quizInstance>;

const shortId = z.string().check(z.minLength(1), z.maxLength(8));
/**
 * By type: the option's id; the ids chosen (multiple); the ids from first to last (order);
 * left id to right id (match); the number.
 */
export const answer = z.union([
  shortId,
  z.array(shortId).check(z.maxLength(16)),
  z.record(shortId, shortId),
  z.number(),
]);
export type Answer = z.infer<typeof answer>;

/** Body of `POST /api/quiz/<slug>`. `answer` is null when the learner gives up. */
export const answerRequest = z.strictObject({
  seed: quizSeed,
  question: slug,
  answer: z.nullable(answer),
});
export type AnswerRequest = z.infer<typeof answerRequest>;

export const feedback = z.object({
  /** The choice it speaks of; null for the answer as a whole. */
  about: z.nullable(z.string()),
  right: z.boolean(),
  why: z.string(),
  /** Code and words of the belief behind a wrong choice. */
  belief: z.optional(z.object({ code: z.string(), text: z.string() })),
});
export type Feedback = z.infer<typeof feedback>;

export const answerResponse = z.object({
  right: z.boolean(),
  feedback: z.array(feedback),
  /** The right answer: only after it was given, or after giving up. */
  solution: z.optional(answer),
});
export type AnswerResponse = z.infer<typeof answerResponse>;
