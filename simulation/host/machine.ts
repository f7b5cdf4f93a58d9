/** All that one simulated host is, as plain data. */
import type { FirewallRule } from '@/contract/action';
import type { Files } from './file-system';
import type { Browser, OpenFile, Pipe, Process, Terminal } from './process';
import type { Interface, Route } from './route';
import type { Socket } from './socket';
import type { RuleCount } from './system-call';

/** Whom an address on the segment was last known to belong to. */
export type Neighbour = Readonly<{ host: string; iface: string; confirmed: number }>;

export type Machine = Readonly<{
  name: string;
  kind: string;
  power: 'on' | 'off';
  /** Who is logged in. */
  user: string;
  interfaces: Readonly<Record<string, Interface>>;
  routes: readonly Route[];
  firewall: readonly FirewallRule[];
  /** What each rule has decided since it is there, by the rule's JSON; a policy's by its hook. */
  ruleCounts: Readonly<Record<string, RuleCount>>;
  sysctl: Readonly<Record<string, string>>;
  neighbours: Readonly<Record<string, Neighbour>>;
  files: Files;
  sockets: Readonly<Record<number, Socket>>;
  open: Readonly<Record<number, OpenFile>>;
  pipes: Readonly<Record<number, Pipe>>;
  processes: Readonly<Record<number, Process>>;
  terminals: Readonly<Record<number, Terminal>>;
  browser: Browser | null;
  /** What is started when the machine is switched on. */
  boot: readonly Readonly<{ argv: readonly string[]; user: string; tty: number | null }>[];
  /** Hand-driven processes that the scenario names. */
  handDriven: readonly string[];
  nextPid: number;
}>;

export function isForwarding({ sysctl }: Machine): boolean {
  return sysctl['net.ipv4.ip_forward'] === '1';
}
