// Every route of the lab against bodies that fit, nearly fit, and do not fit at all: it answers,
// refuses in words that a program can tell apart, and never breaks.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { type ApiRoute, apiRoutes } from '@/contract/api-routes';
import { labSession, problem } from '@/contract/lab';
import { type LabProblemCode, labProblems } from '@/contract/lab-problem';
import { installLab } from './lab';
import { whyNoLabd } from './labd-process';
import { createMetrics } from './metrics';
import { bodies, contentTypes, type Hints } from './nonsense.test-helper';
import { parseLabSettings } from './settings';
import { startTestLab, whyNotHere } from './test-lab';

const site = 'http://127.0.0.1:3000';
const token = 'the-operator-and-the-monitor';
const why = whyNoLabd();
const RUNS = 150;
/** Each of these takes a real client's or a sandbox's time. */
const FEW = 30;

/** One that the lab plays at once. */
const smallScenario = {
  id: 'small',
  lans: ['lan'],
  hosts: { A: { interfaces: { eth0: { lan: 'lan', addr: '10.0.0.1/24' } } } },
  procs: { p: { host: 'A', user: 'root' } },
  steps: [{ proc: 'p', op: 'socket', sock: 's', type: 'udp' }],
};

/** Nobody is slowed down, so that the bodies reach what stands behind the limits. */
const generous = { operationsPerSecond: 1e6, probesPerSecond: 1e6, opensPerSecond: 1e6 };
const lab = why
  ? null
  : startTestLab((await whyNotHere('netns')) ? 'loopback' : 'netns', {
      ...generous,
      operationMs: 1_000,
    });
if (lab)
  installLab({
    client: lab,
    settings: parseLabSettings({ LAB_ADMIN_TOKEN: token, LAB_METRICS_TOKEN: token }),
    metrics: createMetrics(),
  });
afterAll(() => lab?.stop());

type Handler = (request: Request) => Promise<Response>;
const handlerOf = async ({ path, method }: ApiRoute): Promise<Handler> =>
  (await import(/* @vite-ignore */ `${process.cwd()}/app${path}/route.ts`))[method];

const ours = apiRoutes.filter(
  ({ path }) => /^\/api\/(lab|you|health)(\/|$)/.test(path) && path !== '/api/lab/events',
);

const page = { host: '127.0.0.1:3000', origin: site, authorization: `Bearer ${token}` };

/** A sandbox in which something can be closed, called and talked to; its cookie, and what it holds. */
async function openSandbox() {
  const ask = async (path: string, cookie: string, body?: object) => {
    const handler = await handlerOf({ path, method: 'POST' } as ApiRoute);
    const headers = { ...page, cookie, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) };
    return handler(new Request(site, init));
  };
  const opened = await ask('/api/lab/session', '');
  const view = labSession.parse(await opened.json());
  if (view.state !== 'open') throw new Error('expected an open sandbox');
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const own = view.hosts[0]?.bind.map(({ addr }) => addr) ?? [];
  const [addr] = own;
  for (const port of [28_080, 28_081, 28_082]) {
    await ask('/api/lab/listeners', cookie, { addr, port, behaviour: 'echo' });
    await ask('/api/lab/probe', cookie, { addr, port, keep: true });
  }
  for (const service of ['http', 'redis', 'dns']) {
    expect((await ask('/api/lab/services', cookie, { service })).status).toBe(200);
  }
  const hints: Hints = {
    addr: [...own, '127.64.1.1', '169.254.169.254'],
    port: [80, 6379, 8000, 28_080, 28_081],
    id: ['l1', 'c2', 'l3', 'c4', 'l5', 'c6', 'c99'],
    scenario: [smallScenario],
    service: ['http', 'redis', 'dns'],
    exchange: ['get-page', 'head', 'not-found', 'order', 'ping', 'constructor'],
  };
  return { cookie, hints };
}

/** Given back after each test: one address may hold only so many. */
async function closeSandbox(cookie: string) {
  const handler = await handlerOf({ path: '/api/lab/session', method: 'DELETE' } as ApiRoute);
  const headers = { ...page, cookie, 'content-type': 'application/json' };
  await handler(new Request(site, { method: 'DELETE', headers }));
}

