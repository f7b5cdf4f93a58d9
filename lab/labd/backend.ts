/** Starts and ends the processes of one sandbox. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { LabTier } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { TraceEvent } from '@/contract/trace';
import type { AgentCalls } from '../agent/agent-protocol';
import type { LabLimits } from '../limits';
import type { ServiceCalls } from '../service/service-protocol';
import { type AgentLink, createProcessLink, type ProcessLink } from './agent-link';
import { createDatabasePool, type DatabasePool, databaseLauncher } from './database-pool';
import {
  type CommandLine,
  type Entrance,
  FD,
  loopbackLine,
  type MachineWork,
  machineLine,
  netnsLine,
  permissionFlags,
  programLine,
  SERVICE_FD,
  serviceLine,
} from './launch-line';

import { type ProgramProcess, startProgram } from './program-process';

export type ServiceLink = ProcessLink<ServiceCalls>;

export type RunningSandbox = {
  agents: Map<LabHostName, AgentLink>;
  /** Puts a service process on `host`; it ends with the sandbox, and the sandbox with it. */
  enterService: (
    host: LabHostName,
    onAsk: (bytes: string) => Promise<string>,
  ) => Promise<ServiceLink>;
  /**
   * A tool for work that needs the sandbox's own root, started and waiting for its input. The
   * result hands it over; it rejects with what the tool said.
   */
  takeTool: (host: LabHostName, work: MachineWork) => Promise<(input: string) => Promise<void>>;
  /**
   * Runs a real program on `host`; null where the tier has no walls for it: they need mounts.
   * `onEnd` is called once, when it is over.
   */
  enterProgram:
    | ((
        host: LabHostName,
        script: string,
        megabytes: number,
        onEnd: () => void,
      ) => Promise<ProgramProcess>)
    | null;
  /** Processes labd started for it, others being under them. */
  roots: () => readonly number[];
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
  databases: DatabasePool;
};

export type StartOptions = {
  slot: number;
  origin: bigint;
  onEvent: (event: TraceEvent) => void;
  onGone: () => void;
};

/** labd's own descriptors, by its stdio order; agents get theirs from these. */
export const LABD_FD = {
  code: 3,
  koffi: 4,
  node: 5,
  agentCode: 6,
  serviceCode: 7,
  databaseCode: 8,
  wasm: 9,
  share: 10,
  data: 11,
} as const;

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
/** Nothing of the server's environment; Next's typings would have NODE_ENV in every one. */
const bareEnvironment = { PATH } as unknown as NodeJS.ProcessEnv;
const START_MS = 15_000;
/** An exchange may take its five seconds, and a database its time to start. */
const SERVICE_ANSWER_MS = 30_000;

/** All packets that an agent keeps: a byte may take six characters in JSON. */
const AGENT_ANSWER_LIMIT = 2 * 1024 * 1024;

/** Every conversation of an exchange, bytes and their meanings. */
const SERVICE_ANSWER_LIMIT = 2 * 1024 * 1024;

const permission = permissionFlags(process.allowedNodeEnvironmentFlags);

