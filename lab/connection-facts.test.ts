import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installConnectionFacts, requestFacts, siteEndpoint } from './connection-facts';
import { probeSelf } from './self-probe';
import { describeYou } from './you';

let server: Server;
let port = 0;

beforeAll(async () => {
  installConnectionFacts();
  server = createServer(async (request, response) => {
    // Facts must survive what handlers do: wait for something.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const trust = request.url === '/trust';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(describeYou(requestFacts(), trust)));
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(agent: Agent | undefined, path = '/', headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: agent ?? false }, resolve).on(
      'error',
      reject,
    );
  });
  const mine = response.socket.localPort;
  let text = '';
  for await (const chunk of response) text += chunk;
  return { mine, ...JSON.parse(text) };
}

describe('you are the client', () => {
  it('forty callers at once are each told their own port', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(undefined)));
    for (const { mine, connection } of answers) {
      expect(connection.remote).toEqual({ addr: '127.0.0.1', port: mine });
      expect(connection.local).toEqual({ addr: '127.0.0.1', port });
    }
    expect(new Set(answers.map(({ mine }) => mine)).size).toBe(40);
  });

  it('a connection that is used again keeps its port and counts its requests', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await ask(agent);
    const second = await ask(agent);
    expect(second.connection.remote.port).toBe(first.connection.remote.port);
    expect([first.connection.requests, second.connection.requests]).toEqual([1, 2]);
    agent.destroy();
  });

  it('a header that anyone can write is shown as a claim, and changes nothing', async () => {
    const lie = { 'x-forwarded-for': '9.9.9.9, 8.8.8.8' };
    const doubted = await ask(undefined, '/', lie);
    expect(doubted.connection.remote.addr).toBe('127.0.0.1');
    expect(doubted.proxy).toEqual({
      trusted: false,
      header: 'X-Forwarded-For',
      client: '9.9.9.9, 8.8.8.8',
    });
    const trusted = await ask(undefined, '/trust', lie);
    expect(trusted.proxy).toMatchObject({ trusted: true, client: '8.8.8.8' });
    expect((await ask(undefined)).proxy).toBeNull();
  });

  it('knows where the site listens', async () => {
    await ask(undefined);
    expect(siteEndpoint()).toEqual({ addr: '127.0.0.1', port });
  });
});

describe('the backend as its own client', () => {
  it('is answered on its own port', async () => {
    const result = await probeSelf(
      { addr: '0.0.0.0', port },
      { target: 'own-port', path: '/api/you' },
    );
    expect(result).toMatchObject({
      target: { addr: '127.0.0.1', port },
      outcome: 'answered',
      errno: null,
      requestLine: 'GET /api/you HTTP/1.1',
      statusLine: 'HTTP/1.1 200 OK',
    });
    expect(result.local?.port).toBeGreaterThan(0);
    expect(result.bytesReceived).toBeGreaterThan(50);
  });

  it('is refused on a port where nothing listens, and sends nothing', async () => {
    const result = await probeSelf(
      { addr: '127.0.0.1', port },
      { target: 'closed-port', path: '/api/health' },
    );
    expect(result.target.port).not.toBe(port);
    expect(result).toMatchObject({ outcome: 'refused', errno: 'ECONNREFUSED', bytesSent: 0 });
  });
});
