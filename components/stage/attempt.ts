/**
 * How the latest try to reach a port went, read off the trace: one of six outcomes, how long it
 * took, and while nothing has come back, how often the kernel has asked. Pure.
 */

import type { Outcome } from '@/content/messages/outcomes';
import type { Endpoint, TraceEvent } from '@/contract/trace';

export type Attempt = {
  host: string;
  /** Program that asked; null when only packets tell. */
  program: string | null;
  target: { addr: string; port: number | null };
  startedAt: number;
  /** Null while it is undecided. */
  outcome: Outcome | null;
  errno: string | null;
  /** Milliseconds until it was decided, or until now. */
  took: number;
  /** Milliseconds after the first SYN at which it was sent again. */
  retries: number[];
};

type Open = Omit<Attempt, 'took'> & {
  /** What decided it has changed since: a listener, a rule, a cable, a machine, the address bar. */
  isPast: boolean;
  pid: number | null;
  client: Endpoint | null;
  endedAt: number | null;
};

const byErrno: Record<string, Outcome> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

const byPageError: [RegExp, Outcome][] = [
  [/REFUSED/, 'refused'],
  [/TIMED_OUT/, 'timeout'],
  [/RESET|EMPTY_RESPONSE/, 'reset'],
  [/UNREACHABLE/, 'unreachable'],
  [/NAME_NOT_RESOLVED|NXDOMAIN/, 'noname'],
];

const same = (one: Endpoint, other: Endpoint) => one.addr === other.addr && one.port === other.port;

function decide(open: Open, outcome: Outcome, at: number, errno: string | null = null): Open {
  return { ...open, outcome, errno: errno ?? open.errno, endedAt: at, isPast: false };
}

function fromConnect(event: Extract<TraceEvent, { kind: 'call' }>, open: Open | null): Open | null {
  const addr = typeof event.args.addr === 'string' ? event.args.addr : '';
  const port = typeof event.args.port === 'number' ? event.args.port : null;
  const same = open !== null && open.host === event.host && open.pid === event.pid;
  const begun: Open =
    event.phase === 'return' && same
      ? open
      : {
          host: event.host,
          program: event.program,
          target: { addr, port },
          startedAt: event.at,
          outcome: null,
          errno: null,
          retries: [],
          pid: event.pid,
          client: null,
          endedAt: null,
          isPast: false,
        };
  const { result } = event;
  if (event.phase === 'start' || result === undefined) return begun;
  if (result.ok) return decide(begun, 'open', event.at);
  const outcome = byErrno[result.errno];
  return outcome === undefined ? begun : decide(begun, outcome, event.at, result.errno);
}

function fromPacket(event: Extract<TraceEvent, { kind: 'sent' }>, open: Open | null): Open | null {
  const { packet } = event;
  const opening =
    packet.proto === 'tcp' && packet.flags.includes('S') && !packet.flags.includes('A');
  if (!opening) return open;
  if (open?.outcome === null && open.host === event.host) {
    if (open.client === null) return { ...open, client: packet.src };
    if (same(open.client, packet.src))
      return { ...open, retries: [...open.retries, event.at - open.startedAt] };
  }
  return open;
}

function fromState(event: Extract<TraceEvent, { kind: 'state' }>, open: Open | null): Open | null {
  const mine =
    open?.outcome === null &&
    open.host === event.host &&
    open.client !== null &&
    same(open.client, event.local);
  if (!mine || event.from !== 'SYN-SENT') return open;
  if (event.to === 'ESTABLISHED') return decide(open, 'open', event.at);
  if (event.to === 'CLOSED' && /RST|reset/i.test(event.cause))
    return decide(open, 'refused', event.at, 'ECONNREFUSED');
  return open;
}

const deciding = ['firewall', 'link', 'power', 'browse'];

/** Whether the same try could end differently after `event`. */
function changesAnswers(event: TraceEvent): boolean {
  if (event.kind === 'machine') return deciding.includes(event.change);
  if (event.kind !== 'state') return false;
  // A handshake's own socket also comes from LISTEN, but goes to SYN-RECEIVED.
  return event.to === 'LISTEN' || (event.from === 'LISTEN' && event.to === 'CLOSED');
}

function follow(open: Open | null, event: TraceEvent): Open | null {
  const next = step(open, event);
  return next !== null && next.outcome !== null && changesAnswers(event)
    ? { ...next, isPast: true }
    : next;
}

function step(open: Open | null, event: TraceEvent): Open | null {
  switch (event.kind) {
    case 'call': {
      if (event.call === 'connect') return fromConnect(event, open);
      const failed = event.result !== undefined && !event.result.ok ? event.result.errno : null;
      const mine = open !== null && open.host === event.host && open.pid === event.pid;
      const cut = failed === 'ECONNRESET' && mine && open.outcome === 'open';
      return cut ? decide(open, 'reset', event.at, failed) : open;
    }
    case 'sent':
      return fromPacket(event, open);
    case 'state':
      return fromState(event, open);
    case 'page': {
      const outcome = byPageError.find(([pattern]) => pattern.test(event.error ?? ''))?.[1];
      if (outcome === undefined) return open;
      const mine = open !== null && open.host === event.host;
      if (mine && open.outcome !== null && open.outcome !== 'open') return open;
      if (mine) return decide(open, outcome, event.at);
      return unnamed(event.host, event.url, event.at, outcome);
    }
    case 'output': {
      const name = /Could not resolve host: (\S+)/.exec(event.text)?.[1];
      return name === undefined ? open : unnamed(event.host, name, event.at, 'noname');
    }
    default:
      return open;
  }
}

function unnamed(host: string, addr: string, at: number, outcome: Outcome): Open {
  return {
    host,
    program: null,
    target: { addr, port: null },
    startedAt: at,
    outcome,
    errno: null,
    retries: [],
    pid: null,
    client: null,
    endedAt: at,
    isPast: false,
  };
}

function lastOpen(events: readonly TraceEvent[]): Open | null {
  let open: Open | null = null;
  for (const event of events) open = follow(open, event);
  return open;
}

function close({ isPast: _, pid: __, client: ___, endedAt, ...open }: Open, now: number): Attempt {
  return { ...open, took: (endedAt ?? now) - open.startedAt };
}

/** The latest attempt among `events` (all up to the playhead), seen at time `now`; null if none. */
export function latestAttempt(events: readonly TraceEvent[], now: number): Attempt | null {
  const open = lastOpen(events);
  return open === null ? null : close(open, now);
}

/**
 * The attempt that the picture tells of: the latest, until what decided it changes (a listener
 * comes or goes, a rule, a cable, a machine), for from then on the answer may be another.
 */
export function standingAttempt(events: readonly TraceEvent[], now: number): Attempt | null {
  const open = lastOpen(events);
  return open === null || open.isPast ? null : close(open, now);
}

/** Whether the learner should see waiting: undecided for so long that a person would notice. */
export function isSilent(attempt: Attempt): boolean {
  return attempt.outcome === null && (attempt.retries.length > 0 || attempt.took >= 500);
}
