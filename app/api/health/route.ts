import type { HealthResult } from '@/contract/lab';
import { clientPortHeader } from '@/lab/client-port';
import { siteEndpoint } from '@/lab/connection-facts';
import { labJson } from '@/lab/http-answer';
import { ownListener } from '@/lab/own-listener';

export const dynamic = 'force-dynamic';

/** `GET /api/health`: alive, since when, and on which socket. */
export async function GET() {
  const body: HealthResult = {
    ok: true,
    uptimeMs: Math.round(process.uptime() * 1000),
    pid: process.pid,
    listening: await ownListener(siteEndpoint()),
  };
  return labJson(body, clientPortHeader());
}
