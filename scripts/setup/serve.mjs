import { spawn } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import {
  formatContentPolicy,
  parseEmbedOrigins,
  securityHeaders,
} from '../../security-headers.mjs';

/** Reads HOST and PORT, and looks at EMBED_ORIGINS; ends the process with a sentence when they make no sense. */
export function readAddress() {
  const host = process.env.HOST || '127.0.0.1';
  const text = process.env.PORT || '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) {
    console.error(
      `PORT is "${text}", but a port is a whole number from 1 to 65535. Try PORT=3000.`,
    );
    process.exit(1);
  }
  try {
    parseEmbedOrigins(process.env.EMBED_ORIGINS);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  return { host, port };
}

/** Says in words why an address cannot be bound, before the site is started on it. */
function explainBindError(error, { host, port }) {
  const words = {
    EADDRINUSE: `Port ${port} on ${host} is taken: another program listens there. Stop it, or choose another port: PORT=${port + 1} npm start`,
    EACCES: `This user may not listen on port ${port}. Choose one of 1024 or more: PORT=3000 npm start`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Leave HOST out for 127.0.0.1, or use 0.0.0.0 for all IPv4 addresses.`,
    ENOTFOUND: `HOST is "${host}", and that name has no address. Leave HOST out for 127.0.0.1.`,
  };
  return words[error.code] ?? `Cannot listen on ${host}:${port}: ${error.message}`;
}

export function checkAddress(address) {
  return new Promise((resolve) => {
    const trial = createServer();
    trial.once('error', (error) => {
      console.error(explainBindError(error, address));
      process.exit(1);
    });
    trial.listen(address.port, address.host, () => trial.close(resolve));
  });
}

/** The address as a visitor types it. */
function formatUrl({ host, port }) {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** Next answers a path that cannot be decoded with 500, but the mistake is the caller's. */
function refuseBrokenPath(request, response) {
  try {
    decodeURIComponent(request.url.split('?', 1)[0]);
    return false;
  } catch {
    const detail = 'The path has a % that begins no valid UTF-8 character. Write a percent as %25.';
    const title = 'Bad request';
    response.writeHead(400, {
      ...securityHeaders,
      'Content-Security-Policy': formatContentPolicy([]),
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
    });
    response.end(
      JSON.stringify({ type: 'about:blank', title, status: 400, code: 'broken-path', detail }),
    );
    return true;
  }
}

/**
 * Serves the production build from this very process, so that ending it, however roughly, leaves
 * no server behind. A first Ctrl-C lets running requests end, a second one does not.
 */
export async function serveSite(address) {
  Object.assign(process.env, { NODE_ENV: 'production', HOST: address.host });
  process.env.PORT = String(address.port);
  const { default: next } = await import('next');
  const site = next({ dev: false, dir: process.cwd(), hostname: address.host, port: address.port });
  await site.prepare();
  const handle = site.getRequestHandler();
  const server = createHttpServer((request, response) => {
    if (!refuseBrokenPath(request, response)) handle(request, response);
  });
  server.on('error', (error) => {
    console.error(explainBindError(error, address));
    process.exit(1);
  });
  server.listen(address.port, address.host, () => {
    console.log(`\n  Portside is at ${formatUrl(address)}\n  Ctrl-C stops it.\n`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      // Event streams and slow readers do not hold up the end.
      setTimeout(() => process.exit(0), 2000).unref();
    });
  }
}

/** Runs Next's development server in the foreground, with Ctrl-C and termination passed on. */
export function serveDevelopment({ host, port }) {
  const child = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'dev', '-H', host, '-p', String(port)],
    {
      stdio: 'inherit',
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', HOST: host, PORT: String(port) },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 0)));
}
