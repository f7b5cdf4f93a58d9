import { clientPortHeader } from '@/lab/client-port';
import { requestFacts } from '@/lab/connection-facts';
import { labJson } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { describeYou } from '@/lab/you';

export const dynamic = 'force-dynamic';

/** `GET /api/you`: the caller's own connection as this server's socket sees it. */
export function GET() {
  const you = describeYou(requestFacts(), lab().settings.trustProxy);
  return labJson(you, clientPortHeader());
}
