/** Why what happened on a bench cannot be told as a scenario of system calls. */

/**
 * `about` is the bench's own word for it: a host, an option, a port, a number. What it means for a
 * learner is said in content/messages/bench-twin.ts.
 */
export type TwinRefusal = { ok: false; what: RefusalWord; about: string };

export type RefusalWord =
  /** Nobody has used a socket yet. */
  | 'nothing'
  /** More machines take part than the lab's two. */
  | 'hosts'
  /** A machine without exactly one interface with an IPv4 address. */
  | 'interfaces'
  /** The machines do not share one /24. */
  | 'network'
  /** A machine that forwards, or has roads of its own. */
  | 'router'
  | 'nat'
  | 'container'
  | 'cable'
  | 'address'
  | 'power'
  | 'sysctl'
  /** A segment that loses or delays packets. */
  | 'segment'
  /** Anything else that was done to a machine. */
  | 'machine'
  /** A rule that looks at more than protocol, ports and literal addresses. */
  | 'rule'
  /** An IPv6 address of a machine's own. */
  | 'ipv6'
  /** A connection stood before the first step. */
  | 'running'
  | 'option'
  | 'call'
  /** A port that a kernel drew by chance is named by another program. */
  | 'drawn-port'
  /** The kernel asked who somebody is. */
  | 'privilege'
  /** A packet that no socket sent. */
  | 'raw'
  | 'data'
  | 'steps'
  | 'time';

/** Thrown where it is found, and caught where the scenario would be given. */
export class NotTellable extends Error {
  constructor(
    readonly what: RefusalWord,
    readonly about: string,
  ) {
    super(`${what}: ${about}`);
  }
}

export function refuse(what: RefusalWord, about: string): never {
  throw new NotTellable(what, about);
}
