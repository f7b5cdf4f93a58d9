/**
 * What a TCP remembers of one socket (RFC 9293, section 3.3.1), as a union of its states: each
 * carries only what is true in it. Words such as `sndNxt` are the RFC's. Times are milliseconds.
 */
import type { Endpoint, Segment } from '../packet/packet';
import type { Rope } from './rope';

export type TcpError =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ECONNABORTED'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ETIMEDOUT'
  | 'EACCES'
  | 'EPIPE';

/** When each timer fires; absent where it does not run. */
export type Timers = Readonly<{
  retransmit?: number;
  'delayed-ack'?: number;
  keepalive?: number;
  'time-wait'?: number;
}>;
export type TimerName = keyof Timers;
export const timerNames: readonly TimerName[] = [
  'retransmit',
  'delayed-ack',
  'keepalive',
  'time-wait',
];

/** What the program can ask of a socket in every state, the closed one included. */
type Face = Readonly<{
  /** Told by the next call, then forgotten. */
  error: TcpError | null;
  /** Told only when nothing better comes before the timeout (RFC 9293, section 3.9.2.2). */
  softError: TcpError | null;
  /** Set by shutdown(2), by a FIN or by the end of the connection. */
  readShut: boolean;
  writeShut: boolean;
  /** A FIN came. */
  done: boolean;
  /** Bytes in order that were not read yet. */
  received: string;
  /** The FIN behind them was not read yet. */
  finUnread: boolean;
  /** No process holds it any more. */
  orphan: boolean;
  timers: Timers;
}>;

/** The retransmission timer's state (RFC 6298). */
export type Clock = Readonly<{
  /** What the timer does when it fires: `probe` is the tail loss probe of RFC 8985. */
  waitingFor: 'timeout' | 'probe' | 'window';
  rto: number;
  srtt: number | null;
  rttvar: number;
  /** Timeouts in a row, and how often they doubled `rto`. */
  retransmits: number;
  backoff: number;
  /** First retransmission of this series. */
  since: number | null;
  /** Segment whose round trip is measured. */
  timed: { seq: number; at: number } | null;
  lastSent: number;
}>;

type Ends = Readonly<{ local: Endpoint; peer: Endpoint }>;

export type Closed = Face & Readonly<{ state: 'CLOSED' }>;
export type Listening = Face & Readonly<{ state: 'LISTEN'; local: Endpoint; backlog: number }>;

export type SynSent = Face &
  Ends &
  Readonly<{ state: 'SYN-SENT'; iss: number; localMss: number; clock: Clock }>;

export type SynReceived = Face &
  Ends &
  Readonly<{
    state: 'SYN-RECEIVED';
    /** Came from LISTEN rather than from a simultaneous open. */
    passive: boolean;
    /** The ACK came while the accept queue was full. */
    acked: boolean;
    iss: number;
    irs: number;
    rcvNxt: number;
    sndWnd: number;
    mss: number;
    clock: Clock;
  }>;

export type StreamState =
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK';

export type Stream = Face &
  Ends &
  Readonly<{
    state: StreamState;
    iss: number;
    irs: number;
    sndUna: number;
    sndNxt: number;
    /** One past the highest number ever sent. */
    sndMax: number;
    sndWnd: number;
    sndWl1: number;
    sndWl2: number;
    /** End of the last segment that was smaller than the MSS (Minshall's rule for Nagle). */
    sndSmall: number;
    /** Bytes from `sndUna` on, sent or not. */
    sendData: Rope;
    /** A FIN follows them. */
    finQueued: boolean;
    rcvNxt: number;
    /** Right edge of the window that was last told. */
    rcvEdge: number;
    /** `rcvNxt` as it was last told. */
    rcvTold: number;
    outOfOrder: readonly Readonly<{ seq: number; data: string; fin: boolean }>[];
    mss: number;
    cwnd: number;
    ssthresh: number;
    dupAcks: number;
    /** ACKs that may still be sent at once; the later ones are delayed. */
    quickAcks: number;
    /** Data goes both ways, so ACKs wait for data to ride on. */
    pingpong: boolean;
    lastHeard: number;
    /** When data came last. */
    lastData: number | null;
    /** Keepalive probes without an answer. */
    probes: number;
    clock: Clock;
  }>;

export type TimeWait = Face &
  Ends &
  Readonly<{ state: 'TIME-WAIT'; sndNxt: number; rcvNxt: number; window: number; since: number }>;

export type Tcb = Closed | Listening | SynSent | SynReceived | Stream | TimeWait;

/** Kernel parameters and socket options that steer a TCP; times in milliseconds. */
export type Settings = Readonly<{
  synRetries: number;
  synLinearTimeouts: number;
  synAckRetries: number;
  retries2: number;
  orphanRetries: number;
  finTimeout: number;
  /** Bytes; what fits into the receive and the send buffer. */
  receiveBuffer: number;
  sendBuffer: number;
  abortOnOverflow: boolean;
  /** No RST ends TIME-WAIT (RFC 1337, section 3). */
  keepTimeWait: boolean;
  /** TCP_USER_TIMEOUT; 0: none. */
  userTimeout: number;
  keepalive: Readonly<{ idle: number; interval: number; probes: number }> | null;
}>;

