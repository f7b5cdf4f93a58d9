/**
 * The stations that a connection passes, in their order, and a sentence for each way of passing one
 * or ending there. `components/stage/read-stations.ts` finds them in the trace.
 */
import { formatDuration } from './duration';
import { type ProbeFacts, probeReasons } from './probe';

export const stationIds = [
  'name',
  'route',
  'published',
  'firewall',
  'lookup',
  'queue',
  'handshake',
  'secret',
  'program',
] as const;
export type StationId = (typeof stationIds)[number];

/**
 * `passed`: it went on. `stopped`: it ended there. `waits`: nothing has gone on from there so far.
 * `dark`: it has not come there. `unused`: there is nothing of that kind on this way.
 */
export type StationState = 'passed' | 'stopped' | 'waits' | 'dark' | 'unused';

/** What sentences may speak of. `onto`: the target as the machine where it ended knows it. */
export type StationFacts = ProbeFacts & { onto: string };

/** The connection by which a station's line begins, for headings. */
export type LineFacts = {
  host: string;
  program: string | null;
  addr: string | null;
  port: number | null;
  name: string | null;
};

const target = ({ addr, port, name }: LineFacts): string => {
  if (addr === null) return name ?? 'an unknown name';
  const place = addr.includes(':') ? `[${addr}]` : addr;
  return port === null ? place : `${place}:${port}`;
};

export const stationWords = {
  list: (facts: LineFacts) =>
    `Stations of the connection of ${facts.program ?? 'a program'} on ${facts.host} to ${target(facts)}`,
  heading: (facts: LineFacts) =>
    `${facts.program ?? 'a program'} on ${facts.host} → ${target(facts)}`,
  onward: 'And behind it, a connection of its own:',
  names: {
    name: 'Name',
    route: 'Route',
    published: 'Published port',
    firewall: 'Firewall',
    lookup: 'Socket lookup',
    queue: 'Queue',
    handshake: 'Handshake',
    secret: 'TLS',
    program: 'Program',
  } satisfies Record<StationId, string>,
  states: {
    passed: 'passed',
    stopped: 'ended here',
    waits: 'waits here',
    dark: 'not reached',
    unused: 'none here',
  } satisfies Record<StationState, string>,
  on: (host: string) => `on ${host}`,
  none: 'No connection has been tried so far.',
} as const;

/** By reason: what happened at a station, as somebody sees it who sees every machine; `at` stands beside it. */
export const stationReasons = {
  literal: probeReasons.literal,
  resolved: probeReasons.resolved,
  'no-such-name': (facts: StationFacts) =>
    `No address was found for ${facts.name}, so no connection was tried.`,
  'no-resolver': probeReasons['no-resolver'],
  'no-way': (facts: StationFacts) =>
    `Here is no way to ${facts.addr}${facts.errno === null ? '' : ` (${facts.errno})`}.`,
  'nobody-there': () =>
    'The next step would be a neighbour with that address. Its kernel asked for it, and nobody answered.',
  'lost-on-way': () => 'The SYN was lost here.',
  'on-the-way': () => 'The SYN is on its way.',
  'own-host': () => 'The address is this machine’s own, so no packet leaves it.',
  arrived: () => 'The SYN has come here.',
  'sent-on': (facts: StationFacts) => `What is for this port is handed on, to ${facts.onto}.`,
  'not-published': (facts: StationFacts) =>
    `A container listens on port ${facts.port} inside its own network. It was not published, so this machine hands nothing on, and refuses.`,
  'not-needed': () => 'No port is handed on to another machine.',
  swallowed: () => 'A rule drops the SYN, and says nothing.',
  rejected: () => 'A rule rejects the SYN, and says so.',
  forbidden: () => 'A rule of this machine forbids sending the SYN.',
  'let-through': () => 'No rule stopped the SYN.',
  'no-socket': (facts: StationFacts) =>
    `The kernel found no listener for ${facts.onto} and answered RST.`,
  found: () => 'The kernel found a listener that fits.',
  'queue-full': () => 'The listener’s queue is full: the SYN is dropped without a word.',
  queued: () => 'There was room in the listener’s queue.',
  'half-open': () => 'SYN-ACK is on its way back; the client has not confirmed it.',
  connected: () => 'SYN, SYN-ACK, ACK: the two kernels alone have made the connection.',
  'no-secret': () => 'Nothing is sealed on this connection.',
  greeting: ({ waited }: StationFacts) =>
    waited < 1000
      ? 'The client has greeted.'
      : `The client has greeted, and the program has not said a word for ${formatDuration(waited)}. The kernel’s ACK is no answer.`,
  untrusted: probeReasons.untrusted,
  sealed: () => 'The certificate was believed; from here on everything is sealed.',
  'nothing-asked': () => 'The client has asked for nothing.',
  mute: ({ waited }: StationFacts) =>
    waited < 1000
      ? 'The request has come here.'
      : `The program has not answered for ${formatDuration(waited)}. The kernel’s ACK is no answer.`,
  'cut-off': () => 'From here came a RST: the connection was cut off in the middle.',
  'hung-up': () => 'The program hung up (FIN) without an answer.',
  'error-status': (facts: StationFacts) =>
    `The program answered, and its answer is an error: status ${facts.status}.`,
  answered: () => 'The program answered.',
} satisfies Record<string, (facts: StationFacts) => string>;
export type StationReason = keyof typeof stationReasons;
