import { clientPortHeader } from '@/lab/client-port';
import { answering, labJson } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { readSessionCookie } from '@/lab/session-cookie';

export const dynamic = 'force-dynamic';

/** `GET /api/lab`: which tier, why, and how full. Starts the lab if nobody has. */
export const GET = (request: Request) =>
  answering(async () => {
    const status = await lab().client.status(readSessionCookie(request.headers));
    return labJson(status, clientPortHeader());
  });
