/** The world: hosts, segments and what is about to happen, as plain frozen JSON. */
import type { Machine } from '../host/machine';
import type { Reply } from '../host/system-call';
import type { Packet } from '../packet/packet';
import type { TimerName } from '../tcp/tcb';

/** Where a packet leaves: over `lo`, to a neighbour, or to all of a segment. */
export type Path =
  | Readonly<{ via: 'lo' }>
  | Readonly<{ via: 'link'; iface: string; nextHop: string }>
  | Readonly<{ via: 'broadcast'; iface: string }>;

export type Happening = Readonly<
  { at: number; seq: number } & (
    | {
        kind: 'depart';
        host: string;
        packet: Packet;
        path: Path;
        inCall: boolean;
        forwarded: boolean;
      }
    | {
        kind: 'arrive';
        host: string;
        iface: string;
        packet: Packet;
        from: string;
        via: string;
        inCall: boolean;
        sentAt: number;
      }
    | { kind: 'timer'; host: string; socket: number; timer: TimerName }
    /** ARP asks again; `asked` is how often it has. `packets` wait for the answer. */
    | {
        kind: 'resolve';
        host: string;
        iface: string;
        nextHop: string;
        asked: number;
        packets: readonly Packet[];
      }
    /** A thread goes on, or tries its blocked call again. */
    | { kind: 'run'; host: string; pid: number; tid: number }
  )
>;

export type World = Readonly<{
  scenario: string;
  /** Unix time of the start, in milliseconds. */
  startsAt: number;
  /** Milliseconds since the start. */
  now: number;
  /** State of the random numbers. */
  random: number;
  /** Numbers given out so far: happenings, packets, sockets, open files, calls. */
  seq: number;
  lans: readonly string[];
  hosts: Readonly<Record<string, Machine>>;
  /** In the order in which it will happen. */
  queue: readonly Happening[];
  /** Share of packets on links that is lost, in thousandths; for tests and faults. */
  loss: number;
  /** Largest extra delay of a packet on a link, in milliseconds. */
  jitter: number;
  /** Replies of calls made by hand, by the number of the call. */
  handReplies: Readonly<Record<number, Reply>>;
  /** Answers the learner gave to the goals' questions, by the question's id. */
  answers: Readonly<Record<string, Readonly<{ value: string; right: boolean }>>>;
}>;

/** One way over a segment, in milliseconds. */
export const LINK_DELAY = 1;
