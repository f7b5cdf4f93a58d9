/** What the kernel of this machine says about a server's processes and sockets, seen from outside. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { APIRequestContext } from '@playwright/test';
import type { LabStatus } from '../../contract/lab';
import { expect, test } from './test';

/** Ends the test: as skipped with the reason, or as failed where everything has to run. */
export function cannotRun(reason: string) {
  if (process.env.REQUIRE_ALL === '1') throw new Error(`REQUIRE_ALL: ${reason}`);
  test.skip(true, reason);
}

/** How the lab is, once that is decided: one that starts again is waited for. */
export async function labStatus(request: APIRequestContext): Promise<LabStatus> {
  let status: LabStatus | null = null;
  await expect(async () => {
    status = await (await request.get('/api/lab')).json();
    expect(status?.state, status?.reason).toMatch(/^(ready|off)$/);
  }).toPass();
  if (status === null) throw new Error('the lab has not said how it is');
  return status;
}

/** Goes on only where the server under test has private networks to give. */
export async function needNetns(request: APIRequestContext) {
  const { tier, reason } = await labStatus(request);
  if (tier !== 'netns') cannotRun(`no private networks here: ${reason}`);
}

/** Goes on only where this process can look over the shoulder of `ss`. */
export function needSs() {
  try {
    execFileSync('ss', ['-V']);
  } catch {
    cannotRun('ss (iproute2) is not installed');
  }
}

/** The process that serves, as it says itself. */
export async function serverPid(request: APIRequestContext): Promise<number> {
  return (await (await request.get('/api/health')).json()).pid;
}

/** `started` tells it from a later process that is given the same number. See proc(5). */
type Process = { pid: number; parent: number; command: string; started: string };

function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent, ...more] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    return { pid, parent: Number(parent), command, started: more[17] ?? '' };
  } catch {
    // It ended while we read.
    return null;
  }
}

/** All that a process has started, and all that those have; without itself. */
export function familyOf(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const family = new Set([root]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => pid !== root && family.has(pid));
}

/** Same process, not another one that was given its number. */
export const isAlive = ({ pid, started }: Process) => readProcess(pid)?.started === started;

/** A process that opens sockets inside a sandbox, by the heap it is given. */
const isAgent = ({ command }: Process) =>
  /^\/proc\/self\/fd\/5 .*--max-old-space-size=32 /.test(command);

/** The process that runs a sandbox's services itself, not what put it there. */
export const isServiceProcess = ({ command }: Process) =>
  /^\/proc\/self\/fd\/4 .*--max-old-space-size=96 /.test(command);

/** The process that keeps a server's sandboxes. */
export function findLabd(server: number): Process {
  const labd = familyOf(server).find(({ command }) =>
    /^\/proc\/self\/fd\/5 .*--max-old-space-size=128/.test(command),
  );
  if (!labd) throw new Error(`no labd under process ${server}`);
  return labd;
}

/** A row of the kernel's IPv4 table; `waiting` is the accept queue of a LISTEN row. See proc(5). */
export type KernelRow = {
  agent: number;
  local: string;
  peer: string;
  state: string;
  waiting: number;
};

const states: Record<string, string> = { '01': 'ESTAB', '0A': 'LISTEN' };

/** `0100007F:1F40` is 127.0.0.1:8000 where the least significant byte comes first, as on x86 and ARM. */
function place(text = ''): string {
  const [addr = '', port = ''] = text.split(':');
  const bytes = addr.match(/../g)?.reverse() ?? [];
  return `${bytes.map((byte) => Number.parseInt(byte, 16)).join('.')}:${Number.parseInt(port, 16)}`;
}

function tableOf(agent: number): KernelRow[] {
  let table: string;
  try {
    table = readFileSync(`/proc/${agent}/net/tcp`, 'utf8');
  } catch {
    // It ended while we read.
    return [];
  }
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, local, peer, state = '', queues = ''] = line.trim().split(/\s+/);
      const waiting = Number.parseInt(queues.split(':')[1] ?? '0', 16);
      return {
        agent,
        local: place(local),
        peer: place(peer),
        state: states[state] ?? state,
        waiting,
      };
    });
}

/** The tables of every private network under a server, one per agent. */
export const sandboxTables = (server: number): KernelRow[] =>
  familyOf(server)
    .filter(isAgent)
    .flatMap(({ pid }) => tableOf(pid));

/** Addresses on which somebody listens at `port`, in any private network under a server. */
export const listeningAt = (server: number, port: number): string[] =>
  sandboxTables(server)
    .filter(({ state, local }) => state === 'LISTEN' && local.endsWith(`:${port}`))
    .map(({ local }) => local);

/** The row of `ss -tnp` for a connection of this machine from one port to another; '' for none. */
export const ssRow = (from: number, to: number): string =>
  execFileSync('ss', ['-tnpH', 'state', 'established', `( sport = :${from} and dport = :${to} )`], {
    encoding: 'utf8',
  }).trim();
