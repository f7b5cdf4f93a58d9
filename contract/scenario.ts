/**
 * A scenario: the world of a bench, its scripted steps, hints, goals and solutions.
 * Authors write it as `scenario.yaml`; nothing in it is code.
 */
import * as z from 'zod/mini';
import { action, firewallRule, linkQuality, natRule } from './action';

const name = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes'));
const port = z.int().check(z.gte(0), z.lte(65535));

/** Packages of Debian 12 whose default configuration is known. */
const packageName = z.enum([
  'apache2',
  'bind9',
  'dnsmasq',
  'dovecot-imapd',
  'mariadb-server',
  'mosquitto',
  'nginx',
  'openssh-server',
  'postfix',
  'postgresql',
  'redis-server',
  'slapd',
  'vsftpd',
]);
export type PackageName = z.infer<typeof packageName>;

const hostSpec = z.object({
  /** How it is drawn. */
  kind: z.enum(['laptop', 'phone', 'server', 'router', 'container', 'device']),
  /** Logged-in user; root where left out. */
  user: z.optional(z.string()),
  /** A container: switched off until `docker run` of this image on the host `on` starts it. */
  container: z.optional(z.object({ image: z.string(), on: name })),
  interfaces: z.record(
    z.string(),
    z.object({ lan: z.string(), addr: z.string(), addr6: z.optional(z.string()) }),
  ),
  /** Lines of /etc/hosts beside the usual ones of localhost and of every host's own name. */
  names: z.optional(z.record(z.string(), z.array(z.string()))),
  /**
   * Lays the default configuration, users and folders of these packages; a file of `files` wins.
   * Nothing is started by it.
   */
  packages: z.optional(z.array(packageName)),
  files: z.optional(z.record(z.string(), z.string())),
  /** Programs that run from the start, as command lines, e.g. `sshd`. */
  programs: z.optional(z.array(z.object({ run: z.string(), user: z.optional(z.string()) }))),
  /** Hand-driven processes for lessons that show code line by line. */
  processes: z.optional(z.array(name)),
  /** Number of terminal tabs; 0 for a host without a keyboard. */
  terminals: z._default(z.int().check(z.gte(0), z.lte(4)), 1),
  /** Width of the terminals; 80 where left out. */
  columns: z.optional(z.int().check(z.gte(20), z.lte(500))),
  browser: z._default(z.boolean(), false),
  firewall: z._default(z.array(firewallRule), []),
  /** Address translation: published ports, and many inside addresses behind one. */
  nat: z.optional(z.array(natRule)),
  routes: z.optional(z.array(z.object({ to: z.string(), via: z.string() }))),
  forward: z._default(z.boolean(), false),
  sysctl: z._default(z.record(z.string(), z.union([z.string(), z.number()])), {}),
});
export type HostSpec = z.infer<typeof hostSpec>;

const outcome = z.enum(['open', 'refused', 'timeout', 'reset', 'unreachable', 'noname']);

/** A condition on state. Any route that makes it true is a good one. */
const simpleCheck = z.union([
  z.strictObject({
    listening: z.strictObject({
      host: z.string(),
      port,
      addr: z.optional(z.string()),
      proto: z.optional(z.enum(['tcp', 'udp'])),
      program: z.optional(z.string()),
    }),
  }),
  z.strictObject({ free: z.strictObject({ host: z.string(), port }) }),
  z.strictObject({
    established: z.strictObject({ host: z.string(), port, atLeast: z._default(z.int(), 1) }),
  }),
  /** Tried on a fork of the world that is thrown away. */
  z.strictObject({
    probe: z.strictObject({ from: z.string(), to: z.string(), port, is: outcome }),
  }),
  z.strictObject({
    http: z.strictObject({ from: z.string(), url: z.string(), status: z.int() }),
  }),
  /** Some line typed on `host` matched the regular expression. */
  z.strictObject({ ran: z.strictObject({ host: z.optional(z.string()), pattern: z.string() }) }),
  /** Some terminal of `host` printed text that matches. */
  z.strictObject({
    printed: z.strictObject({ host: z.optional(z.string()), pattern: z.string() }),
  }),
  /** The accept queue of the listener on `port` holds at least so many connections. */
  z.strictObject({ queued: z.strictObject({ host: z.string(), port, atLeast: z.int() }) }),
  z.strictObject({
    file: z.strictObject({ host: z.string(), path: z.string(), matches: z.string() }),
  }),
  z.strictObject({
    resolve: z.strictObject({ host: z.string(), name: z.string(), addr: z.string() }),
  }),
  z.strictObject({
    process: z.strictObject({ host: z.string(), program: z.string(), running: z.boolean() }),
  }),
  /** The learner answered the question `answered` rightly (the server knows what is right). */
  z.strictObject({ answered: z.string() }),
]);
export type SimpleCheck = z.infer<typeof simpleCheck>;

const check = z.union([
  simpleCheck,
  z.strictObject({ not: simpleCheck }),
  z.strictObject({ all: z.array(simpleCheck).check(z.minLength(1)) }),
  z.strictObject({ any: z.array(simpleCheck).check(z.minLength(1)) }),
]);
export type Check = z.infer<typeof check>;

const goal = z.object({
  id: name,
  text: z.string(),
  /** `now`: true at the playhead. `ever`: true at some moment since the start. `in-order`: ever, and after the goal before it. */
  when: z._default(z.enum(['now', 'ever', 'in-order']), 'now'),
  check,
});
export type Goal = z.infer<typeof goal>;

/** A question that a goal asks; the right answers stay on the server. */
const question = z.object({
  id: name,
  text: z.string(),
  choices: z.optional(z.array(z.string())),
  answer: z.union([z.string(), z.array(z.string())]),
  /** Said once the answer is right. */
  why: z.optional(z.string()),
});

const step = z.object({
  /** What the learner reads on the button's caption before pressing it. */
  text: z.string(),
  /** The line is for the program in the foreground, not for the shell's prompt. */
  input: z.optional(z.boolean()),
  action,
});

export const scenario = z.object({
  id: name,
  /** Raised whenever an old permalink would no longer mean the same. */
  version: z.int(),
  title: z.string(),
  seed: z._default(z.int(), 1),
  /** Wall-clock time at which the scenario starts, ISO 8601 in UTC. */
  startsAt: z._default(z.string(), '2026-11-23T13:10:49Z'),
  lans: z.array(name),
  /** Segments that are worse than a good cable, by their names. */
  links: z.optional(z.record(name, linkQuality)),
  hosts: z.record(name, hostSpec),
  /** Scripted walk-through; the learner may leave it at any point. */
  steps: z._default(z.array(step), []),
  /** Commands offered as chips beside the terminal, most useful first. */
  suggestions: z._default(z.array(z.object({ host: z.string(), line: z.string() })), []),
  /** Ways to break it, offered as buttons. */
  faults: z._default(z.array(z.object({ text: z.string(), actions: z.array(action) })), []),
  goals: z._default(z.array(goal), []),
  hints: z._default(z.array(z.object({ text: z.string(), goal: z.optional(name) })), []),
  questions: z._default(z.array(question), []),
  solutions: z._default(z.array(z.object({ title: z.string(), actions: z.array(action) })), []),
});
export type ScenarioSource = z.infer<typeof scenario>;
/** What the browser gets: no solutions, no right answers. */
export type Scenario = Omit<ScenarioSource, 'solutions' | 'questions'> & {
  questions: { id: string; text: string; choices?: string[] | undefined }[];
  solutionCount: number;
};
