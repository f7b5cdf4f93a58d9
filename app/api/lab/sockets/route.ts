import { labJson } from '@/lab/http-answer';
import { answerLook } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `GET /api/lab/sockets`: the kernel's socket table of the caller's own sandbox. */
export const GET = (request: Request) =>
  answerLook(request, async ({ client, session }) =>
    labJson(await client.call('sockets', { session })),
  );
