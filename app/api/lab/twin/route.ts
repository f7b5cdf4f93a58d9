import { twinRequest } from '@/contract/twin';
import { labJson } from '@/lab/http-answer';
import { answerChange } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/twin`: plays a scenario of system calls on machines made for it. */
export const POST = (request: Request) =>
  answerChange(request, twinRequest, async ({ client, session, body }) =>
    labJson(await client.call('twin', { session, request: body })),
  );