/** A segment without what only the network layer knows. */
export type Outgoing = Omit<Segment, 'id' | 'ttl'>;

type StateChange = Readonly<{
  kind: 'state';
  from: Tcb['state'];
  to: Tcb['state'];
  cause: string;
  rfc: string;
}>;
export type Effect = StateChange | Readonly<{ kind: 'send'; segment: Outgoing }>;

export const RTO_INITIAL = 1000;
export const RTO_MIN = 200;
export const RTO_MAX = 120_000;
/** CONFIG_HZ 250. */
export const TICK = 4;
export const DELAYED_ACK = 40;
/** How long an ACK may wait for data that is sure to come (Linux, TCP_DELACK_MAX). */
export const DELAYED_ACK_MAX = 200;
export const TIME_WAIT_LENGTH = 60_000;
/** ACKs that a new connection sends at once (Linux, TCP_MAX_QUICKACKS). */
export const QUICK_ACKS = 16;
/** Segments that may be under way at the start (RFC 6928). */
export const INITIAL_WINDOW = 10;
/** Bytes that the timestamp option takes of every segment (RFC 7323). */
export const TIMESTAMP_BYTES = 12;

export function createClosed(): Closed {
  return { state: 'CLOSED', ...createFace() };
}

export function createFace(): Face {
  return {
    error: null,
    softError: null,
    readShut: false,
    writeShut: false,
    done: false,
    received: '',
    finUnread: false,
    orphan: false,
    timers: {},
  };
}

/** The part of a block that every state has. */
export function faceOf(tcb: Tcb): Face {
  const { error, softError, readShut, writeShut, done, received, finUnread, orphan, timers } = tcb;
  return { error, softError, readShut, writeShut, done, received, finUnread, orphan, timers };
}

export function createClock(now: number): Clock {
  return {
    waitingFor: 'timeout',
    rto: RTO_INITIAL,
    srtt: null,
    rttvar: 0,
    retransmits: 0,
    backoff: 0,
    since: null,
    timed: null,
    lastSent: now,
  };
}

/** A copy that its maker may still write on, until it is handed out. */
export type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * A block to be changed. Written out, as are the other records that every segment changes: V8
 * copies field by field thirty times as fast as it spreads, frozen or not.
 */
export function copyStream(tcb: Stream): Open<Stream> {
  return {
    state: tcb.state,
    error: tcb.error,
    softError: tcb.softError,
    readShut: tcb.readShut,
    writeShut: tcb.writeShut,
    done: tcb.done,
    received: tcb.received,
    finUnread: tcb.finUnread,
    orphan: tcb.orphan,
    timers: tcb.timers,
    local: tcb.local,
    peer: tcb.peer,
    iss: tcb.iss,
    irs: tcb.irs,
    sndUna: tcb.sndUna,
    sndNxt: tcb.sndNxt,
    sndMax: tcb.sndMax,
    sndWnd: tcb.sndWnd,
    sndWl1: tcb.sndWl1,
    sndWl2: tcb.sndWl2,
    sndSmall: tcb.sndSmall,
    sendData: tcb.sendData,
    finQueued: tcb.finQueued,
    rcvNxt: tcb.rcvNxt,
    rcvEdge: tcb.rcvEdge,
    rcvTold: tcb.rcvTold,
    outOfOrder: tcb.outOfOrder,
    mss: tcb.mss,
    cwnd: tcb.cwnd,
    ssthresh: tcb.ssthresh,
    dupAcks: tcb.dupAcks,
    quickAcks: tcb.quickAcks,
    pingpong: tcb.pingpong,
    lastHeard: tcb.lastHeard,
    lastData: tcb.lastData,
    probes: tcb.probes,
    clock: tcb.clock,
  };
}

export function copyClock(clock: Clock): Open<Clock> {
  return {
    waitingFor: clock.waitingFor,
    rto: clock.rto,
    srtt: clock.srtt,
    rttvar: clock.rttvar,
    retransmits: clock.retransmits,
    backoff: clock.backoff,
    since: clock.since,
    timed: clock.timed,
    lastSent: clock.lastSent,
  };
}

/** The timers with one that fires at `at`, or runs no more (undefined). */
export function timersWith(timers: Timers, name: TimerName, at: number | undefined): Timers {
  const next: Open<Timers> = {};
  for (const one of timerNames) {
    const due = one === name ? at : timers[one];
    if (due !== undefined) next[one] = due;
  }
  return next;
}

export function isStream(tcb: Tcb): tcb is Stream {
  return 'sendData' in tcb;
}
