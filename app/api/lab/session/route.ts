import { callerAddress } from '@/lab/caller-address';
import { requestFacts } from '@/lab/connection-facts';
import { answering, labJson, labProblem } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { whyForeign } from '@/lab/same-origin';
import { readSessionCookie, sessionCookie } from '@/lab/session-cookie';

/** Whom this request counts for. */
function callerOf(trustProxy: boolean): string | null {
  const facts = requestFacts();
  return callerAddress(
    facts?.connection.remote.addr ?? null,
    facts?.forwardedFor ?? null,
    trustProxy,
  );
}

export const dynamic = 'force-dynamic';

/** `POST /api/lab/session`: opens a sandbox or renews one's own; or a place in the queue. */
export const POST = (request: Request) =>
  answering(async () => {
    const { client, settings } = lab();
    const foreign = whyForeign(request.headers, settings);
    if (foreign) return labProblem('foreign-origin', foreign);
    const known = readSessionCookie(request.headers);
    const { session, view } = await client.call('open', {
      session: known,
      caller: callerOf(settings.trustProxy),
    });
    const secure = settings.publicOrigin?.startsWith('https:') ?? false;
    return labJson(view, { 'set-cookie': sessionCookie(session, secure) });
  });

/** `DELETE /api/lab/session`: throws one's own sandbox away. */
export const DELETE = (request: Request) =>
  answering(async () => {
    const { client, settings } = lab();
    const foreign = whyForeign(request.headers, settings);
    if (foreign) return labProblem('foreign-origin', foreign);
    const session = readSessionCookie(request.headers);
    if (session) await client.call('end', { session });
    return labJson({ ok: true }, { 'set-cookie': sessionCookie(null, false) });
  });
