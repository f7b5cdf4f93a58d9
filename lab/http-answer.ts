/** How the lab's routes read bodies and answer: JSON, or a problem with a stable code (RFC 9457). */
import 'server-only';
import type * as z from 'zod/mini';
import type { Problem } from '@/contract/lab';
import { type LabProblemCode, labProblems } from '@/contract/lab-problem';
import type { LabdErrorCode } from './labd/labd-protocol';

const BODY_LIMIT = 16 * 1024;

const headers = { 'cache-control': 'no-store' };

export function labProblem(code: LabProblemCode, detail: string): Response {
  const [status, title] = labProblems[code];
  const body: Problem = { type: 'about:blank', title, status, code, detail };
  return Response.json(body, {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  });
}

export const labJson = (body: object, more: Record<string, string> = {}): Response =>
  Response.json(body, { headers: { ...headers, ...more } });

/** By name, not by class: each route is its own bundle, and the client came with another one. */
function labErrorCode(error: unknown): LabdErrorCode | null {
  if (!(error instanceof Error) || error.name !== 'LabError') return null;
  return (error as Error & { code: LabdErrorCode }).code;
}

/** Runs `work` and turns what it throws into the answer that says so. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const code = labErrorCode(error);
    if (code && code !== 'unexpected') return labProblem(code, (error as Error).message);
    console.error(error);
    return labProblem('unexpected', 'Something unexpected went wrong in the lab. Try again.');
  }
}

type Issue = z.core.$ZodIssue | undefined;

/** One sentence with the field's name; the schema's own words where it has some. */
function explain(issue: Issue): string {
  if (!issue) return 'The body has the wrong form.';
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such field here.`;
  const where = issue.path.join('.') || 'the body';
  if (issue.code === 'invalid_value') return `${where} must be one of ${issue.values.join(', ')}.`;
  const said = issue.message === 'Invalid input' ? 'has the wrong form' : issue.message;
  return `${where} ${said}.`;
}

type Read<T> = { ok: true; value: T } | { ok: false; response: Response };

/** A small JSON body by its schema. What does not fit becomes the answer, with the field's name. */
export async function readLabBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<Read<T>> {
  const no = (code: LabProblemCode, detail: string): Read<T> => ({
    ok: false,
    response: labProblem(code, detail),
  });
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return no('not-json', 'Send the body as application/json.');
  }
  const text = await readAtMost(request, BODY_LIMIT);
  if (text === null) return no('too-large', `Send at most ${BODY_LIMIT} bytes.`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return no('broken-json', 'The body is not valid JSON.');
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return { ok: true, value: parsed.data };
  return no('wrong-form', explain(parsed.error.issues[0]));
}

async function readAtMost(request: Request, limit: number): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    // Whoever goes away in the middle of a body has sent half of one.
    const piece = await reader.read().catch(() => null);
    if (!piece || piece.done) break;
    size += piece.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    pieces.push(piece.value);
  }
  return Buffer.concat(pieces).toString('utf8');
}
