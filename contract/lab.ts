/**
 * Every shape that crosses between a browser and the live lab: /api/lab/*, /api/you, /api/health.
 * Requests are strict objects, so that a field nobody asked for is an error and never an option.
 */
import * as z from 'zod/mini';
import { labHostName } from './lab-host';
import { endpoint, traceEvent } from './trace';

/** `netns`: private network namespaces. `loopback`: own 127.x.y.z addresses. `off`: with a reason. */
const labTier = z.enum(['netns', 'loopback', 'off']);
export type LabTier = z.infer<typeof labTier>;

/** What a listener does with those who knock. `bind-only` binds and never calls listen(). */
const behaviour = z.enum([
  'http',
  'banner',
  'echo',
  'silent',
  'reset-after-accept',
  'never-accept',
  'bind-only',
]);
export type Behaviour = z.infer<typeof behaviour>;

/** Port 0 would mean "pick one" and is not offered. Never a string, never a fraction. */
const portWords = 'must be a whole number from 1 to 65535';
const port = z.int(portWords).check(z.gte(1, portWords), z.lte(65535, portWords));
/** Looks like a literal address; which ones are allowed is the lab's own rule. */
const addressWords = 'must be a literal IP address such as 127.0.0.1; names are never looked up';
const address = z
  .string(addressWords)
  .check(z.maxLength(45, addressWords), z.regex(/^[0-9a-fA-F:.]{2,}$/, addressWords));
const id = z.string().check(z.regex(/^[lc][0-9]{1,9}$/, 'must be the id of something you opened'));

const backlogWords = 'must be a whole number from 0 to 4096';

export const listenRequest = z.strictObject({
  host: z._default(labHostName, 'laptop'),
  addr: address,
  port,
  /** Second argument of listen(2): the kernel lets one more than this wait. */
  backlog: z._default(
    z.int(backlogWords).check(z.gte(0, backlogWords), z.lte(4096, backlogWords)),
    128,
  ),
  behaviour,
  reuseAddr: z._default(z.boolean(), true),
  reusePort: z._default(z.boolean(), false),
});
export type ListenRequest = z.infer<typeof listenRequest>;

export const probeRequest = z.strictObject({
  from: z._default(labHostName, 'laptop'),
  addr: address,
  port,
  /** What to say once connected. */
  say: z._default(z.enum(['nothing', 'http', 'line']), 'nothing'),
  /** Leave the connection open afterwards, to look at it in the socket table. */
  keep: z._default(z.boolean(), false),
});
export type ProbeRequest = z.infer<typeof probeRequest>;

/** `id` of a listener or of a kept connection. */
export const closeRequest = z.strictObject({ id });
/** It was done, and there is nothing else to tell. */
export const closeResult = z.object({ ok: z.literal(true) });

/** What one message of a conversation by hand may hold. */
export const MESSAGE_BYTES = 16 * 1024;

/** Says something on a kept connection. `data` holds one character a byte. */
export const sendRequest = z.strictObject({
  id: z.string().check(z.regex(/^c[0-9]{1,9}$/, 'must be the id of a connection you kept')),
  data: z._default(
    z
      .string()
      .check(
        z.maxLength(MESSAGE_BYTES, `must have at most ${MESSAGE_BYTES} bytes`),
        z.regex(/^[\u0000-\u00ff]*$/, 'must hold one character a byte'),
      ),
    '',
  ),
  /** Nothing more will be said: the kernel sends FIN, and answers can still come. */
  end: z._default(z.boolean(), false),
});
export type SendRequest = z.infer<typeof sendRequest>;

/** `target`: the socket this site listens on, or a port on which it surely does not. */
export const selfProbeRequest = z.strictObject({
  target: z.enum(['own-port', 'closed-port']),
  path: z._default(z.enum(['/api/health', '/api/you', '/api/lab']), '/api/health'),
});
export type SelfProbeRequest = z.infer<typeof selfProbeRequest>;

const listener = z.object({
  id: z.string(),
  host: labHostName,
  local: endpoint,
  backlog: z.number(),
  behaviour,
});
export type Listener = z.infer<typeof listener>;

export const listenResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), listener }),
  /** The kernel said no: which call, and its errno. */
  z.object({
    ok: z.literal(false),
    call: z.string(),
    errno: z.string(),
    note: z.optional(z.string()),
  }),
]);
export type ListenResult = z.infer<typeof listenResult>;

const probeOutcome = z.enum([
  'open',
  'refused',
  'reset',
  'timeout',
  'unreachable',
  /** Neither of the above: the errno says what. */
  'failed',
  /** The loopback tier cannot show this without leaving the sandbox. */
  'not-usable',
]);
export type ProbeOutcome = z.infer<typeof probeOutcome>;

export const probeResult = z.object({
  outcome: probeOutcome,
  /** The call that decided it: `connect` or `recv`. */
  call: z.string(),
  errno: z.nullable(z.string()),
  from: labHostName,
  /** Where the kernel put the client's end; null when it never got one. */
  local: z.nullable(endpoint),
  target: endpoint,
  /** From the call of connect() to its answer. */
  connectMs: z.number(),
  totalMs: z.number(),
  /** True when the lab stopped waiting while the kernel would have gone on trying. */
  gaveUp: z.boolean(),
  /** First bytes of the answer, one character a byte. */
  received: z.string(),
  receivedBytes: z.number(),
  /** The far end closed the conversation. */
  closedByPeer: z.boolean(),
  kept: z.nullable(z.string()),
  note: z.optional(z.string()),
});
export type ProbeResult = z.infer<typeof probeResult>;

