/** The kernel oracle's JSON: scenarios of hosts, processes and calls, and what came of them. */
import type { FirewallRule } from '@/contract/action';

export type OracleHost = {
  interfaces: Record<string, { lan: string; addr: string }>;
  routes?: { to: string; via?: string; kind?: 'blackhole' | 'unreachable' | 'prohibit' }[];
  forward?: boolean;
  firewall?: FirewallRule[];
  ephemeral_range?: [number, number];
  sysctl?: Record<string, string | number>;
};

export type OracleStep = {
  id?: string;
  proc?: string;
  host?: string;
  op: string;
  sock?: string;
  as?: string;
  type?: string;
  option?: string;
  value?: number | number[];
  addr?: string;
  port?: number;
  backlog?: number;
  data?: string;
  size?: number;
  max?: number;
  peek?: boolean | number;
  how?: string;
  rule?: FirewallRule;
  iface?: string;
  state?: 'up' | 'down';
  ms?: number;
  of?: string;
  limit_ms?: number;
};

export type OracleCase = {
  id: string;
  title: string;
  lans: string[];
  hosts: Record<string, OracleHost>;
  procs: Record<string, { host: string; user: string }>;
  steps: OracleStep[];
  no_packets?: boolean;
  no_sockets?: boolean;
};

export type OracleValue = {
  local?: string;
  peer?: string;
  from?: string;
  n?: number | string;
  data?: string;
  value?: string;
  events?: string[];
};

export type OraclePacket = {
  from: string;
  proto: string;
  src: string;
  dst: string;
  flags?: string;
  type?: string;
  len?: number;
  role?: string;
  lo?: true;
  forwarded?: true;
};

export type OracleSocket = {
  proto: string;
  state: string;
  recv_q: number | string;
  send_q: number | string;
  local: string;
  peer: string;
};

export type OracleOutcome = {
  id: string;
  steps: {
    step: number;
    result: string;
    value?: OracleValue;
    packets?: OraclePacket[];
    sockets?: Record<string, OracleSocket[]>;
  }[];
};
