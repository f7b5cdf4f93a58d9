/** All that one simulated host is, as plain data. */
import type { FirewallRule, NatRule } from '@/contract/action';
import type { Open, TimerName } from '../tcp/tcb';
import type { Sharer } from './bind-law';
import type { Dictionary } from './dictionary';
import { emptyFileIndex, type FileIndex } from './file-index';
import type { Files } from './file-system';
import type { Flows } from './nat';
import type { Browser, OpenFile, Pipe, Process, Terminal } from './process';
import type { Interface, Route } from './route';
import type { Socket } from './socket';
import { emptySocketIndex, type SocketIndex } from './socket-index';
import type { RuleCount } from './system-call';
import { emptyTable, type Table } from './table';

/** Whom an address on the segment was last known to belong to. */
export type Neighbour = Readonly<{ host: string; iface: string; confirmed: number }>;

/** Where a happening stands in the world's queue. */
export type Due = Readonly<{ at: number; seq: number }>;

export type ScheduledTimer = Readonly<{ timer: TimerName; due: Due }>;
export type ScheduledRun = Readonly<{ pid: number; tid: number; due: Due }>;

type Scheduled = Readonly<{
  /** By socket: its timers. */
  timers: Table<readonly ScheduledTimer[]>;
  /** By a number that process and thread hash to: when threads go on. */
  runs: Table<readonly ScheduledRun[]>;
  /** By address: neighbours that are being asked for. */
  asking: Readonly<Record<string, Due>>;
}>;

export type Machine = Readonly<{
  name: string;
  kind: string;
  power: 'on' | 'off';
  /** What it is a container of, and on which host. */
  container: Readonly<{ image: string; on: string }> | null;
  /** Who is logged in. */
  user: string;
  interfaces: Readonly<Record<string, Interface>>;
  routes: readonly Route[];
  firewall: readonly FirewallRule[];
  /** What each rule has decided since it is there, by the rule's JSON; a policy's by its hook. */
  ruleCounts: Readonly<Record<string, RuleCount>>;
  nat: readonly NatRule[];
  /** Conversations that address translation has to do with. */
  flows: Flows;
  sysctl: Readonly<Record<string, string>>;
  /** By address. */
  neighbours: Dictionary<Neighbour>;
  /** How many ICMP errors each address may still be sent, as of a time in ms. */
  errorTokens: Readonly<Record<string, Readonly<{ tokens: number; at: number }>>>;
  files: Files;
  sockets: Table<Socket>;
  /** Where sockets are found by port. */
  ports: SocketIndex;
  /** By TCP port: whom it was last shared with. Means something only while the port is held. */
  sharers: Table<Sharer>;
  open: Table<OpenFile>;
  /** Open files to which passing packets are shown. */
  taps: readonly number[];
  /** Who uses which open file, and what it leads to. */
  users: FileIndex;
  pipes: Table<Pipe>;
  processes: Table<Process>;
  /** What is scheduled for this host's sockets, threads and neighbours, so that it can be cancelled. */
  scheduled: Scheduled;
  terminals: Readonly<Record<number, Terminal>>;
  browser: Browser | null;
  /** What is started when the machine is switched on. */
  boot: readonly Readonly<{ argv: readonly string[]; user: string; tty: number | null }>[];
  /** Hand-driven processes that the scenario names. */
  handDriven: readonly string[];
  nextPid: number;
}>;

/** What is in memory, and gone with the power: nothing yet. */
export const emptyMemory = {
  neighbours: emptyTable<never>(),
  sockets: emptyTable<never>(),
  flows: emptyTable<never>(),
  errorTokens: {},
  ports: emptySocketIndex,
  sharers: emptyTable<never>(),
  open: emptyTable<never>(),
  taps: [] as readonly number[],
  users: emptyFileIndex,
  pipes: emptyTable<never>(),
  processes: emptyTable<never>(),
  scheduled: { timers: emptyTable<never>(), runs: emptyTable<never>(), asking: {} },
} as const satisfies Partial<Machine>;

/** A host to be changed; written out for speed (see `copyStream`). */
export function copyMachine(machine: Machine): Open<Machine> {
  return {
    name: machine.name,
    kind: machine.kind,
    power: machine.power,
    container: machine.container,
    user: machine.user,
    interfaces: machine.interfaces,
    routes: machine.routes,
    firewall: machine.firewall,
    ruleCounts: machine.ruleCounts,
    nat: machine.nat,
    flows: machine.flows,
    sysctl: machine.sysctl,
    neighbours: machine.neighbours,
    errorTokens: machine.errorTokens,
    files: machine.files,
    sockets: machine.sockets,
    ports: machine.ports,
    sharers: machine.sharers,
    open: machine.open,
    taps: machine.taps,
    users: machine.users,
    pipes: machine.pipes,
    processes: machine.processes,
    scheduled: machine.scheduled,
    terminals: machine.terminals,
    browser: machine.browser,
    boot: machine.boot,
    handDriven: machine.handDriven,
    nextPid: machine.nextPid,
  };
}

export function isForwarding({ sysctl }: Machine): boolean {
  return sysctl['net.ipv4.ip_forward'] === '1';
}
