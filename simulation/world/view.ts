/**
 * What there is to see in a world, in the words of a learner. Pictures, tables, terminals and
 * goals read this and never the world's inside. `viewWorld` (world/view-world.ts) makes it.
 */
import type { FirewallRule, LinkQuality } from '@/contract/action';
import type { Endpoint, TcpStateName } from '@/contract/trace';
import type { Page, ProcessRow, SocketRow } from '../host/system-call';
import type { Packet } from '../packet/packet';

/** A connection that waits at a listener. `syn`: handshake under way; `accept`: done, not yet accepted. */
export type Waiting = { queue: 'syn' | 'accept'; peer: Endpoint };

export type SocketView = SocketRow & {
  tcpState: TcpStateName | null;
  /** Listeners only. `limit` is the backlog: one more than that is let in. */
  waiting: Waiting[];
  limit: number | null;
};

export type TerminalView = {
  host: string;
  tty: number;
  /** Everything printed so far, prompts and echoed lines included; may hold ANSI colours. */
  text: string;
  /** Prompt that is waiting for a line, null while a command runs in the foreground. */
  prompt: string | null;
  cwd: string;
  /** The command in the foreground. */
  running: string | null;
  /** A file open in the editor. */
  editing: { path: string; text: string } | null;
  /** Names that Tab may complete: entered lines, newest last. */
  history: string[];
};

export type ProcessView = ProcessRow & {
  /** What it is doing: running, or asleep in this call. */
  waitingIn: string | null;
  /** Name given by the scenario to a hand-driven process. */
  label: string | null;
  /** Named descriptors of a hand-driven process: name to socket id. */
  sockets: Record<string, number>;
};

export type HostView = {
  name: string;
  kind: string;
  power: 'on' | 'off';
  interfaces: { name: string; lan: string | null; up: boolean; addrs: string[] }[];
  processes: ProcessView[];
  sockets: readonly SocketView[];
  firewall: FirewallRule[];
  terminals: TerminalView[];
  browser: Page | null;
};

/** A packet between its sending and its arrival; `via` is a lan's name, or `lo`. */
export type InFlight = {
  packet: Packet;
  from: string;
  to: string | null;
  via: string;
  sentAt: number;
  arrivesAt: number;
};

export type WorldView = {
  /** Milliseconds since the scenario's start. */
  now: number;
  lans: string[];
  /** Those that are worse than a good cable, by their names. */
  links?: Readonly<Record<string, LinkQuality>>;
  hosts: HostView[];
  inFlight: InFlight[];
};
