import { describe, expect, it } from 'vitest';
import { listenRequest, probeRequest } from '@/contract/lab';
import { answering, readLabBody } from './http-answer';
import { LabError } from './labd/labd-protocol';

function post(body: string, type = 'application/json') {
  return new Request('http://x/', { method: 'POST', headers: { 'content-type': type }, body });
}

async function problemOf(body: string, type?: string) {
  const read = await readLabBody(post(body, type), listenRequest);
  if (read.ok) throw new Error('must be refused');
  return { status: read.response.status, ...(await read.response.json()) };
}

const good = { addr: '127.0.0.1', port: 8000, behaviour: 'http' };

describe('readLabBody', () => {
  it('fills in what may be left out', async () => {
    const read = await readLabBody(post(JSON.stringify(good)), listenRequest);
    expect(read).toEqual({
      ok: true,
      value: { ...good, host: 'laptop', backlog: 128, reuseAddr: true, reusePort: false },
    });
  });

  it.each([0, -1, 65536, 80.5, '80', null, true, 1e309, [80]])(
    'port %j is refused by name',
    async (port) => {
      const problem = await problemOf(JSON.stringify({ ...good, port }));
      expect(problem).toMatchObject({ status: 400, code: 'wrong-form' });
      expect(problem.detail).toBe('port must be a whole number from 1 to 65535.');
    },
  );

  // Each would mean something to net.connect or to a C function, if it ever got there.
  it.each(['path', 'fd', 'socketPath', 'lookup', '__proto__', 'constructor'])(
    'a field "%s" is refused',
    async (field) => {
      const body = `{"addr":"127.0.0.1","port":8000,"behaviour":"http","${field}":"/run/docker.sock"}`;
      expect(await problemOf(body)).toMatchObject({ status: 400, code: 'wrong-form' });
    },
  );

  it.each(['/run/docker.sock', 'localhost', '127.0.0.1\r\nHost: x', '①.0.0.1', 'a'.repeat(50)])(
    'address %j is refused',
    async (addr) => {
      expect((await problemOf(JSON.stringify({ ...good, addr }))).detail).toContain('literal IP');
    },
  );

  it('10^5 levels of nesting, 1 MB, half a JSON, and a form are each refused in their own way', async () => {
    expect(await problemOf('['.repeat(10_000))).toMatchObject({ status: 400, code: 'broken-json' });
    expect(await problemOf('['.repeat(100_000))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await problemOf(`"${'x'.repeat(1e6)}"`)).toMatchObject({ status: 413 });
    expect(await problemOf('{"addr":')).toMatchObject({ code: 'broken-json' });
    expect(await problemOf('a=b', 'text/plain')).toMatchObject({ status: 415, code: 'not-json' });
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json ;charset=utf-8',
    'Application/JSON',
  ])('a body of type "%s" is read', async (type) => {
    expect((await readLabBody(post(JSON.stringify(good), type), listenRequest)).ok).toBe(true);
  });

  it.each([
    'application/json-patch+json',
    'application/jsonp',
    'application/json, text/plain',
    'json',
  ])('a body of type "%s" is refused, whatever is in it', async (type) => {
    const problem = await problemOf(JSON.stringify(good), type);
    expect(problem).toMatchObject({ status: 415, code: 'not-json' });
  });

  it('what a probe says is chosen from a list: no line of one’s own', async () => {
    const body = JSON.stringify({ addr: '127.0.0.1', port: 80, say: 'x\r\nEvil: 1' });
    const read = await readLabBody(post(body), probeRequest);
    expect(read.ok).toBe(false);
  });
});

describe('answering', () => {
  it('knows the lab’s errors by name, as another bundle would throw them', async () => {
    const foreign = Object.assign(new Error('Wait a second.'), { name: 'LabError', code: 'rate' });
    const response = await answering(() => Promise.reject(foreign));
    expect(response.status).toBe(429);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'rate', detail: 'Wait a second.' });
  });

  it('keeps to itself what it did not expect', async () => {
    const response = await answering(() => Promise.reject(new Error('/secret/path')));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('a sandbox that has ended is gone, not missing', async () => {
    const ended = await answering(() => Promise.reject(new LabError('session-ended', 'x')));
    expect(ended.status).toBe(410);
  });
});
