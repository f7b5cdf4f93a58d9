import { probeRequest } from '@/contract/lab';
import { labJson } from '@/lab/http-answer';
import { answerChange } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/probe`: connects from one of the sandbox's hosts and says how it ended. */
export const POST = (request: Request) =>
  answerChange(request, probeRequest, async ({ client, session, body }) =>
    labJson(await client.call('probe', { session, request: body })),
  );
