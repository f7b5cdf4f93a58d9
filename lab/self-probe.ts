/**
 * The backend as a client of itself: it connects to the socket this site listens on, asks for one
 * of three fixed pages, and reports each stage. Nothing in it comes from the caller but a choice.
 */
import 'server-only';
import { connect, createServer } from 'node:net';
import type { SelfProbeRequest, SelfProbeResult } from '@/contract/lab';
import type { Endpoint } from '@/contract/trace';
import { createBucket } from './limits';

const PATIENCE_MS = 4_000;
const FIRST_BYTES = 4_096;

/** Listening on every address is reached over loopback. */
function dialable({ addr, port }: Endpoint): Endpoint {
  if (addr === '0.0.0.0') return { addr: '127.0.0.1', port };
  if (addr === '::') return { addr: '::1', port };
  return { addr, port };
}

/** A port on which nothing listens: the kernel gave it out and took it back just now. */
async function closedPort(addr: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: addr, port: 0 }, resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address ? address.port : 0;
}

/** All visitors together: each one costs this server a connection to itself. */
const probes = createBucket(10, 20);

/** Whether one more may be made now; counts it if so. */
export const takeSelfProbe = (): boolean => probes.take(performance.now());

/** Never rejects: a failure is a result with its errno. */
export async function probeSelf(
  site: Endpoint,
  { target, path }: SelfProbeRequest,
): Promise<SelfProbeResult> {
  const here = dialable(site);
  const at = target === 'own-port' ? here : { ...here, port: await closedPort(here.addr) };
  const host = at.addr.includes(':') ? `[${at.addr}]` : at.addr;
  const requestLine = `GET ${path} HTTP/1.1`;
  const bytes = `${requestLine}\r\nHost: ${host}:${at.port}\r\nUser-Agent: portside-self\r\nConnection: close\r\n\r\n`;
  const started = performance.now();
  const since = () => Math.round((performance.now() - started) * 1000) / 1000;

  const result: SelfProbeResult = {
    target: at,
    local: null,
    outcome: 'failed',
    errno: null,
    connectMs: null,
    firstByteMs: null,
    totalMs: 0,
    requestLine: null,
    statusLine: null,
    bytesSent: 0,
    bytesReceived: 0,
  };
  return new Promise((resolve) => {
    let head = '';
    const socket = connect({ host: at.addr, port: at.port });
    const done = (errno: string | null) => {
      result.errno ??= errno;
      if (errno === 'ECONNREFUSED') result.outcome = 'refused';
      result.totalMs = since();
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PATIENCE_MS, () => done('ETIMEDOUT'));
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'unknown'));
    socket.on('connect', () => {
      result.connectMs = since();
      result.local = { addr: socket.localAddress ?? at.addr, port: socket.localPort ?? 0 };
      // On a port that should be closed, a stranger may have moved in: hang up, say nothing.
      if (target === 'closed-port') return done(null);
      result.requestLine = requestLine;
      result.bytesSent = Buffer.byteLength(bytes);
      socket.write(bytes);
    });
    socket.on('data', (chunk: Buffer) => {
      result.firstByteMs ??= since();
      result.bytesReceived += chunk.length;
      if (head.length < FIRST_BYTES) head += chunk.toString('latin1', 0, FIRST_BYTES);
    });
    socket.on('end', () => {
      const statusLine = /^HTTP\/1\.[01] \d{3}[^\r\n]{0,60}/.exec(head)?.[0] ?? null;
      result.statusLine = statusLine;
      if (statusLine) result.outcome = 'answered';
      done(null);
    });
  });
}
