/**
 * Real services of the live lab: /api/lab/services, /api/lab/exchange. What runs, what a real
 * client did with it, and every byte that passed, with the meaning of each field.
 */
import * as z from 'zod/mini';
import { labHostName } from './lab-host';
import { endpoint } from './trace';

export const serviceIds = [
  'http',
  'https',
  'proxy',
  'postgres',
  'mysql',
  'mongodb',
  'redis',
  'dns',
  'mail',
  'ftp',
  'ldap',
  'sign-in',
  'mqtt',
  'websocket',
  'webhook',
] as const;
export const serviceId = z.enum(serviceIds);
export type ServiceId = z.infer<typeof serviceId>;

/** Where a service may listen: everywhere on its machine, or only for the machine itself. */
const reach = z.enum(['everywhere', 'this-machine']);
export type Reach = z.infer<typeof reach>;

/** `library`: a server of ours or a package inside the lab. `program`: installed on this server. */
const runsAs = z.enum(['library', 'program']);
export type RunsAs = z.infer<typeof runsAs>;

export const startServiceRequest = z.strictObject({
  service: serviceId,
  reach: z._default(reach, 'everywhere'),
  runAs: z._default(runsAs, 'library'),
});
export type StartServiceRequest = z.infer<typeof startServiceRequest>;

export const stopServiceRequest = z.strictObject({ service: serviceId });
export const stopServiceResult = z.object({ stopped: z.boolean() });

const word = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a short lower-case word'));
/** What a learner may write into an exchange: one short line of text a field. */
const input = z.record(
  word,
  z
    .string()
    .check(
      z.maxLength(200, 'must have at most 200 characters'),
      z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line of text'),
    ),
);

export const exchangeRequest = z.strictObject({
  service: serviceId,
  exchange: word,
  from: z._default(labHostName, 'laptop'),
  input: z._default(input, {}),
});
export type ExchangeRequest = z.infer<typeof exchangeRequest>;

/** Part of a message and what it means, in bytes from the message's beginning. */
const wireField = z.object({
  at: z.number(),
  length: z.number(),
  name: z.string(),
  meaning: z.string(),
});
export type WireField = z.infer<typeof wireField>;

/** What one end said before the other answered. `bytes` holds one character a byte. */
const wireTurn = z.object({
  /** Milliseconds since the conversation began. */
  at: z.number(),
  from: z.enum(['client', 'server']),
  bytes: z.string(),
  /** How many bytes there were; more than `bytes` holds when the record was full. */
  total: z.number(),
  fields: z.array(wireField),
});
export type WireTurn = z.infer<typeof wireTurn>;

export const conversation = z.object({
  id: z.number(),
  proto: z.enum(['tcp', 'udp']),
  /** What it is for, e.g. `data connection`; empty where a service has one kind only. */
  purpose: z.string(),
  client: endpoint,
  server: endpoint,
  /** `inside TLS`: what the two programs said, which nobody on the way can read. */
  layer: z.enum(['on the wire', 'inside TLS']),
  turns: z.array(wireTurn),
  /** How it ended; null while it is open. */
  ended: z.nullable(z.enum(['client closed', 'server closed', 'reset'])),
});
export type Conversation = z.infer<typeof conversation>;

/** One thing that the client told: a line of the story, with what it got. */
const clientLine = z.object({ did: z.string(), got: z.string() });

export const exchangeResult = z.object({
  service: serviceId,
  exchange: z.string(),
  from: labHostName,
  /** The client library and its version. */
  client: z.string(),
  /** The client's story up to its end or its error. */
  story: z.array(clientLine),
  /** The error the library gave, in its own words. */
  error: z.nullable(z.object({ code: z.string(), message: z.string() })),
  ms: z.number(),
  conversations: z.array(conversation),
  /** Lines that the server wrote into its log meanwhile. */
  log: z.array(z.string()),
});
export type ExchangeResult = z.infer<typeof exchangeResult>;

const runningService = z.object({
  service: serviceId,
  reach,
  runAs: runsAs,
  /** What answers, e.g. `smtp-server 3.21.6` or `nginx 1.22.1`. */
  answers: z.string(),
  listening: z.array(
    z.object({ purpose: z.string(), proto: z.enum(['tcp', 'udp']), local: endpoint }),
  ),
});
export type RunningService = z.infer<typeof runningService>;

export const startServiceResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), running: runningService }),
  /** The system said no: EADDRINUSE, and who might hold the port. */
  z.object({ ok: z.literal(false), errno: z.string(), detail: z.string() }),
]);
export type StartServiceResult = z.infer<typeof startServiceResult>;

/** A row of the catalogue, as far as a page needs it. */
const serviceRow = z.object({
  id: serviceId,
  ports: z.array(
    z.object({ purpose: z.string(), proto: z.enum(['tcp', 'udp']), port: z.number() }),
  ),
  library: z.string(),
  client: z.string(),
  /** The real program installed on this server, if any: name and version. */
  program: z.nullable(z.string()),
  exchanges: z.array(
    z.object({
      id: z.string(),
      input: z.array(z.object({ name: z.string(), example: z.string() })),
    }),
  ),
});
export type ServiceRow = z.infer<typeof serviceRow>;

export const servicesResult = z.object({
  catalogue: z.array(serviceRow),
  /** What runs in the caller's sandbox; empty without one. */
  running: z.array(runningService),
});
export type ServicesResult = z.infer<typeof servicesResult>;
