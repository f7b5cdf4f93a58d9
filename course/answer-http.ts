import 'server-only';
import type * as z from 'zod/mini';
import { explainIssue } from '@/contract/explain-issue';
import type { Problem } from '@/contract/lab';

const titles: Record<number, string> = {
  400: 'Bad request',
  404: 'Not found',
  413: 'Too large',
  415: 'Wrong content type',
};

/** An RFC 9457 answer. `code` is stable; `detail` says what to do. */
export function answerProblem(status: number, code: string, detail: string): Response {
  const body: Problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code,
    detail,
  };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

/** A JSON answer that no cache keeps. */
export function answerJson(body: object): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } });
}

type Read<T> = { ok: true; value: T } | { ok: false; response: Response };

/** Most bytes of a body that this room accepts. */
const limit = 4096;

/** Reads a small JSON body by a schema; a body that does not fit becomes the answer to send. */
export async function readBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<Read<T>> {
  const refuse = (status: number, code: string, detail: string): Read<T> => ({
    ok: false,
    response: answerProblem(status, code, detail),
  });
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuse(415, 'not-json', 'Send the body as application/json.');
  }
  const text = await readLimited(request);
  if (text === null) return refuse(413, 'too-large', `Send at most ${limit} bytes.`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse(400, 'broken-json', 'The body is not valid JSON.');
  }
  const result = schema.safeParse(data);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const detail = issue ? explainIssue(issue, data).message : 'The body has the wrong form.';
  return refuse(400, 'wrong-form', detail);
}

/** The body as text, read no further than the limit; null when it is longer. */
async function readLimited(request: Request): Promise<string | null> {
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

export function answerNoLesson(): Response {
  return answerProblem(
    404,
    'no-such-lesson',
    'There is no lesson at this address. /lessons lists all.',
  );
}

export function answerNoScenario(): Response {
  const detail = 'This lesson has no such bench or question. Reload the page.';
  return answerProblem(404, 'no-such-scenario', detail);
}