function launch(
  line: CommandLine,
  hosts: LabHostName[],
  world: { own: string[] | null; sealed: boolean; tools: boolean; lowestPort: number },
  limits: LabLimits,
  { origin, onEvent, onGone }: StartOptions,
): Promise<RunningSandbox> {
  const { own } = world;
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
  const roots = child.pid === undefined ? [] : [child.pid];
  /** Those that run; learners start and stop as many as they like. */
  const programs = new Set<ProgramProcess>();
  const alsoEnd: (() => void)[] = [];
  const end = () => {
    if (ended) return;
    ended = true;
    child.stdin?.destroy();
    child.kill('SIGKILL');
    for (const link of agents.values()) link.lose();
    for (const stop of alsoEnd) stop();
    for (const program of programs) void program.stop();
    onGone();
  };
  // The supervisor speaks only to say that an agent has ended.
  child.stdout?.on('data', end);
  for (const host of hosts) {
    const channel = (child.stdio as readonly unknown[])[FD[host]] as Duplex | null;
    if (channel) {
      const link = createProcessLink<AgentCalls>(
        channel,
        limits.operationMs,
        onEvent,
        end,
        AGENT_ANSWER_LIMIT,
      );
      agents.set(host, link);
    }
  }

  async function entranceTo(host: LabHostName): Promise<Entrance> {
    const resident = await agents.get(host)?.request('identity');
    if (!resident || child.pid === undefined) throw new Error(`there is no ${host} here`);
    return { supervisor: child.pid, sealed: world.sealed, resident: resident.pid };
  }

  async function takeTool(host: LabHostName, work: MachineWork) {
    if (own !== null) throw new Error('only a private network has a root of its own');
    const { file, args } = machineLine(await entranceTo(host), work);
    const tool = spawn(file, args, { cwd: '/', env: bareEnvironment });
    alsoEnd.push(() => tool.kill('SIGKILL'));
    let complaint = '';
    tool.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('latin1')).slice(0, 300);
    });
    tool.stdin.on('error', () => {});
    const over = new Promise<string | null>((resolve) => {
      tool.on('error', (error) => resolve(error.message));
      tool.on('close', (status) =>
        resolve(status === 0 ? null : complaint.trim() || `status ${status}`),
      );
    });
    return async (input: string) => {
      tool.stdin.end(input);
      const why = await over;
      if (why !== null) throw new Error(why);
    };
  }

  async function enterService(
    host: LabHostName,
    onAsk: (bytes: string) => Promise<string>,
  ): Promise<ServiceLink> {
    const entrance = own === null ? await entranceTo(host) : null;
    const { link, kill, pid } = launchService(entrance, world.tools, end, onAsk);
    if (pid !== undefined) roots.push(pid);
    if (ended) kill();
    alsoEnd.push(kill);
    await link.ready;
    await link.request('hello', { own, lowestPort: world.lowestPort });
    return link;
  }

  async function enterProgram(
    host: LabHostName,
    script: string,
    megabytes: number,
    onEnd: () => void,
  ): Promise<ProgramProcess> {
    const line = programLine(await entranceTo(host), script, megabytes);
    const program = startProgram(line, bareEnvironment, () => {
      programs.delete(program);
      onEnd();
    });
    programs.add(program);
    if (ended) void program.stop();
    return program;
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
        resolve({
          agents,
          kill: end,
          enterService,
          takeTool,
          roots: () => [
            ...roots,
            ...[...programs].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
          ],
          enterProgram: world.sealed ? enterProgram : null,
        });
      },
      // The reason arrives with the process's end; this is only its echo.
      () => {},
    );
  });
}

/** A service process, its channel, and the way to end both. */
function launchService(
  entrance: Entrance | null,
  tools: boolean,
  onGone: () => void,
  onAsk: (bytes: string) => Promise<string>,
) {
  const line = serviceLine({ entrance, permission, tools });
  const child = spawn(line.file, line.args, {
    cwd: '/',
    env: bareEnvironment,
    stdio: ['ignore', 'ignore', 'pipe', LABD_FD.serviceCode, LABD_FD.node, 'pipe'],
  });
  const channel = (child.stdio as readonly unknown[])[SERVICE_FD.channel] as Duplex;
  let link: ServiceLink | null = null;
  const kill = () => {
    child.kill('SIGKILL');
    link?.lose();
  };
  child.on('error', kill);
  child.stderr?.on('data', (words: Buffer) => {
    process.stderr.write(words.toString('latin1').slice(0, 500));
  });
  link = createProcessLink<ServiceCalls>(
    channel,
    SERVICE_ANSWER_MS,
    () => {},
    () => {
      child.kill('SIGKILL');
      onGone();
    },
    SERVICE_ANSWER_LIMIT,
    onAsk,
  );
  return { link, kill, pid: child.pid };
}

/** PostgreSQL for learners who start it; `alone`: where private namespaces are possible. */
function databases(limits: LabLimits, alone: boolean, tools: boolean): DatabasePool {
  const { databaseCode: code, node, wasm, share, data } = LABD_FD;
  const fds = { code, node, wasm, share, data };
  const environment = bareEnvironment;
  const launcher = databaseLauncher({ alone, permission, tools, environment, fds });
  return createDatabasePool(limits.databases, launcher);
}

/** Private network namespaces: a whole port space each, a second host, no way out. */
export function netnsBackend(limits: LabLimits, hide: string[], sealed: boolean): LabBackend {
  const line = netnsLine({ sealed, hide, permission });
  const world = { own: null, sealed, tools: true, lowestPort: 1 };
  return {
    tier: 'netns',
    sealed,
    lowestPort: world.lowestPort,
    ownAddresses: () => null,
    databases: databases(limits, true, true),
    start: (options) => launch(line, ['laptop', 'phone'], world, limits, options),
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
  const lowestPort = 1024;
  const ownAddresses = (slot: number) => {
    const net = `127.${block}.${1 + (slot % 251)}`;
    return [`${net}.1`, `${net}.2`];
  };
  return {
    tier: 'loopback',
    sealed: false,
    lowestPort,
    ownAddresses,
    databases: databases(limits, false, tools),
    start(options) {
      const world = { own: ownAddresses(options.slot), sealed: false, tools, lowestPort };
      return launch(line, ['laptop'], world, limits, options);
    },
  };
}
