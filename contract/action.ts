/**
 * Everything a learner (or a lesson's scripted step) can do to a simulated world. A session
 * is a scenario, a seed and a list of these; a permalink carries no more than that.
 */
import * as z from 'zod/mini';

const host = z.string().check(z.minLength(1), z.maxLength(63));
const port = z.int().check(z.gte(0), z.lte(65535));

/** Order matters: the first rule that fits decides. A field left out fits everything. */
export const firewallRule = z.object({
  hook: z.enum(['in', 'out', 'forward']),
  proto: z.optional(z.enum(['tcp', 'udp', 'icmp', 'any'])),
  dport: z.optional(port),
  sport: z.optional(port),
  src: z.optional(z.string()),
  dst: z.optional(z.string()),
  /** Interface the packet came in by, e.g. `lo`. */
  iface: z.optional(z.string()),
  action: z.enum([
    'accept',
    'drop',
    'reject-rst',
    'reject-port',
    'reject-host',
    'reject-net',
    'reject-admin',
  ]),
  /** Only answers to what the host itself began (connection tracking). */
  established: z.optional(z.literal(true)),
  /** Family, table and chain that nft(8) keeps it in, and its number there; else it is iptables'. */
  table: z.optional(z.string()),
  handle: z.optional(z.int()),
  /** Decides of its hook only what no other rule does, wherever it stands. */
  policy: z.optional(z.literal(true)),
});
export type FirewallRule = z.infer<typeof firewallRule>;

/**
 * How a segment carries packets, as tc-netem(8) sets it. What is left out is as on a good cable:
 * nothing is lost, and every packet takes 1 ms.
 */
export const linkQuality = z.object({
  /** Share of the packets that is lost, in per cent. */
  loss: z.optional(z.number().check(z.gte(0), z.lte(100))),
  /** One way, in milliseconds. */
  delay: z.optional(z.int().check(z.gte(1), z.lte(60_000))),
  /** Largest extra delay of a packet, in milliseconds: one may overtake another. */
  jitter: z.optional(z.int().check(z.gte(0), z.lte(60_000))),
});
export type LinkQuality = z.infer<typeof linkQuality>;

/**
 * Address translation, as nft(8) and iptables-nat write it: the first rule that fits decides about
 * a conversation's first packet. `!` before a prefix means every other address.
 */
export const natRule = z.object({
  chain: z.enum(['prerouting', 'output', 'postrouting']),
  proto: z.optional(z.enum(['tcp', 'udp', 'icmp'])),
  dport: z.optional(port),
  src: z.optional(z.string()),
  dst: z.optional(z.string()),
  /** Interface it came in by (prerouting) or leaves by; with `notIface` any other one. */
  iface: z.optional(z.string()),
  notIface: z.optional(z.boolean()),
  /** Only what is addressed to the host itself (addrtype LOCAL). */
  local: z.optional(z.boolean()),
  /** As a firewall rule's. */
  table: z.optional(z.string()),
  handle: z.optional(z.int()),
  /** A new target (prerouting, output) or a new source; left out: untouched after all. */
  to: z.optional(
    z.union([z.literal('masquerade'), z.object({ addr: z.string(), port: z.optional(port) })]),
  ),
});
export type NatRule = z.infer<typeof natRule>;

export const action = z.discriminatedUnion('do', [
  /** A line typed and entered in terminal `tty` (0 is a host's first tab). */
  z.object({
    do: z.literal('type'),
    host,
    tty: z.number(),
    line: z.string().check(z.maxLength(4096)),
  }),
  /** Ctrl-C, Ctrl-Z or Ctrl-D in a terminal. */
  z.object({ do: z.literal('key'), host, tty: z.number(), key: z.enum(['C', 'Z', 'D']) }),
  /** The editor of a terminal is closed: `text` is what was saved, null when nothing was. */
  z.object({
    do: z.literal('edit'),
    host,
    tty: z.number(),
    text: z.nullable(z.string().check(z.maxLength(65536))),
  }),
  /** An address entered in the browser of a host. */
  z.object({ do: z.literal('browse'), host, url: z.string().check(z.maxLength(2048)) }),
  /**
   * One system call made by a hand-driven process (lessons that show code line by line).
   * Descriptors go by the name they were given with `as`.
   */
  z.object({
    do: z.literal('call'),
    host,
    process: z.string(),
    call: z.string(),
    fd: z.optional(z.string()),
    as: z.optional(z.string()),
    args: z.optional(z.record(z.string(), z.unknown())),
  }),
  z.object({
    do: z.literal('firewall'),
    host,
    rules: z.array(firewallRule).check(z.maxLength(64)),
  }),
  z.object({ do: z.literal('link'), host, iface: z.string(), state: z.enum(['up', 'down']) }),
  /** From now on a segment carries packets so, whatever it did before. */
  z.object({ do: z.literal('segment'), lan: host, quality: linkQuality }),
  /** Every process of that program dies of SIGKILL, as when the kernel is out of memory. */
  z.object({ do: z.literal('crash'), host, program: z.string().check(z.maxLength(64)) }),
  z.object({ do: z.literal('power'), host, state: z.enum(['on', 'off', 'cut']) }),
  /** Time passes: `ms`, or until the next thing happens when left out. */
  z.object({
    do: z.literal('wait'),
    ms: z.optional(z.number().check(z.gte(0), z.lte(86_400_000))),
  }),
  /**
   * A packet of IPv4 that is on its way is changed by somebody in between: one bit turned over
   * (counted from the first of the IP header; its checksums stay), or the hops it may still make, or
   * the port it is for, with the checksums that belong to them.
   */
  z.object({
    do: z.literal('tamper'),
    packet: z.int(),
    bit: z.optional(z.int().check(z.gte(0), z.lt(524_280))),
    ttl: z.optional(z.int().check(z.gte(1), z.lte(255))),
    port: z.optional(port),
  }),
  /** An answer to a goal's question; whether it is right is known to the server alone. */
  z.object({
    do: z.literal('answer'),
    id: z.string(),
    value: z.string().check(z.maxLength(200)),
    right: z.boolean(),
  }),
]);
export type Action = z.infer<typeof action>;