async function switchOn() {
  const handler = await handlerOf({ path: '/api/lab/operator', method: 'POST' } as ApiRoute);
  const headers = { ...page, 'content-type': 'application/json' };
  await handler(new Request(site, { method: 'POST', headers, body: '{"do":"on"}' }));
}

/** What any answer of any route must be like. */
async function check(route: ApiRoute, response: Response, fits: boolean) {
  const text = await response.text();
  const what = `${route.method} ${route.path}: ${response.status} ${text.slice(0, 400)}`;
  expect(text, what).not.toMatch(
    /(\\n|\n)\s+at \S|node_modules|\.tsx?:|\/proc\/|(Type|Range|Reference|Syntax)Error/,
  );
  if (response.status === 200) {
    expect(fits, what).toBe(true);
    if (!('_zod' in route.answer)) return;
    const schema = route.answer as z.ZodMiniType;
    expect(schema.safeParse(JSON.parse(text)).error, what).toBeUndefined();
    return;
  }
  expect(response.headers.get('content-type'), what).toBe('application/problem+json');
  const said = problem.parse(JSON.parse(text));
  expect(route.problems, what).toContain(said.code);
  expect(labProblems[said.code as LabProblemCode], what).toEqual([said.status, said.title]);
  expect(response.status, what).toBe(said.status);
  if (said.status === 503) expect(['busy', 'lab-off', 'site-unknown'], what).toContain(said.code);
  expect(said.detail.length, what).toBeGreaterThan(15);
}

const parsed = (body: unknown): unknown => {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
};

describe.skipIf(why)(`every body on every route${why ? ` (skipped: ${why})` : ''}`, () => {
  for (const route of ours) {
    it(`${route.method} ${route.path} answers or says why not`, { timeout: 240_000 }, async () => {
      const handler = await handlerOf(route);
      let sandbox = await openSandbox();
      const slow = /exchange|services|session|twin/.test(route.path);
      const body = route.body ? bodies(route.body, sandbox.hints) : fc.constant(null);
      await fc.assert(
        fc.asyncProperty(body, contentTypes, fc.boolean(), async (sent, type, known) => {
          const headers = {
            ...page,
            'content-type': type,
            ...(known && { cookie: sandbox.cookie }),
          };
          const request = new Request(site, {
            method: route.method,
            headers,
            ...(sent !== null && { body: sent }),
          });
          const fits = !route.body || (route.body as z.ZodMiniType).safeParse(parsed(sent)).success;
          const response = await handler(request);
          if (response.status === 410) sandbox = await openSandbox();
          await check(route, response, fits);
        }),
        { numRuns: slow ? FEW : RUNS, interruptAfterTimeLimit: 100_000 },
      );
      await closeSandbox(sandbox.cookie);
      // A body may have been the operator's switch.
      if (/operator$/.test(route.path)) await switchOn();
    });
  }
});

describe('headers that nobody meant', () => {
  const cookies = [
    'portside-lab=',
    `portside-lab=${'A'.repeat(32)}`,
    `portside-lab=${'A'.repeat(10_000)}`,
    'portside-lab=../../etc/passwd',
    '__proto__=1; portside-lab=__proto__',
    ';;;;=;',
  ];
  const ids = ['-1', '1e999', 'NaN', '9'.repeat(400), '{}', ''];
  it.each(ours.filter(({ method }) => method === 'GET'))('$path', async (route) => {
    const handler = await handlerOf(route);
    for (const cookie of cookies) {
      const response = await handler(new Request(site, { headers: { cookie } }));
      await check(route, response, true);
    }
  });

  it('/api/lab/events, whatever event was last', async () => {
    const route = apiRoutes.find(({ path }) => path === '/api/lab/events') as ApiRoute;
    const handler = await handlerOf(route);
    const sandbox = why ? null : await openSandbox();
    for (const id of ids) {
      const headers = { cookie: `portside-lab=${'A'.repeat(32)}`, 'last-event-id': id };
      await check(route, await handler(new Request(site, { headers })), true);
      if (!sandbox) continue;
      const gone = new AbortController();
      const mine = { cookie: sandbox.cookie, 'last-event-id': id };
      const stream = await handler(new Request(site, { headers: mine, signal: gone.signal }));
      expect(stream.status).toBe(200);
      gone.abort();
      await stream.text();
    }
    if (sandbox) await closeSandbox(sandbox.cookie);
  });
});
