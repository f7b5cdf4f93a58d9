/** Helpers of the lab's own tests: a lab with real sockets, and a named reason where there is none. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ListenRequest, ProbeRequest, SendRequest } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { Reach, RunsAs, ServiceId } from '@/contract/lab-service';
import { createLabClient, type LabClient } from './lab-client';
import { NEEDED_BYTES } from './labd/database-pool';
import { memoryLeft } from './labd/memory-left';
import { defaultLimits, type LabLimits } from './limits';
import { parseLabSettings } from './settings';

export function startTestLab(
  tier: 'netns' | 'loopback' | 'auto',
  limits: Partial<LabLimits> = {},
  programs = '',
) {
  return createLabClient({
    root: process.cwd(),
    settings: parseLabSettings({ LAB: tier, LAB_PROGRAMS: programs }),
    siteIsPrivate: () => true,
    limits: { ...defaultLimits, ...limits },
  });
}

/** Why this machine cannot run the tier's tests; null when it can. REQUIRE_ALL=1 makes that an error. */
export async function whyNotHere(tier: 'netns' | 'loopback'): Promise<string | null> {
  const lab = startTestLab(tier);
  const { tier: got, reason } = await lab.status();
  lab.stop();
  if (got === tier) return null;
  if (process.env.REQUIRE_ALL === '1') throw new Error(`REQUIRE_ALL: the ${tier} tier: ${reason}`);
  return reason;
}

/** Why this machine can start no database; null when it can. REQUIRE_ALL=1 makes that an error. */
export function whyNoDatabase(): string | null {
  const left = memoryLeft() ?? NEEDED_BYTES;
  if (left >= NEEDED_BYTES) return null;
  const [needed, free] = [NEEDED_BYTES, left].map((bytes) => Math.floor(bytes / 1_000_000));
  const why = `PostgreSQL needs ${needed} MB of free memory, and ${free} MB are free`;
  if (process.env.REQUIRE_ALL === '1') throw new Error(`REQUIRE_ALL: ${why}`);
  return why;
}

/** One learner, with short words for what learners do. */
export async function openLearner(lab: LabClient) {
  const { session, view } = await lab.call('open', { session: null, caller: null });
  if (view.state !== 'open') throw new Error(`expected an open sandbox, got ${view.state}`);
  return {
    session,
    view,
    listen: (addr: string, port: number, more: Partial<ListenRequest> = {}) =>
      lab.call('listen', {
        session,
        request: {
          host: 'laptop',
          addr,
          port,
          backlog: 8,
          behaviour: 'http',
          reuseAddr: true,
          reusePort: false,
          ...more,
        },
      }),
    probe: (from: LabHostName, addr: string, port: number, more: Partial<ProbeRequest> = {}) =>
      lab.call('probe', {
        session,
        request: { from, addr, port, say: 'nothing', keep: false, ...more },
      }),
    start: (service: ServiceId, reach: Reach = 'everywhere', runAs: RunsAs = 'library') =>
      lab.call('startService', { session, request: { service, reach, runAs } }),
    stop: (service: ServiceId) => lab.call('stopService', { session, service }),
    exchange: (
      service: ServiceId,
      exchange: string,
      input: Record<string, string> = {},
      from: LabHostName = 'laptop',
    ) => lab.call('exchange', { session, request: { service, exchange, from, input } }),
    close: (id: string) => lab.call('close', { session, id }),
    send: (id: string, data: string, more: Partial<SendRequest> = {}) =>
      lab.call('send', { session, request: { id, data, end: false, ...more } }),
    events: () => lab.call('history', { session, after: 0 }),
    sockets: () => lab.call('sockets', { session }),
    end: () => lab.call('end', { session }),
  };
}

export type TestProcess = { pid: number; parent: number; command: string; started: string };

export function allProcesses(): TestProcess[] {
  const all: TestProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
      all.push({
        pid: Number(name),
        parent: Number(fields[1]),
        command,
        started: fields[19] ?? '',
      });
    } catch {
      // It ended while we read.
    }
  }
  return all;
}

/** Those that a process has started, and those have; with `itself` that process too. */
export function processesUnder(root: number, { itself = false } = {}): TestProcess[] {
  const all = allProcesses();
  const under = new Set([root]);
  for (let before = 0; before !== under.size; ) {
    before = under.size;
    for (const { pid, parent } of all) if (under.has(parent)) under.add(pid);
  }
  return all.filter(({ pid }) => (itself || pid !== root) && under.has(pid));
}

export const isAgent = ({ command }: TestProcess) =>
  command.startsWith('/proc/self/fd/5') && command.includes('--max-old-space-size=32');

/** The process that keeps the sandboxes. */
export const isLabd = ({ command }: TestProcess) =>
  command.startsWith('/proc/self/fd/5') && command.includes('--max-old-space-size=128');

/** Node itself runs under the number of its descriptor; its launcher does not. */
export const isService = ({ command }: TestProcess) =>
  command.startsWith('/proc/self/fd/4') && command.includes('--max-old-space-size=96');

export const isDatabase = ({ command }: TestProcess) =>
  command.startsWith('/proc/self/fd/') && command.includes('--max-old-space-size=160');

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `test` holds, looking often; false when it never does. */
export async function eventually(test: () => boolean | Promise<boolean>, ms = 20_000) {
  for (let waited = 0; waited < ms; waited += 50) {
    if (await test()) return true;
    await sleep(50);
  }
  return false;
}
