/** A web site over HTTP/1.1: Node's own server and client. */
import { Agent, createServer } from 'node:http';
import { hostHeader } from '../host-header';
import type { Guest, Service } from '../service';
import { annotateHttp } from './annotate-http';
import { serveSite } from './site';
import { ask, tellAnswer } from './web-client';

const at = (guest: Guest) => ({
  port: guest.port('web'),
  headers: { host: hostHeader('shop.example', guest.port('web'), 80) },
});

const get =
  (path: string, method = 'GET') =>
  async (guest: Guest) =>
    tellAnswer(guest, `${method} ${path}`, await ask(guest, { ...at(guest), method, path }));

export const http: Service = {
  async start(house) {
    const server = createServer((request, response) => {
      serveSite(request, response, house.log).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 10_000;
    house.onStop(() => server.closeAllConnections());
    await house.listen('web', (stream) => server.emit('connection', stream));
  },
  exchanges: {
    'get-page': get('/'),
    head: get('/', 'HEAD'),
    'not-found': get('/coffee'),
    moved: get('/old'),
    async order(guest) {
      const { tea = '' } = guest.input;
      const body = new URLSearchParams({ tea }).toString();
      const { port, headers } = at(guest);
      const form = {
        ...headers,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      };
      const heard = await ask(guest, {
        port,
        path: '/orders',
        method: 'POST',
        headers: form,
        body,
      });
      tellAnswer(guest, `POST /orders with ${body}`, heard);
    },
    async 'two-requests'(guest) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (const path of ['/', '/coffee']) {
          tellAnswer(guest, `GET ${path}`, await ask(guest, { ...at(guest), path, agent }));
        }
      } finally {
        agent.destroy();
      }
    },
  },
  annotate: ({ turns }) => annotateHttp(turns),
};
