import {
  type RunningService,
  type ServicesResult,
  startServiceRequest,
  stopServiceRequest,
} from '@/contract/lab-service';
import { answering, labJson } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { answerChange } from '@/lab/lab-route';
import { describeCatalogue } from '@/lab/service/describe-catalogue';
import { readSessionCookie } from '@/lab/session-cookie';

export const dynamic = 'force-dynamic';

/** `GET /api/lab/services`: what can be started, and what runs in the caller's sandbox. */
export const GET = (request: Request) =>
  answering(async () => {
    const { client } = lab();
    const session = readSessionCookie(request.headers);
    // Without a sandbox nothing runs; the catalogue is there all the same.
    const running: RunningService[] = session
      ? await client.call('services', { session }).catch(() => [])
      : [];
    const programs = await client.call('programs', null).catch(() => ({}));
    const body: ServicesResult = { catalogue: describeCatalogue(programs), running };
    return labJson(body);
  });

/** `POST /api/lab/services`: starts a service on the sandbox's laptop, or starts it anew. */
export const POST = (request: Request) =>
  answerChange(request, startServiceRequest, async ({ client, session, body }) =>
    labJson(await client.call('startService', { session, request: body })),
  );

/** `DELETE /api/lab/services`: stops one. */
export const DELETE = (request: Request) =>
  answerChange(request, stopServiceRequest, async ({ client, session, body }) =>
    labJson({ stopped: await client.call('stopService', { session, ...body }) }),
  );
