/** The world: hosts, segments and what is about to happen, as plain frozen JSON. */
import type { LinkQuality } from '@/contract/action';
import type { Machine } from '../host/machine';
import type { Reply } from '../host/system-call';
import { entryOf, type Table, valuesOf } from '../host/table';
import type { Packet } from '../packet/packet';
import type { TimerName } from '../tcp/tcb';
import type { Queue } from './queue';

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

/** By how far somebody waits for it; `settle` says which are worth waiting for. */
export type Agenda = Readonly<{
  /** Packets, and ACKs that are held back: always. */
  flights: Queue<Happening>;
  /** SYNs to be sent again: as long as the connection is being opened. */
  openings: Queue<Happening>;
  /** Threads, segments to be sent again, neighbours asked for: when they are near and missed. */
  wakings: Queue<Happening>;
  /** Keepalive and TIME-WAIT: never. */
  chores: Queue<Happening>;
}>;

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
  /** In the order of the scenario. */
  hosts: Table<Machine>;
  /** By name: where a host stands among them. */
  hostNumbers: Readonly<Record<string, number>>;
  /** By segment and address (`lanKey`): who has it, whether or not it is plugged in. */
  addresses: Readonly<Record<string, readonly Readonly<{ host: string; iface: string }>[]>>;
  /** What is about to happen. */
  agenda: Agenda;
  /** Segments that are worse than a good cable, by their names. */
  links: Readonly<Record<string, LinkQuality>>;
  /** Replies of calls made by hand, by the number of the call. */
  handReplies: Table<Reply>;
  /** Answers the learner gave to the goals' questions, by the question's id. */
  answers: Readonly<Record<string, Readonly<{ value: string; right: boolean }>>>;
}>;

/** The host of that name, if there is one. */
export function hostOf(world: World, name: string): Machine | undefined {
  return Object.hasOwn(world.hostNumbers, name)
    ? entryOf(world.hosts, world.hostNumbers[name])
    : undefined;
}

/** Every host, in the order of the scenario. */
export function hostsOf(world: World): Machine[] {
  return valuesOf(world.hosts);
}

/** One way over a good segment, in milliseconds. */
export const LINK_DELAY = 1;
