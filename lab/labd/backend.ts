/** Starts and ends the processes of one sandbox. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { LabHostName, LabTier } from '@/contract/lab';
import type { TraceEvent } from '@/contract/trace';
import type { LabLimits } from '../limits';
import { type AgentLink, createAgentLink } from './agent-link';
import { type CommandLine, FD, loopbackLine, netnsLine, permissionFlags } from './launch-line';

export type RunningSandbox = {
  agents: Map<LabHostName, AgentLink>;
  /** SIGKILL for all of it; safe to call twice. */
  kill: () => void;
};

export type LabBackend = {
  tier: LabTier;
  /** True when files and processes of the server are hidden from agents as well. */
  sealed: boolean;
  /** `slot` makes loopback addresses distinct. Rejects with the first words the system printed. */
  start: (options: StartOptions) => Promise<RunningSandbox>;
  ownAddresses: (slot: number) => string[] | null;
  lowestPort: number;
};

export type StartOptions = {
  slot: number;
  origin: bigint;
  onEvent: (event: TraceEvent) => void;
  onGone: () => void;
};

/** labd's own descriptors, by its stdio order; agents get theirs from these. */
export const LABD_FD = { code: 3, koffi: 4, node: 5, agentCode: 6 } as const;

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
/** Nothing of the server's environment; Next's typings would have NODE_ENV in every one. */
const bareEnvironment = { PATH } as unknown as NodeJS.ProcessEnv;
const START_MS = 15_000;

const permission = permissionFlags(process.allowedNodeEnvironmentFlags);

function launch(
  line: CommandLine,
  hosts: LabHostName[],
  own: string[] | null,
  limits: LabLimits,
  { origin, onEvent, onGone }: StartOptions,
): Promise<RunningSandbox> {
  const child: ChildProcess = spawn(line.file, line.args, {
    cwd: '/',
    env: bareEnvironment,
    stdio: [
      'pipe',
      'pipe',
      'pipe',
      LABD_FD.agentCode,
      LABD_FD.koffi,
      LABD_FD.node,
      'pipe',
      hosts.includes('phone') ? 'pipe' : 'ignore',
    ],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('latin1')).slice(0, 2_000);
  });
  child.stdin?.on('error', () => {});

  let ended = false;
  const agents = new Map<LabHostName, AgentLink>();
  const end = () => {
    if (ended) return;
    ended = true;
    child.stdin?.destroy();
    child.kill('SIGKILL');
    for (const link of agents.values()) link.lose();
    onGone();
  };
  // The supervisor speaks only to say that an agent has ended.
  child.stdout?.on('data', end);
  for (const host of hosts) {
    const channel = (child.stdio as readonly unknown[])[FD[host]] as Duplex | null;
    if (channel) agents.set(host, createAgentLink(channel, limits.operationMs, onEvent, end));
  }

  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      end();
      reject(new Error(why));
    };
    const timer = setTimeout(() => fail(said || `no answer within ${START_MS} ms`), START_MS);
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    // `close`, not `exit`: by then everything it printed has arrived.
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      fail(said.trim() || `ended with ${signal ?? `status ${code}`}`);
    });
    const greet = async ([host, link]: [LabHostName, AgentLink]) => {
      await link.ready;
      await link.request('hello', { host, origin: String(origin), own, limits: limits.agent });
    };
    Promise.all([...agents].map(greet)).then(
      () => {
        clearTimeout(timer);
        resolve({ agents, kill: end });
      },
      // The reason arrives with the process's end; this is only its echo.
      () => {},
    );
  });
}

/** Private network namespaces: a whole port space each, a second host, no way out. */
export function netnsBackend(limits: LabLimits, hide: string[], sealed: boolean): LabBackend {
  const line = netnsLine({ sealed, hide, permission });
  return {
    tier: 'netns',
    sealed,
    lowestPort: 1,
    ownAddresses: () => null,
    start: (options) => launch(line, ['laptop', 'phone'], null, limits, options),
  };
}

/** Own addresses on the shared machine, far from the usual 127.0.0.1 and Debian's 127.0.1.1. */
export function loopbackBackend(limits: LabLimits): LabBackend {
  const tools = ['setpriv', 'prlimit'].every((tool) =>
    PATH.split(':').some((folder) => existsSync(`${folder}/${tool}`)),
  );
  const line = loopbackLine({ permission, tools });
  // Two copies of the site on one machine take different blocks, or at worst each other's noes.
  const block = 64 + (process.pid % 160);
  const ownAddresses = (slot: number) => {
    const net = `127.${block}.${1 + (slot % 250)}`;
    return [`${net}.1`, `${net}.2`];
  };
  return {
    tier: 'loopback',
    sealed: false,
    lowestPort: 1024,
    ownAddresses,
    start: (options) => launch(line, ['laptop'], ownAddresses(options.slot), limits, options),
  };
}
