/** What every route of the lab does first: same origin, a body that fits, a session. */
import 'server-only';
import type * as z from 'zod/mini';
import { answering, labProblem, readLabBody } from './http-answer';
import { lab } from './lab';
import type { LabClient } from './lab-client';
import { LabError } from './labd/labd-protocol';
import { whyForeign } from './same-origin';
import { readSessionCookie } from './session-cookie';

type Change<T> = { client: LabClient; session: string; body: T };

function mustHaveSession(request: Request): string {
  const session = readSessionCookie(request.headers);
  if (session) return session;
  throw new LabError('session-unknown', 'No sandbox belongs to this browser. Open one first.');
}

/** A state-changing operation on the caller's own sandbox. */
export const answerChange = <T>(
  request: Request,
  schema: z.ZodMiniType<T>,
  work: (change: Change<T>) => Promise<Response>,
): Promise<Response> =>
  answering(async () => {
    const { client, settings } = lab();
    const foreign = whyForeign(request.headers, settings);
    if (foreign) return labProblem('foreign-origin', foreign);
    const body = await readLabBody(request, schema);
    if (!body.ok) return body.response;
    return work({ client, session: mustHaveSession(request), body: body.value });
  });

/** Looking at the caller's own sandbox. */
export const answerLook = (
  request: Request,
  work: (look: { client: LabClient; session: string }) => Promise<Response>,
): Promise<Response> =>
  answering(async () => work({ client: lab().client, session: mustHaveSession(request) }));
