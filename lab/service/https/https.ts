/** The same site inside TLS, with a right, a foreign and an expired certificate to choose by name. */
import { createServer as createHttpServer } from 'node:http';
import { Agent, request } from 'node:https';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { hostHeader } from '../host-header';
import { annotateHttp } from '../http/annotate-http';
import { serveSite } from '../http/site';
import { ask as askPlain, tellAnswer } from '../http/web-client';
import type { Guest, Service } from '../service';
import { annotateTls } from './annotate-tls';
import { createAuthority } from './certificates';

const SITE = 'shop.example';

/** Which certificate a site of this server shows. */
const sites = {
  [SITE]: { names: [SITE], days: { from: -1, to: 90 } },
  'wrong.shop.example': { names: ['mail.example'], days: { from: -1, to: 90 } },
  'old.shop.example': { names: ['old.shop.example'], days: { from: -120, to: -30 } },
} as const;
type Site = keyof typeof sites;

async function visit(guest: Guest, site: Site, ca: string | undefined) {
  const port = guest.port('web');
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
  try {
    const secure = {
      agent,
      ALPNProtocols: ['http/1.1'],
      servername: site,
      ...(ca === undefined ? {} : { ca }),
    };
    const headers = { host: hostHeader(site, port, 443) };
    const heard = await askPlain(guest, { port, path: '/', headers, ...secure }, request);
    tellAnswer(guest, `GET https://${headers.host}/`, heard);
  } finally {
    agent.destroy();
  }
}

const trusting = (site: Site) => (guest: Guest) => visit(guest, site, guest.shared.authority ?? '');

export const https: Service = {
  async start(house) {
    const authority = await createAuthority(Date.now());
    house.share('authority', authority.cert);
    const contexts = new Map<string, SecureContext>();
    for (const [site, { names, days }] of Object.entries(sites)) {
      const { key, cert } = await authority.issue([...names], days);
      contexts.set(site, createSecureContext({ key, cert, minVersion: 'TLSv1.2' }));
    }
    const first = contexts.get(SITE);
    const server = createHttpServer((incoming, response) => {
      serveSite(incoming, response, house.log).catch(() => response.destroy());
    });
    house.onStop(() => server.closeAllConnections());
    await house.listen('web', (stream, inside) => {
      const secure = new TLSSocket(stream, {
        isServer: true,
        ...(first && { secureContext: first }),
        ALPNProtocols: ['http/1.1'],
        SNICallback: (name, done) => done(null, contexts.get(name) ?? first),
      });
      secure.on('error', (error) =>
        house.log(`TLS with ${stream.remoteAddress} failed: ${error.message}`),
      );
      secure.once('secure', () => server.emit('connection', inside(secure)));
    });
  },
  exchanges: {
    'right-name': trusting(SITE),
    'wrong-name': trusting('wrong.shop.example'),
    expired: trusting('old.shop.example'),
    'unknown-authority': (guest) => visit(guest, SITE, undefined),
    async 'plain-http'(guest) {
      const port = guest.port('web');
      const headers = { host: hostHeader(SITE, port, 443) };
      tellAnswer(
        guest,
        `GET http://${SITE}:${port}/`,
        await askPlain(guest, { port, path: '/', headers }),
      );
    },
  },
  annotate: ({ layer, turns }) =>
    layer === 'inside TLS' ? annotateHttp(turns) : turns.map(({ bytes }) => annotateTls(bytes)),
};
