/**
 * A reverse proxy in front of an app: two conversations for one request. The package forwards; the
 * app can be made to hang or to be gone, and the proxy then says 504 or 502.
 */
import { Agent, createServer, type ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { hostHeader } from '../host-header';
import { annotateHttp } from '../http/annotate-http';
import { serveSite } from '../http/site';
import { ask, tellAnswer } from '../http/web-client';
import type { Guest, Service } from '../service';

/** How long the proxy waits for its app, ms. */
const PATIENCE_MS = 1_500;

const words: Record<string, [status: number, title: string]> = {
  ECONNREFUSED: [502, 'Bad Gateway'],
  ECONNRESET: [504, 'Gateway Time-out'],
};

const visit = (path: string) => async (guest: Guest) => {
  const port = guest.port('web');
  const headers = { host: hostHeader('shop.example', port, 80) };
  tellAnswer(guest, `GET ${path}`, await ask(guest, { port, path, headers }));
};

export const proxy: Service = {
  async start(house) {
    const app = createServer((request, response) => {
      house.log(
        `app: ${request.method} ${request.url} from ${request.socket.remoteAddress}:${request.socket.remotePort}, X-Forwarded-For: ${request.headers['x-forwarded-for'] ?? 'none'}`,
      );
      // Reads the question and never answers it.
      if (request.url === '/slow') return void request.resume();
      serveSite(request, response, () => {}).catch(() => response.destroy());
    });
    await house.listen('app', (stream) => app.emit('connection', stream), { thisMachine: true });

    const forward = createProxyServer({
      xfwd: true,
      proxyTimeout: PATIENCE_MS,
      agent: new Agent({ keepAlive: false }),
    });
    forward.on('error', (error: NodeJS.ErrnoException, request, response) => {
      const [status, title] = words[error.code ?? ''] ?? [502, 'Bad Gateway'];
      house.log(`proxy: ${request.method} ${request.url}: ${error.message}; answering ${status}`);
      const answer = response as ServerResponse;
      if (!('writeHead' in answer) || answer.headersSent) return void answer.destroy();
      const body = `<h1>${status} ${title}</h1>\n`;
      answer.writeHead(status, {
        'content-type': 'text/html',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      });
      answer.end(body);
    });
    const front = createServer(async (request, response) => {
      // `/gone` stands for an app that was stopped: at its port nobody listens.
      const port = request.url === '/gone' ? await house.silentPort() : house.port('app');
      forward.web(request, response, { target: { host: house.address, port } });
      response.on('finish', () =>
        house.log(
          `proxy: ${request.socket.remoteAddress} "${request.method} ${request.url}" ${response.statusCode}`,
        ),
      );
    });
    await house.listen('web', (stream) => front.emit('connection', stream));
    house.onStop(() => {
      front.closeAllConnections();
      app.closeAllConnections();
      forward.close();
    });
  },
  exchanges: {
    through: visit('/'),
    'app-gone': visit('/gone'),
    'app-silent': visit('/slow'),
    async 'past-the-proxy'(guest) {
      const port = guest.port('app');
      const headers = { host: hostHeader('shop.example', port, 80) };
      tellAnswer(
        guest,
        `GET / at the app’s own port ${port}`,
        await ask(guest, { port, path: '/', headers }),
      );
    },
  },
  annotate: ({ turns }) => annotateHttp(turns),
};
