/** The lab's routes as the page calls them; every answer is parsed before anyone believes it. */
import type * as z from 'zod/mini';
import {
  endReason,
  labEvent,
  labSession,
  labStatus,
  listenResult,
  probeResult,
  problem,
  socketsResult,
} from '@/contract/lab';
import { exchangeResult, servicesResult, startServiceResult } from '@/contract/lab-service';
import { type TwinRequest, twinResult } from '@/contract/twin';
import type { LabAnswer, LabApi } from '@/store/live-lab';
import type { ServicesApi } from '@/store/live-services';
import type { TalkApi } from '@/store/live-talk';

const offline = (detail: string) => ({ ok: false as const, code: 'offline', detail });

/** Asks and parses; a problem keeps its code, silence becomes `offline`. */
export async function askLab<T>(
  path: string,
  schema: z.ZodMiniType<T>,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
  body?: object,
): Promise<LabAnswer<T>> {
  let response: Response;
  let data: unknown;
  try {
    response = await fetch(path, {
      method,
      cache: 'no-store',
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    data = await response.json();
  } catch {
    return offline('The server does not answer.');
  }
  if (!response.ok) {
    const said = problem.safeParse(data);
    return said.success
      ? { ok: false, code: said.data.code, detail: said.data.detail }
      : { ok: false, code: 'failed', detail: `The server answered ${response.status}.` };
  }
  const parsed = schema.safeParse(data);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, code: 'failed', detail: 'The answer could not be read. Reload the page.' };
}

const anything = {
  safeParse: (data: unknown) => ({ success: true, data }),
} as z.ZodMiniType<unknown>;

function watch(
  onEvent: Parameters<LabApi['watch']>[0],
  onEnd: Parameters<LabApi['watch']>[1],
): () => void {
  const stream = new EventSource('/api/lab/events');
  const parse = <T>(schema: z.ZodMiniType<T>, text: string): T | null => {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  };
  stream.addEventListener('trace', ({ data }) => {
    const item = parse(labEvent, data);
    if (item) onEvent(item);
  });
  stream.addEventListener('end', ({ data }) => {
    stream.close();
    const said = JSON.parse(data) as { reason?: unknown };
    const reason = endReason.safeParse(said.reason);
    onEnd(reason.success ? reason.data : 'crashed');
  });
  stream.addEventListener('error', () => {
    // CONNECTING: the browser tries again by itself. CLOSED: the answer was no, it will not.
    if (stream.readyState === EventSource.CLOSED) onEnd('lost');
  });
  return () => stream.close();
}

export const labApi: LabApi = {
  status: () => askLab('/api/lab', labStatus),
  open: () => askLab('/api/lab/session', labSession, 'POST'),
  end: () => askLab('/api/lab/session', anything, 'DELETE'),
  listen: (request) => askLab('/api/lab/listeners', listenResult, 'POST', request),
  probe: (request) => askLab('/api/lab/probe', probeResult, 'POST', request),
  close: (id) => askLab('/api/lab/listeners', anything, 'DELETE', { id }),
  sockets: () => askLab('/api/lab/sockets', socketsResult),
  watch,
};

export const servicesApi: ServicesApi = {
  list: () => askLab('/api/lab/services', servicesResult),
  start: (request) => askLab('/api/lab/services', startServiceResult, 'POST', request),
  stop: (service) => askLab('/api/lab/services', anything, 'DELETE', { service }),
  exchange: (request) => askLab('/api/lab/exchange', exchangeResult, 'POST', request),
};

export const talkApi: TalkApi = {
  probe: labApi.probe,
  send: (request) => askLab('/api/lab/connections', anything, 'POST', request),
  close: labApi.close,
};

export const playTwin = (request: TwinRequest) =>
  askLab('/api/lab/twin', twinResult, 'POST', request);
