import { formatMetrics } from '@/lab/metrics';
import { answerMonitor } from '@/lab/operator-route';
import { overviewOf } from '@/lab/operator-view';

export const dynamic = 'force-dynamic';

/** `GET /api/lab/metrics`: figures in Prometheus's text format. Looking starts no lab. */
export const GET = (request: Request) =>
  answerMonitor(request, async ({ client, metrics }) => {
    const status = await client.status(null, false);
    const text = formatMetrics(metrics, status, await overviewOf(client));
    return new Response(text, {
      headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' },
    });
  });
