/**
 * Who is on the other end of the socket that carries this request. Headers cannot tell (anyone
 * writes them); Node's own event at the start of each request can, and keeps the answer with the
 * request's asynchronous context. Installed once, from instrumentation.
 */
import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionFacts } from '@/contract/lab';
import type { Endpoint } from '@/contract/trace';

type Seen = { openedAt: number; requests: number };

export type RequestFacts = {
  connection: ConnectionFacts;
  /** As the client or a proxy wrote them, before the framework adds its own. */
  forwardedFor: string | null;
  via: string | null;
};

type Shared = {
  requests: AsyncLocalStorage<() => RequestFacts | null>;
  installed: boolean;
  /** Where the site listens; null until the first request. */
  site: Endpoint | null;
};

// Instrumentation and route handlers are separate bundles: what they share hangs on globalThis.
const key = Symbol.for('portside.connection-facts');
const holder = globalThis as typeof globalThis & { [key]?: Shared };
holder[key] ??= { requests: new AsyncLocalStorage(), installed: false, site: null };
const shared: Shared = holder[key];

/** `::ffff:127.0.0.1` is an IPv4 caller on a socket that takes both kinds. */
const plain = (addr: string | undefined) => (addr ?? '').replace(/^::ffff:(?=\d+\.)/, '');

const header = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value.join(', ') : value) ?? null;

export function installConnectionFacts() {
  if (shared.installed) return;
  shared.installed = true;
  const sockets = new WeakMap<Socket, Seen>();
  const openFrom = new Map<string, number>();

  subscribe('http.server.request.start', (message) => {
    const { request, socket, server } = message as {
      request: IncomingMessage;
      socket: Socket;
      server: Server;
    };
    const listening = server.address();
    if (listening && typeof listening === 'object') {
      shared.site = { addr: plain(listening.address), port: listening.port };
    }
    const from = plain(socket.remoteAddress);
    let seen = sockets.get(socket);
    if (!seen) {
      seen = { openedAt: performance.now(), requests: 0 };
      sockets.set(socket, seen);
      openFrom.set(from, (openFrom.get(from) ?? 0) + 1);
      socket.once('close', () => {
        const left = (openFrom.get(from) ?? 1) - 1;
        if (left > 0) openFrom.set(from, left);
        else openFrom.delete(from);
      });
    }
    seen.requests += 1;
    const { openedAt, requests } = seen;
    const remotePort = socket.remotePort;
    const local = { addr: plain(socket.localAddress), port: socket.localPort ?? 0 };
    const forwardedFor = header(request.headers['x-forwarded-for'] ?? request.headers.forwarded);
    const via = header(request.headers.via);
    shared.requests.enterWith(() =>
      remotePort === undefined
        ? null
        : {
            connection: {
              remote: { addr: from, port: remotePort },
              local,
              httpVersion: request.httpVersion,
              requests,
              ageMs: Math.round(performance.now() - openedAt),
              socketsFromYourAddress: openFrom.get(from) ?? 1,
              bytesRead: socket.bytesRead,
              bytesWritten: socket.bytesWritten,
            },
            forwardedFor,
            via,
          },
    );
  });
}

/** Facts of the request being handled, read now; null where the event does not exist. */
export function requestFacts(): RequestFacts | null {
  // Usually long done; where instrumentation has not run, later requests at least are seen.
  installConnectionFacts();
  return shared.requests.getStore()?.() ?? null;
}

/** The address and port this site listens on, as its own socket says. */
export function siteEndpoint(): Endpoint | null {
  installConnectionFacts();
  return shared.site;
}
