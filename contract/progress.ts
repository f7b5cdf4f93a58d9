/** What the browser keeps of a learner's work, and the file it can be carried in. */
import * as z from 'zod/mini';
import { answer, feedback, quizSeed } from './quiz-instance';

const time = z.number().check(z.gte(0));
const key = z.string().check(z.minLength(1), z.maxLength(130));

/** The current instance of one question: what stands on the screen, and how it was scored. */
const questionProgress = z.object({
  seed: quizSeed,
  /** What is chosen or written; null while nothing is. */
  answer: z.nullable(answer),
  /** What has been said about it so far. */
  feedback: z.array(feedback).check(z.maxLength(32)),
  /** Shown after a right answer, or after giving up. */
  solution: z.nullable(answer),
  /** Whether this instance has been scored; only its first answer counts. */
  closed: z.boolean(),
  /** Latest scored attempt, of this instance or an earlier one. */
  scored: z.nullable(z.object({ right: z.boolean(), at: time, tries: z.int().check(z.gte(1)) })),
});
export type QuestionProgress = z.infer<typeof questionProgress>;

const lessonProgress = z.object({
  visitedAt: time,
  /** By scenario: goals ever met, and whether all of them were true at one moment. */
  goals: z.record(
    key,
    z.object({ met: z.array(key).check(z.maxLength(64)), reached: z.boolean() }),
  ),
  /** By question id. */
  quiz: z.record(key, questionProgress),
});
export type LessonProgress = z.infer<typeof lessonProgress>;

export const progress = z.object({
  version: z.literal(1),
  /** By slug. */
  lessons: z.record(key, lessonProgress),
  /** By `slug/prediction`: the choice, word for word. */
  predictions: z.record(key, z.object({ choice: z.string().check(z.maxLength(500)), at: time })),
});
export type Progress = z.infer<typeof progress>;

/** What has to be done for a lesson to count as done. */
export type LessonRequirement = {
  /** Goal ids by scenario. */
  goals: Readonly<Record<string, readonly string[]>>;
  questions: readonly string[];
};
