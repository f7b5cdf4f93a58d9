import { exchangeRequest } from '@/contract/lab-service';
import { labJson } from '@/lab/http-answer';
import { answerChange } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/exchange`: a real client calls a service; its story, and every byte that passed. */
export const POST = (request: Request) =>
  answerChange(request, exchangeRequest, async ({ client, session, body }) =>
    labJson(await client.call('exchange', { session, request: body })),
  );
