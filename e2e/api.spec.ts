import { type APIRequestContext, type APIResponse, request as contexts } from '@playwright/test';
import { cannotRun, labStatus } from './support/outside';
import { expect, test } from './support/test';

const LESSON = 'what-listening-is';
const QUIZ = `/api/quiz/${LESSON}`;
const ANSWER = `/api/lessons/${LESSON}/answer`;
const LISTENERS = '/api/lab/listeners';
const PROBE = '/api/lab/probe';
const CONNECTIONS = '/api/lab/connections';
const SELF = '/api/lab/self';
const SESSION = '/api/lab/session';

/** Every route that takes a body, with one that fits its form. */
const bodies: Record<string, object> = {
  [QUIZ]: { seed: 1, question: 'calls-in-order', answer: null },
  [ANSWER]: { scenario: 'none', question: 'none', value: '80' },
  [LISTENERS]: { addr: '127.0.0.1', port: 8000, behaviour: 'http' },
  [PROBE]: { addr: '127.0.0.1', port: 8000 },
  [CONNECTIONS]: { id: 'c1', data: 'PING\r\n' },
  [SELF]: { target: 'own-port' },
};
const routes = Object.keys(bodies);

type Sent = { method?: string; body?: string | Buffer; headers?: Record<string, string> };

/** Sends what a page of this site would, unless told otherwise. */
function send(request: APIRequestContext, baseURL: string | undefined, path: string, sent: Sent) {
  const origin = new URL(String(baseURL)).origin;
  return request.fetch(path, {
    method: sent.method ?? 'POST',
    headers: { origin, 'content-type': 'application/json', ...sent.headers },
    ...(sent.body !== undefined && { data: Buffer.from(sent.body) }),
  });
}

/** A refusal that a program can tell by its code and a person by its sentence, and no stack. */
async function expectProblem(response: APIResponse, status: number, code: string, words?: RegExp) {
  const text = await response.text();
  const what = `${response.url()}: ${text.slice(0, 300)}`;
  expect(response.status(), what).toBe(status);
  expect(response.headers()['content-type'], what).toBe('application/problem+json');
  const problem = JSON.parse(text);
  expect(problem, what).toMatchObject({ type: 'about:blank', status, code });
  expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'status', 'title', 'type']);
  expect(problem.detail.length, what).toBeGreaterThan(15);
  expect(text, what).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.tsx?\b|Error:/);
  if (words) expect(problem.detail).toMatch(words);
}

for (const path of routes) {
  test.describe(`POST ${path}`, () => {
    for (const [name, body] of Object.entries({
      nothing: '',
      'half an object': '{"addr":',
      'a word': 'port=80',
      'something after the end': `${JSON.stringify(bodies[path])} x`,
      'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    })) {
      test(`${name} is not JSON`, async ({ request, baseURL }) => {
        await expectProblem(await send(request, baseURL, path, { body }), 400, 'broken-json');
      });
    }

    for (const [name, body] of Object.entries({
      null: 'null',
      'a number': '80',
      'a string': '"80"',
      'an array': '[{}]',
      'an empty object': '{}',
      'a field too many': JSON.stringify({ ...bodies[path], session: 'A'.repeat(32) }),
      __proto__: JSON.stringify(bodies[path]).replace('{', '{"__proto__":{"port":1},'),
      'objects in place of values': JSON.stringify(
        Object.fromEntries(Object.keys(bodies[path] ?? {}).map((key) => [key, { a: {} }])),
      ),
      'a deep array': `${'['.repeat(2000)}${']'.repeat(2000)}`,
      'a deep object': `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`,
      'a deep value': JSON.stringify(bodies[path]).replace(
        /:[^:]*}$/,
        `:${'['.repeat(1500)}${']'.repeat(1500)}}`,
      ),
    })) {
      test(`${name} has the wrong form`, async ({ request, baseURL }) => {
        await expectProblem(await send(request, baseURL, path, { body }), 400, 'wrong-form');
      });
    }

    test('a body that is too large is not read', async ({ request, baseURL }) => {
      const body = JSON.stringify({ ...bodies[path], more: 'x'.repeat(100_000) });
      await expectProblem(await send(request, baseURL, path, { body }), 413, 'too-large');
    });

    test('another content type, as a form of another site would send', async ({
      request,
      baseURL,
    }) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
        const sent = { body: JSON.stringify(bodies[path]), headers: { 'content-type': type } };
        await expectProblem(await send(request, baseURL, path, sent), 415, 'not-json');
      }
    });
  });
}

test.describe('ports and addresses', () => {
  for (const path of [LISTENERS, PROBE]) {
    for (const port of ['0', '-1', '65536', '80.5', '"80"', '1e999', 'null', 'true', '[80]']) {
      test(`${path} takes no port ${port}`, async ({ request, baseURL }) => {
        const body = JSON.stringify(bodies[path]).replace('8000', port);
        const response = await send(request, baseURL, path, { body });
        await expectProblem(response, 400, 'wrong-form', /^port must be .* from 1 to 65535/);
      });
    }
    for (const addr of ['localhost', 'example.com', '', 'a'.repeat(46), '127.0.0.1\r\n', '1']) {
      test(`${path} looks up no name: ${JSON.stringify(addr)}`, async ({ request, baseURL }) => {
        const body = JSON.stringify({ ...bodies[path], addr });
        const response = await send(request, baseURL, path, { body });
        await expectProblem(response, 400, 'wrong-form', /^addr must be a literal IP address/);
      });
    }
  }
});

