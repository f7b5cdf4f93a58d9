/**
 * Scenarios of system calls with what came of them, as the kernel oracle writes them: the input
 * and the output of `npm run simulate`. docs/command-line.md says what each word means.
 */
import * as z from 'zod/mini';
import { firewallRule } from './action';

const name = z.string().check(z.minLength(1));
const milliseconds = z.number().check(z.gte(0), z.lte(86_400_000));
const flag = z.union([z.boolean(), z.literal(0), z.literal(1)]);

const route = z.strictObject({
  to: name,
  via: z.optional(name),
  kind: z.optional(z.enum(['blackhole', 'unreachable', 'prohibit'])),
});

const oracleHost = z.strictObject({
  interfaces: z.record(name, z.strictObject({ lan: name, addr: name })),
  routes: z.optional(z.array(route)),
  forward: z.optional(z.boolean()),
  firewall: z.optional(z.array(firewallRule)),
  ephemeral_range: z.optional(
    z.tuple([z.int().check(z.gte(1), z.lte(65535)), z.int().check(z.gte(1), z.lte(65535))]),
  ),
  sysctl: z.optional(z.record(name, z.union([z.string(), z.number()]))),
});
export type OracleHost = z.infer<typeof oracleHost>;

const oracleStep = z.strictObject({
  id: z.optional(name),
  proc: z.optional(name),
  host: z.optional(name),
  op: name,
  sock: z.optional(name),
  as: z.optional(name),
  type: z.optional(name),
  option: z.optional(name),
  value: z.optional(z.union([z.number(), z.array(z.number())])),
  addr: z.optional(z.string()),
  port: z.optional(z.int()),
  backlog: z.optional(z.int()),
  data: z.optional(z.string()),
  size: z.optional(z.int().check(z.gte(0), z.lte(100_000_000))),
  max: z.optional(z.int().check(z.gte(0), z.lte(100_000_000))),
  peek: z.optional(flag),
  how: z.optional(z.enum(['rd', 'wr', 'rdwr'])),
  rule: z.optional(firewallRule),
  iface: z.optional(name),
  state: z.optional(z.enum(['up', 'down'])),
  ms: z.optional(milliseconds),
  of: z.optional(name),
  limit_ms: z.optional(milliseconds),
});
export type OracleStep = z.infer<typeof oracleStep>;

export const oracleCase = z.object({
  id: name,
  title: z._default(z.string(), ''),
  lans: z.array(name),
  hosts: z.record(name, oracleHost),
  procs: z.record(name, z.strictObject({ host: name, user: z.enum(['root', 'user']) })),
  steps: z.array(oracleStep),
  no_packets: z.optional(z.boolean()),
  no_sockets: z.optional(z.boolean()),
});
export type OracleCase = z.infer<typeof oracleCase>;

const oracleValue = z.object({
  local: z.optional(z.string()),
  peer: z.optional(z.string()),
  from: z.optional(z.string()),
  n: z.optional(z.union([z.number(), z.string()])),
  data: z.optional(z.string()),
  value: z.optional(z.string()),
  events: z.optional(z.array(z.string())),
});
export type OracleValue = z.infer<typeof oracleValue>;

/** `seq` and `ack` count from each side's first number; `about`: the packet an ICMP error answers. */
const oraclePacket = z.object({
  from: z.string(),
  proto: z.string(),
  src: z.string(),
  dst: z.string(),
  flags: z.optional(z.string()),
  seq: z.optional(z.number()),
  ack: z.optional(z.number()),
  type: z.optional(z.string()),
  about: z.optional(z.string()),
  len: z.optional(z.number()),
  role: z.optional(z.string()),
  lo: z.optional(z.literal(true)),
  forwarded: z.optional(z.literal(true)),
});
export type OraclePacket = z.infer<typeof oraclePacket>;

const oracleSocket = z.object({
  proto: z.string(),
  state: z.string(),
  recv_q: z.union([z.number(), z.string()]),
  send_q: z.union([z.number(), z.string()]),
  local: z.string(),
  peer: z.string(),
});
export type OracleSocket = z.infer<typeof oracleSocket>;

const outcomeStep = z.object({
  step: z.number(),
  result: z.string(),
  value: z.optional(oracleValue),
  /** Of an await: whole seconds since the awaited action began. */
  took_s: z.optional(z.number()),
  /** Steps whose blocked action ended during this one. */
  finished: z.optional(z.array(z.number())),
  packets: z.optional(z.array(oraclePacket)),
  sockets: z.optional(z.record(z.string(), z.array(oracleSocket))),
});
export type OracleOutcomeStep = z.infer<typeof outcomeStep>;

export const oracleOutcome = z.object({ id: z.string(), steps: z.array(outcomeStep) });
export type OracleOutcome = z.infer<typeof oracleOutcome>;
