// The routes as a browser meets them, in whatever tier this machine has.
import { afterAll, describe, expect, it } from 'vitest';
import { GET as events } from '@/app/api/lab/events/route';
import { DELETE as close, POST as listen } from '@/app/api/lab/listeners/route';
import { POST as probe } from '@/app/api/lab/probe/route';
import { GET as status } from '@/app/api/lab/route';
import { DELETE as endSession, POST as openSession } from '@/app/api/lab/session/route';
import { GET as sockets } from '@/app/api/lab/sockets/route';
import {
  labEvent,
  labSession,
  labStatus,
  listenResult,
  probeResult,
  problem,
  socketsResult,
} from '@/contract/lab';
import { lab } from './lab';
import { whyNoLabd } from './labd-process';
import { whyNotHere } from './test-lab';

const site = 'http://127.0.0.1:3000';
const why = whyNoLabd();
if (!why) process.env.LAB = (await whyNotHere('netns')) ? 'loopback' : 'netns';
afterAll(() => lab().client.stop());

type Handler = (request: Request) => Promise<Response>;

/** A browser with its own cookie jar. */
function browser(origin: string | null = site) {
  let cookie = '';
  return async (handler: Handler, method: string, body?: unknown) => {
    const response = await handler(
      new Request(`${site}/api/lab`, {
        method,
        headers: {
          host: '127.0.0.1:3000',
          ...(origin && { origin }),
          ...(cookie && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const set = response.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0] ?? '';
    return response;
  };
}

async function opened() {
  const ask = browser();
  const session = labSession.parse(await (await ask(openSession, 'POST')).json());
  if (session.state !== 'open') throw new Error('expected an open sandbox');
  const addr = session.hosts[0]?.bind[0]?.addr ?? '';
  return { ask, addr };
}

const problemOf = async (response: Response) => problem.parse(await response.json());

describe('GET /api/lab', () => {
  it('says which tier and why, in every tier', async () => {
    const answer = labStatus.parse(await (await browser()(status, 'GET')).json());
    expect(answer.reason.length).toBeGreaterThan(20);
    expect(answer.yours).toBe(false);
  });
});

describe.skipIf(why)(`the lab's routes${why ? ` (skipped: ${why})` : ''}`, () => {
  it('open, listen, probe, look, close: the whole way', async () => {
    const { ask, addr } = await opened();
    const listening = listenResult.parse(
      await (await ask(listen, 'POST', { addr, port: 28_500, behaviour: 'banner' })).json(),
    );
    if (!listening.ok) throw new Error('must listen');
    const knocked = probeResult.parse(
      await (await ask(probe, 'POST', { addr, port: 28_500, keep: true })).json(),
    );
    expect(knocked).toMatchObject({ outcome: 'open', received: '220 lab.example ready\r\n' });
    const table = socketsResult.parse(await (await ask(sockets, 'GET')).json());
    expect(table.rows.map(({ state }) => state)).toContain('LISTEN');
    expect(table.connections).toHaveLength(1);
    expect((await ask(close, 'DELETE', { id: listening.listener.id })).status).toBe(200);
    const after = probeResult.parse(
      await (await ask(probe, 'POST', { addr, port: 28_500 })).json(),
    );
    expect(after.outcome).toBe('refused');
  });

  it('events come as they happen, and the last one says why it was the last', async () => {
    const { ask, addr } = await opened();
    const stream = await ask(events, 'GET');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const text = stream.text();
    await ask(listen, 'POST', { addr, port: 28_501, behaviour: 'silent' });
    await ask(endSession, 'DELETE');
    const said = await text;
    const items = [...said.matchAll(/^event: trace\ndata: (.*)$/gm)].map(([, data]) =>
      labEvent.parse(JSON.parse(data ?? '')),
    );
    expect(items.map(({ event }) => event.kind)).toContain('state');
    expect(said).toContain('event: end\ndata: {"reason":"closed"}');
  });

  it('an ended session is 410 and its cookie is taken away', async () => {
    const { ask } = await opened();
    const ended = await ask(endSession, 'DELETE');
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('a session that one has not is refused: none, made up, and of another browser’s form', async () => {
    const nobody = browser();
    const refused = await nobody(sockets, 'GET');
    expect(refused.status).toBe(404);
    expect(await problemOf(refused)).toMatchObject({ code: 'session-unknown' });
    const made = await sockets(
      new Request(site, { headers: { cookie: `portside-lab=${'A'.repeat(32)}` } }),
    );
    expect(await problemOf(made)).toMatchObject({ code: 'session-unknown' });
    const inBody = await nobody(listen, 'POST', {
      addr: '127.0.0.1',
      port: 8000,
      behaviour: 'http',
      session: 'A'.repeat(32),
    });
    expect(await problemOf(inBody)).toMatchObject({ code: 'wrong-form' });
  });

  it.each([
    ['no origin', null],
    ['another site', 'https://evil.example'],
  ])('%s may change nothing', async (_name, origin) => {
    const ask = browser(origin);
    for (const response of [
      await ask(openSession, 'POST'),
      await ask(endSession, 'DELETE'),
      await ask(listen, 'POST', { addr: '127.0.0.1', port: 8000, behaviour: 'http' }),
      await ask(probe, 'POST', { addr: '127.0.0.1', port: 8000 }),
      await ask(close, 'DELETE', { id: 'l1' }),
    ]) {
      expect(response.status).toBe(403);
      expect(await problemOf(response)).toMatchObject({ code: 'foreign-origin' });
    }
  });

  it('names the server, its own port and the cloud’s metadata address as not part of the sandbox', async () => {
    const { ask } = await opened();
    for (const addr of ['169.254.169.254', '10.0.0.1', '172.17.0.1', 'fd00::1']) {
      const refused = await ask(probe, 'POST', { addr, port: 80 });
      expect(refused.status).toBe(400);
      expect(await problemOf(refused)).toMatchObject({ code: 'address-not-allowed' });
    }
  });
});