test.describe('the quiz', () => {
  for (const seed of ['0', '-1', '1.5', '"1"', '2147483648', '1e999']) {
    test(`takes no seed ${seed}`, async ({ request, baseURL }) => {
      const body = JSON.stringify(bodies[QUIZ]).replace('1', seed);
      await expectProblem(await send(request, baseURL, QUIZ, { body }), 400, 'wrong-form');
      const query = `${QUIZ}?seed=${encodeURIComponent(seed)}`;
      await expectProblem(await request.get(query), 400, 'wrong-seed');
    });
  }
  test('knows its own questions only', async ({ request, baseURL }) => {
    for (const question of ['constructor', 'no-such-one']) {
      const body = JSON.stringify({ ...bodies[QUIZ], question });
      await expectProblem(await send(request, baseURL, QUIZ, { body }), 404, 'no-such-question');
    }
  });
  for (const answer of [80, 'zz', { a: 'b' }, ['a', 'a', 'a'], []]) {
    test(`an order cannot be ${JSON.stringify(answer)}`, async ({ request, baseURL }) => {
      const body = JSON.stringify({ ...bodies[QUIZ], answer });
      const response = await send(request, baseURL, QUIZ, { body });
      await expectProblem(response, 400, 'wrong-answer-form');
    });
  }
});

test('lessons, benches and questions that are not there', async ({ request, baseURL }) => {
  for (const slug of ['no-such-lesson', '__proto__', '..%2f..%2fpackage', 'a'.repeat(2000)]) {
    for (const path of [`/api/quiz/${slug}`, `/api/lessons/${slug}/answer`]) {
      const response = await send(request, baseURL, path, { body: '{}' });
      await expectProblem(response, 404, 'no-such-lesson');
    }
  }
  const body = JSON.stringify(bodies[ANSWER]);
  await expectProblem(await send(request, baseURL, ANSWER, { body }), 404, 'no-such-scenario');
});

test('a path that cannot be decoded, and a method that is not offered', async ({
  request,
  baseURL,
}) => {
  const broken = await send(request, baseURL, '/api/quiz/%E0%A4%A', { body: '{}' });
  await expectProblem(broken, 400, 'broken-path');
  for (const path of [...routes, SESSION]) {
    const response = await send(request, baseURL, path, { method: 'PUT', body: '{}' });
    expect(response.status(), path).toBe(405);
  }
});

test.describe('only pages of this site change anything in the lab', () => {
  const changes = [
    ['POST', SESSION],
    ['DELETE', SESSION],
    ['POST', LISTENERS],
    ['DELETE', LISTENERS],
    ['POST', PROBE],
    ['POST', SELF],
  ] as const;
  for (const [method, path] of changes) {
    test(`${method} ${path}`, async ({ request, baseURL }) => {
      const body = JSON.stringify(bodies[path] ?? { id: 'l1' });
      const none = await request.fetch(path, {
        method,
        headers: { 'content-type': 'application/json' },
        data: body,
      });
      await expectProblem(none, 403, 'foreign-origin', /no Origin header/);
      const { host, port } = new URL(String(baseURL));
      for (const origin of [
        'https://evil.example',
        'null',
        `http://${host}.evil.example`,
        `http://127.0.0.1:${Number(port) + 1}`,
        'not an origin',
      ]) {
        const foreign = await send(request, baseURL, path, { method, body, headers: { origin } });
        await expectProblem(foreign, 403, 'foreign-origin');
      }
    });
  }
});

test.describe('sandboxes', () => {
  test('none, or a made-up one, can be neither changed nor looked at', async ({
    request,
    baseURL,
  }) => {
    for (const cookie of ['', `portside-lab=${'A'.repeat(32)}`, 'portside-lab=../../etc']) {
      const headers = { cookie };
      for (const path of [LISTENERS, PROBE]) {
        const sent = { body: JSON.stringify(bodies[path]), headers };
        const response = await send(request, baseURL, path, sent);
        await expectProblem(response, 404, 'session-unknown');
      }
      for (const path of ['/api/lab/sockets', '/api/lab/events']) {
        await expectProblem(await request.get(path, { headers }), 404, 'session-unknown');
      }
    }
  });

  test('what a neighbour opened is not there, and lives on', async ({ baseURL, request }) => {
    const { tier, reason } = await labStatus(request);
    if (tier === 'off') cannotRun(reason);
    const [one, two] = await Promise.all([
      contexts.newContext({ baseURL: String(baseURL) }),
      contexts.newContext({ baseURL: String(baseURL) }),
    ]);
    const ask = (who: APIRequestContext, path: string, body: object, method = 'POST') =>
      send(who, baseURL, path, { method, body: JSON.stringify(body) });
    const opened = await (await ask(one, SESSION, {})).json();
    await ask(two, SESSION, {});
    const addr = opened.hosts[0].bind[0].addr;
    const made = await ask(one, LISTENERS, { addr, port: 28_600, behaviour: 'banner' });
    const { id } = (await made.json()).listener;

    await expectProblem(await ask(two, LISTENERS, { id }, 'DELETE'), 404, 'not-found');
    for (const wrong of ['', 'l', 'x1', '../l1', 'l1 ', 1, null, { id }]) {
      await expectProblem(await ask(two, LISTENERS, { id: wrong }, 'DELETE'), 400, 'wrong-form');
    }
    for (const where of ['169.254.169.254', '10.0.0.1', 'fe80::1', '::ffff:127.0.0.1']) {
      const away = await ask(two, PROBE, { addr: where, port: 80 });
      await expectProblem(away, 400, 'address-not-allowed');
    }
    const still = await ask(one, PROBE, { addr, port: 28_600 });
    expect(await still.json()).toMatchObject({ outcome: 'open' });

    await ask(one, SESSION, {}, 'DELETE');
    await ask(two, SESSION, {}, 'DELETE');
    await one.dispose();
    await two.dispose();
  });
});
