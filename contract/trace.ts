/**
 * What happened, one entry at a time. The simulator and the live lab both write
 * this vocabulary, and every view (picture, table, caption, terminal, timeline)
 * reads it and nothing else.
 */
import * as z from 'zod/mini';

/** One end of a conversation. `addr` is a literal IPv4 or IPv6 address, `port` 0 to 65535. */
export const endpoint = z.object({ addr: z.string(), port: z.int().check(z.gte(0), z.lte(65535)) });
export type Endpoint = z.infer<typeof endpoint>;

/** TCP states in the words of RFC 9293, section 3.3.2. */
export const tcpStateName = z.enum([
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
]);
export type TcpStateName = z.infer<typeof tcpStateName>;

const packetFields = {
  id: z.number(),
  proto: z.enum(['tcp', 'udp', 'icmp']),
  src: endpoint,
  dst: endpoint,
  /** TCP flags in the order S F R P A; empty for other protocols. */
  flags: z.string(),
  seq: z.number(),
  ack: z.number(),
  window: z.number(),
  ttl: z.number(),
  data: z.string(),
  /** TCP: `retransmit`, `keepalive`, `handshake-ack` or `ack`; ICMP: its type in words. */
  role: z.optional(z.string()),
  /** TCP's option of a SYN: the most bytes of data in one segment. */
  mss: z.optional(z.number()),
  /** A bit that was turned over on the way, counted from the first of the IP header. */
  flipped: z.optional(z.number()),
};
/** A segment, datagram or ICMP message as the learner sees it. `data` holds one character a byte. */
const packetView = z.object({
  ...packetFields,
  /** ICMP errors: the packet they are about (RFC 792 sends the head of that packet along). */
  about: z.optional(z.object(packetFields)),
});
export type PacketView = z.infer<typeof packetView>;

const callResult = z.union([
  z.object({ ok: z.literal(true), value: z.optional(z.unknown()) }),
  z.object({ ok: z.literal(false), errno: z.string() }),
]);

const common = { at: z.number(), host: z.string() };

/** `at` is milliseconds since the start of the scenario (or of the lab session). */
export const traceEvent = z.discriminatedUnion('kind', [
  /** A program asked the kernel for something; `result` is absent while the call blocks. */
  z.object({
    ...common,
    kind: z.literal('call'),
    pid: z.number(),
    program: z.string(),
    call: z.string(),
    fd: z.optional(z.number()),
    /** The kernel's own number of the open socket behind `fd`: the same for whoever inherits it. */
    file: z.optional(z.number()),
    /** The same as in `state` events; when a connection ends in TIME-WAIT the file gets another. */
    socket: z.optional(z.number()),
    /** The file that socket(2) or accept(2) has given a descriptor for. */
    made: z.optional(z.number()),
    args: z.record(z.string(), z.unknown()),
    result: z.optional(callResult),
    /** `start`: asked; `return`: an earlier blocked call came back; `both`: at once. */
    phase: z.enum(['start', 'return', 'both']),
  }),
  z.object({
    ...common,
    kind: z.literal('sent'),
    via: z.string(),
    packet: packetView,
    /** Hardware addresses of the frame it travels in; none on a loopback, which has no frames. */
    link: z.optional(z.object({ from: z.string(), to: z.string() })),
  }),
  z.object({ ...common, kind: z.literal('arrived'), via: z.string(), packet: packetView }),
  /** A packet ended here without reaching a socket. */
  z.object({
    ...common,
    kind: z.literal('lost'),
    via: z.string(),
    packet: packetView,
    reason: z.enum([
      'firewall-drop',
      'firewall-reject',
      'link-down',
      'no-neighbour',
      'no-route',
      /** Address translation has no free port left. */
      'no-port',
      'queue-full',
      'not-mine',
      'loss',
      'ttl',
      /** A checksum does not fit its bytes. */
      'checksum',
    ]),
  }),
  z.object({
    ...common,
    kind: z.literal('state'),
    socket: z.number(),
    local: endpoint,
    peer: z.nullable(endpoint),
    from: tcpStateName,
    to: tcpStateName,
    /** The transition's event, e.g. `receive SYN`, and the RFC section of the rule. */
    cause: z.string(),
    rfc: z.string(),
  }),
  z.object({
    ...common,
    kind: z.literal('queue'),
    socket: z.number(),
    local: endpoint,
    change: z.enum(['syn', 'completed', 'accepted', 'overflow']),
    waiting: z.number(),
    limit: z.number(),
  }),
  z.object({
    ...common,
    kind: z.literal('output'),
    tty: z.string(),
    pid: z.number(),
    text: z.string(),
  }),
  z.object({
    ...common,
    kind: z.literal('process'),
    pid: z.number(),
    program: z.string(),
    change: z.enum(['started', 'exited', 'stopped', 'continued', 'killed']),
    status: z.optional(z.number()),
    signal: z.optional(z.string()),
  }),
  z.object({
    ...common,
    kind: z.literal('command'),
    tty: z.string(),
    line: z.string(),
    change: z.enum(['started', 'finished']),
    status: z.optional(z.number()),
  }),
  z.object({ ...common, kind: z.literal('file'), path: z.string(), pid: z.number() }),
  /** Something done to the machine rather than by a program: power, cable, firewall, address. */
  z.object({ ...common, kind: z.literal('machine'), change: z.string(), detail: z.string() }),
  /** The browser shows a page or an error. */
  z.object({
    ...common,
    kind: z.literal('page'),
    url: z.string(),
    status: z.optional(z.number()),
    error: z.optional(z.string()),
  }),
]);
export type TraceEvent = z.infer<typeof traceEvent>;
