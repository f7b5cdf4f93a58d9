/** Worlds that learners build themselves: what is kept, what is shared, and what is found in them. */
import * as z from 'zod/mini';
import type { Action } from './action';
import { type ScenarioSource, scenario } from './scenario';

/** Hosts of a built world at most; a page has to draw them all. */
const mostHosts = 40;

/**
 * A scenario from outside: of a file, a link, the browser's storage. `session` is the permalink of
 * what was done in it (store/permalink.ts), null where nothing was.
 */
export const sharedSandbox = z.object({
  scenario: scenario.check(
    z.refine(({ hosts }) => Object.keys(hosts).length <= mostHosts, {
      path: ['hosts'],
      message: `has more than ${mostHosts} hosts`,
    }),
  ),
  session: z.nullable(z.string().check(z.maxLength(200_000))),
});
export type SharedSandbox = { scenario: ScenarioSource; session: string | null };

export const sandboxDocument = z.extend(sharedSandbox, {
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  /** When it was last changed, Unix time in milliseconds. */
  at: z.number().check(z.gte(0)),
});
export type SandboxDocument = SharedSandbox & { id: string; at: number };

/** What can go wrong in a world, read off it; `actions` do it. */
export type FaultIdea = {
  fault: 'lossy' | 'slow' | 'wavering' | 'unplugged' | 'off' | 'cut' | 'crash';
  /** A network or a host. */
  on: string;
  iface?: string;
  program?: string;
  actions: Action[];
};

/** Why an action has nowhere to happen in a world that was changed. */
export type Lack = {
  lack: 'host' | 'network' | 'interface' | 'terminal' | 'browser';
  name: string;
  host?: string;
};

/**
 * Something about a scenario that its author should know. `path` leads from the scenario's root to
 * the value it speaks of. Findings are facts; course/check-scenario.ts and content/messages make
 * sentences of them.
 */
export type FindingPath = readonly (string | number)[];

export type Fact =
  /** A name that leads nowhere. */
  | {
      kind: 'unknown';
      what: 'host' | 'network' | 'goal' | 'question';
      word: string;
      known: readonly string[];
    }
  | { kind: 'twice'; what: 'goal' | 'question'; word: string }
  | { kind: 'pattern'; key: string; reason: string }
  /** Goals, and no solution that proves that they can be reached. */
  | { kind: 'unproved' }
  | { kind: 'time'; word: string }
  | { kind: 'no-hosts' }
  | { kind: 'no-interface'; host: string }
  | { kind: 'empty-network'; lan: string }
  /** `addr` is empty, or no address with a length of its prefix. */
  | { kind: 'no-address'; host: string; iface: string; lan: string; addr: string }
  | { kind: 'address-twice'; host: string; other: string; addr: string }
  /** The first or last of its network, or 127.x: no host can have it. */
  | {
      kind: 'reserved-address';
      host: string;
      addr: string;
      as: 'network' | 'broadcast' | 'loopback';
    }
  /** On a segment whose other hosts share the prefix `usual`. */
  | { kind: 'other-network'; host: string; lan: string; addr: string; usual: string }
  | { kind: 'bad-prefix'; host: string; word: string; in: 'route' | 'firewall' | 'nat' }
  | { kind: 'bad-gateway'; host: string; via: string; why: 'no-address' | 'far' | 'nobody' }
  | { kind: 'idle-gateway'; host: string; gateway: string }
  | { kind: 'no-route'; from: string; to: string; addr: string }
  | { kind: 'bad-name-address'; host: string; word: string }
  | { kind: 'unknown-program'; host: string; program: string }
  | { kind: 'no-command'; host: string }
  | { kind: 'bad-file'; host: string; word: string };

export type Finding = { path: FindingPath } & Fact;
