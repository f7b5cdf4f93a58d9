/** How much one learner may use: in code first, then rlimit, then a cgroup where there is one. */
import { MESSAGE_BYTES } from '@/contract/lab';
import type { AgentLimits } from './agent/agent-protocol';

export type LabLimits = {
  sessions: number;
  /** Milliseconds without an operation, and in all. */
  idleMs: number;
  lifeMs: number;
  /** A place in the queue is lost when not asked about for so long. */
  ticketMs: number;
  operationsPerSecond: number;
  probesPerSecond: number;
  /** New sandboxes a second, over all learners, after a first burst. */
  opensPerSecond: number;
  opensBurst: number;
  operationMs: number;
  /** Sandboxes and places in the queue of one address: a class may sit behind one. */
  sessionsPerAddress: number;
  /** Services of the catalogue that run at once in one sandbox. */
  services: number;
  /** Instances of PostgreSQL at once, over all learners. */
  databases: number;
  /** Service processes at once, over all learners: some 50 MB each. */
  serviceProcesses: number;
  /** Bytes of memory that the machine keeps for others: below it, nothing new is started. */
  memoryReserve: number;
  /** How often the tier is proved again while people work in it. */
  canaryMs: number;
  /** Events kept for a reader that comes back. */
  history: number;
  /** Bytes of payload among them: the oldest events go first. */
  historyBytes: number;
  agent: AgentLimits;
  /** Scenarios played for real: each has a network of its own while it lasts. */
  twin: { sockets: number; bytes: number; ms: number; atOnce: number };
};

export const defaultLimits: LabLimits = {
  sessions: 100,
  idleMs: 5 * 60_000,
  lifeMs: 60 * 60_000,
  ticketMs: 15_000,
  operationsPerSecond: 20,
  probesPerSecond: 10,
  opensPerSecond: 10,
  opensBurst: 40,
  operationMs: 5_000,
  sessionsPerAddress: 40,
  services: 4,
  databases: 1,
  serviceProcesses: 40,
  memoryReserve: 256 * 1024 * 1024,
  canaryMs: 60 * 60_000,
  history: 500,
  historyBytes: 256 * 1024,
  agent: {
    listeners: 16,
    connections: 32,
    messageBytes: MESSAGE_BYTES,
    bufferedBytes: 256 * 1024,
    connectMs: 3_400,
    idleMs: 60_000,
  },
  twin: { sockets: 96, bytes: 2 * 1024 * 1024, ms: 40_000, atOnce: 4 },
};

/** A token bucket. Time is an argument: milliseconds of any steady clock. */
export function createBucket(perSecond: number, capacity = perSecond) {
  let tokens = capacity;
  let last = 0;
  return {
    /** True, and one token less; or false. */
    take(now: number): boolean {
      tokens = Math.min(capacity, tokens + ((now - last) / 1000) * perSecond);
      last = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
