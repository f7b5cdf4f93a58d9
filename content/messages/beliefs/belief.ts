/**
 * What a belief is, as data: a wrong model of the world, told step by step beside the scenario of
 * the same code (content/widgets/beliefs). What the true world does is never written here: the
 * simulation finds it.
 */

/**
 * What came of one action. `listens` to `no address`: of a program and its own address; `open` to
 * `waits`: of a call; `HTTP 200`: of a request; `delivered`: of bytes on a connection.
 */
export type Result =
  | 'listens'
  | 'gone'
  | 'in use'
  | 'denied'
  | 'no address'
  | 'open'
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'unreachable'
  | 'noname'
  | 'waits'
  | 'delivered'
  | `HTTP ${string}`;

/** Ends are written as `192.168.1.20:8000`. The word is `SYN`, `SYN-ACK`, `RST`, or what it carries. */
export type MomentPacket = { word: string; from: string; to: string };

/** A line of a host's socket table; `peer` is `*` for a listener. */
export type MomentRow = {
  host: string;
  state: string;
  local: string;
  peer: string;
  program: string;
};

/** What can be seen of one action, in the true world or in the one that a belief describes. */
export type Moment = {
  packets: readonly MomentPacket[];
  rows: readonly MomentRow[];
  result: Result | null;
};

/** One action as the belief has it: what follows from the wrong model, and nothing else. */
type BeliefStep = Moment & {
  say: string;
  /** What the screen would show. */
  prints?: string;
};

/** A guess at what the true world does; `sign` is found in what it does when the guess is right. */
export type Guess = {
  text: string;
  sign: string;
  /** The belief that a wrong guess rests on, and what is true instead; or why a right one is. */
  reply: string;
  /** Of content/misconceptions.yaml; wrong guesses only. */
  code?: string;
};

export type Belief = {
  /** Of content/misconceptions.yaml; its scenario is called the same in lower-case letters. */
  code: string;
  /** In the words of somebody who holds it. */
  think: string;
  /** Why many do. */
  tempting: string;
  /** Hosts whose rows are shown. */
  hosts: readonly string[];
  /** One for each step of the scenario but the last, which is the experiment. The last one breaks. */
  steps: readonly BeliefStep[];
  /** At the last step: how the belief contradicts itself, or what anybody can see. */
  crack: { against: 'itself' | 'fact'; say: string };
  /** Asked before the truth is shown; about the step with this number, counted from 1. */
  question: { step: number; text: string; guesses: readonly Guess[] };
  /** Names the first moment at which both worlds part. */
  parting: string;
  /** What to think instead. */
  truth: string;
  /** What to notice in the experiment's output. */
  notice: string;
};

export const packet = (word: string, from: string, to: string): MomentPacket => ({
  word,
  from,
  to,
});

export const listener = (host: string, local: string, program: string): MomentRow => ({
  host,
  state: 'LISTEN',
  local,
  peer: '*',
  program,
});

export const connection = (
  host: string,
  local: string,
  peer: string,
  program: string,
): MomentRow => ({ host, state: 'ESTAB', local, peer, program });
