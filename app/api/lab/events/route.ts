import { eventStream, STREAMS_PER_SESSION } from '@/lab/event-stream';
import { labProblem } from '@/lab/http-answer';
import { answerLook } from '@/lab/lab-route';

export const dynamic = 'force-dynamic';

/** `GET /api/lab/events`: what happens in the caller's own sandbox, as it happens. */
export const GET = (request: Request) =>
  answerLook(request, async ({ client, session }) => {
    if (client.subscribers(session) >= STREAMS_PER_SESSION) {
      const most = `At most ${STREAMS_PER_SESSION} pages may watch one sandbox. Close one.`;
      return labProblem('too-many-streams', most);
    }
    const given = Number(request.headers.get('last-event-id') ?? '0');
    const after = Number.isSafeInteger(given) && given >= 0 ? given : 0;
    // Says 404 or 410 before the stream begins, so that the page need not guess.
    await client.call('history', { session, after: Number.MAX_SAFE_INTEGER });
    return new Response(eventStream(client, session, after, request.signal), {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  });
