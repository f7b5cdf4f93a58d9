import { closeRequest, listenRequest } from '@/contract/lab';
import { labJson } from '@/lab/http-answer';
import { answerChange } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/listeners`: socket, bind, listen. The kernel's no is a result, not an error. */
export const POST = (request: Request) =>
  answerChange(request, listenRequest, async ({ client, session, body }) =>
    labJson(await client.call('listen', { session, request: body })),
  );

/** `DELETE /api/lab/listeners` with `{ id }`: closes a listener or a kept connection. */
export const DELETE = (request: Request) =>
  answerChange(request, closeRequest, async ({ client, session, body }) => {
    await client.call('close', { session, id: body.id });
    return labJson({ ok: true });
  });
