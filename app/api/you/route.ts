import { setTimeout } from 'node:timers/promises';
import { clientPortHeader } from '@/lab/client-port';
import { requestFacts } from '@/lab/connection-facts';
import { labJson } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { describeYou } from '@/lab/you';

export const dynamic = 'force-dynamic';

/** How long an answer is held back on request: longer than a browser takes to open a connection. */
const HOLD_MS = 300;

/**
 * `GET /api/you`: the caller's own connection as this server's socket sees it. With `?hold=1` the
 * answer waits a moment, so that requests made at the same time cannot share a connection.
 */
export async function GET(request: Request) {
  if (new URL(request.url).searchParams.get('hold') === '1') await setTimeout(HOLD_MS);
  const you = describeYou(requestFacts(), lab().settings.trustProxy);
  return labJson(you, clientPortHeader());
}
