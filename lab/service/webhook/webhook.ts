/**
 * A payment service that calls back: the shop is the server this time, and the service its client.
 * Deliveries are signed, tried again, and numbered, as real ones are.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { annotateHttp } from '../http/annotate-http';
import { ask, tellAnswer } from '../http/web-client';
import type { Guest, House, Service } from '../service';

/** Both sides know it; it never travels. */
const SECRET = 'whsec_lab';
const PAUSES_MS = [0, 200, 400];

export const sign = (body: string, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function genuine(body: string, signature: unknown): boolean {
  const given = Buffer.from(typeof signature === 'string' ? signature : '');
  const right = Buffer.from(sign(body));
  return given.length === right.length && timingSafeEqual(given, right);
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming) {
    size += (piece as Buffer).length;
    if (size <= 4096) pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const reply = (response: ServerResponse, status: number, text: string) => {
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    'content-type': 'text/plain',
    'content-length': length,
    connection: 'close',
  });
  response.end(text);
};

/** The shop's end: believes signed deliveries, and counts each of them once. */
function createShop(house: House) {
  const seen = new Set<string>();
  let failures = 0;
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const id = String(incoming.headers['webhook-id'] ?? '');
    if (incoming.method !== 'POST' || incoming.url !== '/hooks/payment') {
      return reply(response, 404, 'nothing here\n');
    }
    if (!genuine(body, incoming.headers['webhook-signature'])) {
      house.log(`shop: delivery ${id} has a wrong signature: 401`);
      return reply(response, 401, 'wrong signature\n');
    }
    if (failures > 0) {
      failures--;
      house.log(`shop: delivery ${id} came while the shop was in trouble: 500`);
      return reply(response, 500, 'try again later\n');
    }
    const known = seen.has(id);
    if (seen.size < 1000) seen.add(id);
    house.log(`shop: delivery ${id} ${known ? 'again: already booked' : 'booked'}: ${body}`);
    reply(response, 200, known ? 'already known\n' : 'thank you\n');
  });
  return { server, failNext: (times: number) => void (failures = times) };
}

type Order = { pause: readonly number[]; port: number; secret: string; id: string };

/** Calls the shop until it says yes; gives one line for each attempt. */
async function deliver(house: House, { pause, port, secret, id }: Order): Promise<string[]> {
  const body = JSON.stringify({ type: 'payment.succeeded', order: 42, amount: '4.20' });
  const attempts: string[] = [];
  for (const ms of pause) {
    await wait(ms);
    const said = await new Promise<string>((resolve) => {
      const call = request(
        {
          host: house.address,
          port,
          path: '/hooks/payment',
          method: 'POST',
          agent: new Agent({ keepAlive: false }),
          timeout: 1_000,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'webhook-id': id,
            'webhook-signature': sign(body, secret),
          },
        },
        (response) => {
          response.resume();
          resolve(`${response.statusCode} ${response.statusMessage}`);
        },
      );
      call.on('timeout', () => call.destroy(new Error('no answer within 1 s')));
      call.on('error', (error) => resolve(error.message));
      call.end(body);
    });
    attempts.push(said);
    house.log(`payments: attempt ${attempts.length} for ${id}: ${said}`);
    // Yes, or a no that will stay a no.
    if (/^[24]/.test(said)) break;
  }
  return attempts;
}

const pay = (way: string) => async (guest: Guest) => {
  const port = guest.port('payments');
  const body = `order=42&way=${way}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
  };
  const heard = await ask(guest, { port, path: '/pay', method: 'POST', body, headers });
  tellAnswer(guest, 'pay order 42', heard);
};

export const webhook: Service = {
  async start(house) {
    const shop = createShop(house);
    let number = 0;
    const payments = createServer(async (incoming, response) => {
      const way = new URLSearchParams(await bodyOf(incoming)).get('way') ?? '';
      number++;
      const order = {
        pause: PAUSES_MS,
        port: house.port('shop'),
        secret: SECRET,
        id: `evt_${number}`,
      };
      shop.failNext(way === 'shop-in-trouble' ? 1 : 0);
      const attempts = await deliver(house, {
        ...order,
        ...(way === 'shop-gone' ? { port: await house.silentPort() } : {}),
        ...(way === 'forged' ? { secret: 'guessed' } : {}),
      });
      if (way === 'twice') attempts.push(...(await deliver(house, order)));
      reply(response, 202, `Paid. The shop was told: ${attempts.join(', then ')}.\n`);
    });
    house.onStop(() => {
      payments.closeAllConnections();
      shop.server.closeAllConnections();
    });
    await house.listen('payments', (stream) => payments.emit('connection', stream));
    await house.listen('shop', (stream) => shop.server.emit('connection', stream));
  },
  exchanges: {
    delivered: pay('well'),
    'shop-in-trouble': pay('shop-in-trouble'),
    'shop-gone': pay('shop-gone'),
    twice: pay('twice'),
    forged: pay('forged'),
  },
  annotate: ({ turns }) => annotateHttp(turns),
};
