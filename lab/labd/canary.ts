/**
 * Tries the whole thing once, end to end, before anyone may use it. A tier that cannot prove its
 * fence is not used; "unshare works" proves nothing (some systems let it succeed and fail later).
 */
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { ListenRequest, ProbeRequest, ProbeResult } from '@/contract/lab';
import { LAPTOP, PHONE } from '../address-rules';
import type { LabBackend, RunningSandbox } from './backend';

export type CanaryResult = { ok: true } | { ok: false; why: string };

/** Behind those of learners, of whom there are 250 at most. */
const CANARY_SLOT = 250;
/** A documentation address (RFC 5737), dialled only after the namespace is proved another one. */
const OUTSIDE = '192.0.2.1';

const listenOn = (addr: string, port: number): ListenRequest & { listenerId: string } => ({
  host: 'laptop',
  addr,
  port,
  backlog: 8,
  behaviour: 'http',
  reuseAddr: true,
  reusePort: false,
  listenerId: 'l1',
});

const knock = (
  from: ProbeRequest['from'],
  addr: string,
  port: number,
): ProbeRequest & { connectionId: string; known: [] } => ({
  from,
  addr,
  port,
  say: 'http',
  keep: false,
  connectionId: 'c1',
  known: [],
});

/** A listener of the server itself, which no sandbox may reach. */
async function withHostListener<T>(
  addr: string,
  use: (port: number, calls: () => number) => Promise<T>,
) {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: addr, port: 0 }, resolve);
  });
  const address = server.address();
  try {
    return await use(typeof address === 'object' && address ? address.port : 0, () => calls);
  } finally {
    server.close();
  }
}

class Unproved extends Error {}
const must = (condition: boolean, otherwise: string) => {
  if (!condition) throw new Unproved(otherwise);
};
const told = ({ outcome, errno }: ProbeResult) => (errno ? `${outcome}, ${errno}` : outcome);

async function proveNetns({ agents }: RunningSandbox) {
  const laptop = agents.get('laptop');
  const phone = agents.get('phone');
  if (!laptop || !phone) throw new Unproved('an agent is missing');

  const mine = readlinkSync('/proc/self/ns/net');
  const seen = await Promise.all([laptop, phone].map((link) => link.request('identity')));
  const spaces = new Set([mine, ...seen.map(({ netns }) => netns)]);
  must(!spaces.has(null) && spaces.size === 3, 'the sandbox shares a network namespace');

  const listening = await laptop.request('listen', listenOn('0.0.0.0', 80));
  must(listening.ok, `listening on 0.0.0.0:80 failed${listening.ok ? '' : `: ${listening.errno}`}`);
  const self = await laptop.request('probe', knock('laptop', '127.0.0.1', 80));
  must(
    self.outcome === 'open' && self.received.includes('200 OK'),
    `127.0.0.1:80 was ${told(self)}`,
  );
  const across = await phone.request('probe', knock('phone', LAPTOP, 80));
  must(
    across.local?.addr === PHONE && across.outcome === 'open',
    `from the phone: ${told(across)}`,
  );

  await withHostListener('127.0.0.1', async (port, calls) => {
    const host = await laptop.request('probe', knock('laptop', '127.0.0.1', port));
    must(host.outcome === 'refused' && calls() === 0, `a listener of the server was ${told(host)}`);
  });
  const outside = await laptop.request('probe', knock('laptop', OUTSIDE, 80));
  must(outside.errno === 'ENETUNREACH', `${OUTSIDE} was ${told(outside)}, not ENETUNREACH`);
}

async function proveLoopback({ agents }: RunningSandbox, own: string) {
  const laptop = agents.get('laptop');
  if (!laptop) throw new Unproved('the agent is missing');
  await withHostListener(own, async (port, calls) => {
    const stranger = await laptop.request('probe', knock('laptop', own, port));
    must(
      stranger.outcome === 'not-usable' && calls() === 0,
      `a stranger's port was ${told(stranger)}`,
    );
    const closed = await laptop.request('probe', knock('laptop', own, port === 8080 ? 8081 : 8080));
    must(['refused', 'not-usable'].includes(closed.outcome), `a closed port was ${told(closed)}`);
  });
  for (const port of [28_080, 28_081, 28_082]) {
    const listening = await laptop.request('listen', listenOn(own, port));
    if (!listening.ok && listening.errno === 'EADDRINUSE') continue;
    must(listening.ok, `listening on ${own}:${port} failed`);
    const open = await laptop.request('probe', knock('laptop', own, port));
    must(
      open.outcome === 'open' && open.received.includes('200 OK'),
      `own listener was ${told(open)}`,
    );
    return;
  }
  throw new Unproved('no free port was found to try');
}

/** Starts one sandbox, proves it, throws it away. Never rejects. */
export async function runCanary(backend: LabBackend): Promise<CanaryResult> {
  let running: RunningSandbox | null = null;
  try {
    running = await backend.start({
      slot: CANARY_SLOT,
      origin: process.hrtime.bigint(),
      onEvent: () => {},
      onGone: () => {},
    });
    const own = backend.ownAddresses(CANARY_SLOT)?.[0];
    if (own === undefined) await proveNetns(running);
    else await proveLoopback(running, own);
    return { ok: true };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    running?.kill();
  }
}
