import { sendRequest } from '@/contract/lab';
import { labJson } from '@/lab/http-answer';
import { answerChange } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/connections`: says something on a connection that a probe kept, or that no more will come. */
export const POST = (request: Request) =>
  answerChange(request, sendRequest, async ({ client, session, body }) => {
    await client.call('send', { session, request: body });
    return labJson({ ok: true });
  });
