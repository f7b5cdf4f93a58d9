import * as z from 'zod/mini';
import {
  type AnswerRequest,
  type AnswerResponse,
  answerResponse,
  type QuestionInstance,
  quizInstance,
} from '@/contract/quiz-instance';

/** `detail` is the server's own advice, null when nothing usable came back. */
export type Fetched<T> = { ok: true; value: T } | { ok: false; detail: string | null };

const problem = z.object({ detail: z.string() });

/** One question drawn anew from a seed. */
export async function fetchQuestion(
  slug: string,
  id: string,
  seed: number,
): Promise<Fetched<QuestionInstance>> {
  const query = new URLSearchParams({ seed: String(seed), question: id });
  const fetched = await fetchJson(`/api/quiz/${slug}?${query}`, undefined, quizInstance);
  const question = fetched.ok ? fetched.value.questions[0] : undefined;
  if (question) return { ok: true, value: question };
  return fetched.ok ? { ok: false, detail: null } : fetched;
}

/** How an answer is scored, and why. */
export function fetchScore(slug: string, request: AnswerRequest): Promise<Fetched<AnswerResponse>> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  };
  return fetchJson(`/api/quiz/${slug}`, init, answerResponse);
}

async function fetchJson<T>(
  url: string,
  init: RequestInit | undefined,
  schema: z.ZodMiniType<T>,
): Promise<Fetched<T>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
    const data: unknown = await response.json();
    if (!response.ok) {
      const told = problem.safeParse(data);
      return { ok: false, detail: told.success ? told.data.detail : null };
    }
    const parsed = schema.safeParse(data);
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, detail: null };
  } catch {
    return { ok: false, detail: null };
  }
}
