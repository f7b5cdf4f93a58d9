// The operator's routes: not there without a token, for nobody without it, and all of it with it.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as figures } from '@/app/api/lab/metrics/route';
import { POST as act, GET as look } from '@/app/api/lab/operator/route';
import { POST as signIn, DELETE as signOut } from '@/app/api/lab/operator/session/route';
import { operatorView } from '@/contract/lab-operator';
import { installLab } from './lab';
import { whyNoLabd } from './labd-process';
import { createMetrics } from './metrics';
import { parseLabSettings } from './settings';
import { openLearner, startTestLab } from './test-lab';

const site = 'http://127.0.0.1:3000';
const token = 'correct horse battery staple'.replaceAll(' ', '-');
const monitor = 'prometheus-reads-this';
const why = whyNoLabd();
const client = startTestLab('loopback');
const install = (env: Record<string, string>) =>
  installLab({ client, settings: parseLabSettings(env), metrics: createMetrics() });
beforeEach(() => install({ LAB_ADMIN_TOKEN: token, LAB_METRICS_TOKEN: monitor }));
afterAll(() => client.stop());

type Handler = (request: Request) => Promise<Response>;
const ask = (handler: Handler, method: string, headers: Record<string, string>, body?: object) =>
  handler(
    new Request(site, {
      method,
      headers: { host: '127.0.0.1:3000', 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
const known = { authorization: `Bearer ${token}` };
const codeOf = async (response: Response) => (await response.json()).code;

describe('without a token in the environment', () => {
  it('nothing of it is there, whatever the caller brings', async () => {
    install({});
    for (const response of [
      await ask(look, 'GET', known),
      await ask(act, 'POST', known, { do: 'off' }),
      await ask(signIn, 'POST', { origin: site }, { token: '' }),
      await ask(signOut, 'DELETE', { origin: site }),
      await ask(figures, 'GET', { authorization: `Bearer ${monitor}` }),
    ]) {
      expect(response.status).toBe(404);
    }
  });
});

describe('signing in', () => {
  it('the token becomes a cookie that does not hold it, and opens the page', async () => {
    const response = await ask(signIn, 'POST', { origin: site }, { token });
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/HttpOnly; SameSite=Strict/);
    expect(set).not.toContain(token);
    const cookie = set.split(';')[0] ?? '';
    expect((await ask(look, 'GET', { cookie })).status).toBe(200);
    const away = await ask(signOut, 'DELETE', { origin: site, cookie });
    expect(away.headers.get('set-cookie')).toMatch(/^portside-operator=;.*Max-Age=0/);
  });

  it.each([
    {},
    { cookie: 'portside-operator=' },
    { cookie: `portside-operator=${token}` },
    { authorization: `Bearer ${token}x` },
    { authorization: `Bearer ${monitor}` },
    { authorization: 'Bearer ' },
    { authorization: `Basic ${token}` },
  ])('%j opens nothing', async (headers) => {
    expect(await codeOf(await ask(look, 'GET', headers))).toBe('not-operator');
    expect(await codeOf(await ask(act, 'POST', { origin: site, ...headers }, { do: 'off' }))).toBe(
      'not-operator',
    );
  });

  it('a page of another site can neither sign in nor use the cookie', async () => {
    const evil = { origin: 'https://evil.example' };
    expect(await codeOf(await ask(signIn, 'POST', evil, { token }))).toBe('foreign-origin');
    const set = (await ask(signIn, 'POST', { origin: site }, { token })).headers.get('set-cookie');
    const cookie = set?.split(';')[0] ?? '';
    expect(await codeOf(await ask(act, 'POST', { ...evil, cookie }, { do: 'off' }))).toBe(
      'foreign-origin',
    );
  });

  it('guessing is slowed down', async () => {
    const codes = new Set<string>();
    for (let guess = 0; guess < 30; guess++) {
      codes.add(
        await codeOf(await ask(signIn, 'POST', { origin: site }, { token: String(guess) })),
      );
    }
    expect([...codes].sort()).toEqual(['not-operator', 'rate']);
  });
});

describe.skipIf(why)(`with the token${why ? ` (skipped: ${why})` : ''}`, () => {
  const view = async () => operatorView.parse(await (await ask(look, 'GET', known)).json());

  it('sandboxes, their memory and services are seen, and closed one by one', async () => {
    const [one, two] = [await openLearner(client), await openLearner(client)];
    await one.start('redis');
    const { overview, status } = await view();
    expect(status).toMatchObject({ state: 'ready', canary: { ok: true } });
    expect(overview?.serviceProcesses.running).toBe(1);
    expect(overview?.sandboxes).toHaveLength(2);
    const busy = overview?.sandboxes.find(({ services }) => services.includes('redis'));
    expect(busy?.processes).toBeGreaterThanOrEqual(2);
    expect(busy?.bytes).toBeGreaterThan(5e6);
    const closed = await ask(act, 'POST', known, { do: 'close', name: busy?.name });
    expect(await closed.json()).toEqual({ closed: 1 });
    await expect(one.sockets()).rejects.toMatchObject({ code: 'session-ended' });
    expect((await two.sockets()).rows).toEqual([]);
    expect((await view()).overview?.serviceProcesses.running).toBe(0);
    await ask(act, 'POST', known, { do: 'close-all' });
    expect((await view()).overview?.sandboxes).toEqual([]);
  });

  it('the switch ends everything, says so, and undoes itself', async () => {
    const me = await openLearner(client);
    expect((await ask(act, 'POST', known, { do: 'off' })).status).toBe(200);
    await expect(me.sockets()).rejects.toMatchObject({ code: 'lab-off' });
    expect((await view()).status).toMatchObject({
      state: 'off',
      tier: 'off',
      reason: 'The lab is switched off by whoever runs this site.',
    });
    expect((await view()).overview).toBeNull();
    await ask(act, 'POST', known, { do: 'on' });
    expect((await view()).status).toMatchObject({ state: 'ready', tier: 'loopback' });
    await openLearner(client);
  });

  it('figures are for the monitor’s own token', async () => {
    expect(await codeOf(await ask(figures, 'GET', known))).toBe('not-operator');
    const response = await ask(figures, 'GET', { authorization: `Bearer ${monitor}` });
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toContain('portside_lab_up 1\n');
  });
});
