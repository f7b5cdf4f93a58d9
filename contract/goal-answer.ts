/** Asking the server about a bench: whether an answer is right, and what the solutions are. */
import * as z from 'zod/mini';
import { action } from './action';

const id = z.string().check(z.minLength(1), z.maxLength(60));

/** Body of `POST /api/lessons/<slug>/answer`. */
export const goalAnswerRequest = z.strictObject({
  scenario: id,
  question: id,
  value: z.string().check(z.maxLength(200)),
});
export type GoalAnswerRequest = z.infer<typeof goalAnswerRequest>;

/** `explanation` comes with a right answer only. */
export const goalAnswerResponse = z.object({
  right: z.boolean(),
  explanation: z.optional(z.string()),
});
export type GoalAnswerResponse = z.infer<typeof goalAnswerResponse>;

/** Answer of `GET /api/lessons/<slug>/solutions?scenario=<id>`. */
export const solutionsResponse = z.object({
  solutions: z.array(z.object({ title: z.string(), actions: z.array(action) })),
});
export type SolutionsResponse = z.infer<typeof solutionsResponse>;
