/** The one lab of this server process. Routes come in here. */
import 'server-only';
import { isIP } from 'node:net';
import { siteEndpoint } from './connection-facts';
import { createLabClient, type LabClient } from './lab-client';
import { createMetrics, type Metrics } from './metrics';
import { describeOperation } from './operation-log';
import { type LabSettings, parseLabSettings } from './settings';

type Shared = { client: LabClient; settings: LabSettings; metrics: Metrics };

// Each route handler is its own bundle; the lab is one, and hangs on globalThis.
const key = Symbol.for('portside.lab-client');
const holder = globalThis as typeof globalThis & { [key]?: Shared };

const isLoopback = (addr: string) =>
  addr === '::1' || (isIP(addr) === 4 && addr.startsWith('127.'));

function create(): Shared {
  const settings = parseLabSettings(process.env);
  const metrics = createMetrics();
  const client = createLabClient({
    root: process.cwd(),
    settings,
    observe(done) {
      metrics.count(done);
      if (!settings.log) return;
      const line = describeOperation(done, new Date().toISOString());
      if (line) process.stdout.write(`${JSON.stringify(line)}\n`);
    },
    siteIsPrivate() {
      const site = siteEndpoint();
      return site !== null && isLoopback(site.addr);
    },
  });
  return { client, settings, metrics };
}

export const lab = (): Shared => {
  holder[key] ??= create();
  return holder[key];
};

/** Puts another lab in its place: tests have one of their own. */
export const installLab = (shared: Shared): void => {
  holder[key] = shared;
};
