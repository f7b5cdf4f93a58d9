import { signInRequest } from '@/contract/lab-operator';
import { labJson, readLabBody } from '@/lab/http-answer';
import { formatOperatorCookie } from '@/lab/operator-auth';
import { answerAnybody, refuseGuess } from '@/lab/operator-route';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/operator/session` with `{ token }`: signs in, by a cookie. */
export const POST = (request: Request) =>
  answerAnybody(request, async ({ settings }, adminToken) => {
    const body = await readLabBody(request, signInRequest);
    if (!body.ok) return body.response;
    const no = refuseGuess(body.value.token, adminToken);
    if (no) return no;
    const secure = settings.publicOrigin?.startsWith('https:') ?? false;
    return labJson({ ok: true }, { 'set-cookie': formatOperatorCookie(adminToken, secure) });
  });

/** `DELETE /api/lab/operator/session`: signs out. */
export const DELETE = (request: Request) =>
  answerAnybody(request, async () =>
    labJson({ ok: true }, { 'set-cookie': formatOperatorCookie(null, false) }),
  );