/** A row of the kernel's table, in ss's words and with ss's columns. */
const labSocketRow = z.object({
  /** The kernel's cookie of the socket. */
  id: z.number(),
  host: labHostName,
  proto: z.literal('tcp'),
  family: z.union([z.literal(4), z.literal(6)]),
  v6only: z.boolean(),
  state: z.string(),
  /** LISTEN: connections that wait to be accepted. Otherwise bytes not yet read. */
  recvQ: z.number(),
  /** LISTEN: the backlog. Otherwise bytes not yet acknowledged. */
  sendQ: z.number(),
  local: endpoint,
  peer: z.nullable(endpoint),
  /** How many times the last segment was sent again. */
  retransmits: z.number(),
  /**
   * Descriptors that hold it; none while it waits to be accepted, or when its program is done.
   * `fd` is null where the program is known and the descriptor is not: real services.
   */
  owners: z.array(z.object({ pid: z.number(), fd: z.nullable(z.number()), program: z.string() })),
});
export type LabSocketRow = z.infer<typeof labSocketRow>;

/** A connection that a probe left open. */
const keptConnection = z.object({
  id: z.string(),
  host: labHostName,
  local: endpoint,
  peer: endpoint,
});

export const socketsResult = z.object({
  rows: z.array(labSocketRow),
  listeners: z.array(listener),
  connections: z.array(keptConnection),
});
export type SocketsResult = z.infer<typeof socketsResult>;

const labAddress = z.object({
  addr: z.string(),
  family: z.union([z.literal(4), z.literal(6)]),
  /** One short phrase, e.g. "only this machine". */
  meaning: z.string(),
});

const labHost = z.object({
  name: labHostName,
  /** Addresses that a program on this host may bind. */
  bind: z.array(labAddress),
  /** Addresses that make sense to knock at from this host. */
  dial: z.array(labAddress),
});
export type LabHost = z.infer<typeof labHost>;

export const labSession = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('open'),
    tier: labTier,
    hosts: z.array(labHost),
    /** Lowest port this tier lets a program bind. */
    lowestPort: z.number(),
    /** Milliseconds left before the sandbox is thrown away whatever happens. */
    lifeMs: z.number(),
    /** Milliseconds without any operation after which it is thrown away. */
    idleMs: z.number(),
  }),
  z.object({ state: z.literal('queued'), position: z.number(), retryMs: z.number() }),
]);
export type LabSession = z.infer<typeof labSession>;
export type OpenLabSession = Extract<LabSession, { state: 'open' }>;

/** The tier proved again while people work in it: when, and whether it held. */
export const lastCanary = z.object({
  at: z.string(),
  ok: z.boolean(),
  why: z.nullable(z.string()),
});
export type LastCanary = z.infer<typeof lastCanary>;

export const labStatus = z.object({
  /** `restarting`: the lab's process died and is being started again. */
  state: z.enum(['idle', 'starting', 'ready', 'restarting', 'off']),
  tier: labTier,
  /** One sentence for people: why this tier. */
  reason: z.string(),
  /** What the host of this site could do about it. */
  cure: z.nullable(z.string()),
  sessions: z.object({ open: z.number(), max: z.number(), waiting: z.number() }),
  /** Missing while the lab does not run. */
  canary: z.optional(lastCanary),
  /** Whether a sandbox of this browser is open. */
  yours: z.boolean(),
});
export type LabStatus = z.infer<typeof labStatus>;

/** One message of /api/lab/events. `seq` is the Last-Event-ID to resume from. */
export const labEvent = z.object({ seq: z.number(), event: traceEvent });
export type LabEvent = z.infer<typeof labEvent>;

export const endReason = z.enum([
  'idle',
  'life',
  'closed',
  'lab-down',
  'not-read',
  'crashed',
  'operator',
]);
export type EndReason = z.infer<typeof endReason>;

/** /api/you: the caller's own connection, as the server's socket sees it. */
const connectionFacts = z.object({
  remote: endpoint,
  local: endpoint,
  httpVersion: z.string(),
  /** Requests on this socket so far, this one included. */
  requests: z.number(),
  ageMs: z.number(),
  /** Sockets open now from the same remote address. */
  socketsFromYourAddress: z.number(),
  bytesRead: z.number(),
  bytesWritten: z.number(),
});
export type ConnectionFacts = z.infer<typeof connectionFacts>;

export const youResult = z.object({
  connection: z.nullable(connectionFacts),
  /** A proxy spoke for the caller; `trusted` as configured, else anyone could have written it. */
  proxy: z.nullable(z.object({ trusted: z.boolean(), header: z.string(), client: z.string() })),
});
export type YouResult = z.infer<typeof youResult>;

const ownListener = z.object({
  local: z.nullable(endpoint),
  recvQ: z.nullable(z.number()),
  backlog: z.nullable(z.number()),
  source: z.enum(['kernel', 'server', 'unknown']),
});
export type OwnListener = z.infer<typeof ownListener>;

export const healthResult = z.object({
  ok: z.literal(true),
  uptimeMs: z.number(),
  pid: z.number(),
  listening: ownListener,
});
export type HealthResult = z.infer<typeof healthResult>;

export const selfProbeResult = z.object({
  target: endpoint,
  local: z.nullable(endpoint),
  outcome: z.enum(['answered', 'refused', 'failed']),
  errno: z.nullable(z.string()),
  connectMs: z.nullable(z.number()),
  firstByteMs: z.nullable(z.number()),
  totalMs: z.number(),
  requestLine: z.nullable(z.string()),
  statusLine: z.nullable(z.string()),
  bytesSent: z.number(),
  bytesReceived: z.number(),
});
export type SelfProbeResult = z.infer<typeof selfProbeResult>;

/** RFC 9457 problem details; `code` is stable, `detail` is for people. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
});
export type Problem = z.infer<typeof problem>;
