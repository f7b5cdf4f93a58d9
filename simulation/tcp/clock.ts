/** The retransmission clock: round trips and timeouts (RFC 6298, RFC 8985). */
import { sequenceDistance } from '../packet/sequence';
import {
  type Clock,
  copyClock,
  copyStream,
  RTO_MAX,
  RTO_MIN,
  type Stream,
  type Tcb,
  TICK,
  timersWith,
} from './tcb';
import type { Turn } from './turn';

/** Takes in one measured round trip of `rtt` ms. The variation counts 200 ms at least, as in Linux. */
export function measure(clock: Clock, rtt: number): Clock {
  const srtt = clock.srtt === null ? rtt : clock.srtt + (rtt - clock.srtt) / 8;
  const rttvar =
    clock.srtt === null ? rtt / 2 : clock.rttvar + (Math.abs(rtt - clock.srtt) - clock.rttvar) / 4;
  const next = copyClock(clock);
  next.srtt = srtt;
  next.rttvar = rttvar;
  next.rto = timeoutOf(srtt, rttvar);
  next.backoff = 0;
  return next;
}

/** In whole ticks of the kernel's clock, as Linux counts timeouts (usecs_to_jiffies). */
function timeoutOf(srtt: number, rttvar: number): number {
  const exact = srtt + Math.max(RTO_MIN, 4 * rttvar);
  return Math.min(RTO_MAX, Math.ceil(exact / TICK) * TICK);
}

/** The clock after an ACK of something new. */
export function settle(clock: Clock, ack: number, now: number): Clock {
  const { timed, srtt, rttvar } = clock;
  const isTimed = timed !== null && sequenceDistance(ack, timed.seq) >= 0;
  const next = copyClock(isTimed ? measure(clock, now - timed.at) : clock);
  next.retransmits = 0;
  next.backoff = 0;
  next.since = null;
  if (isTimed) next.timed = null;
  else if (srtt !== null) next.rto = timeoutOf(srtt, rttvar);
  return next;
}

/** Doubles the timeout. */
export function backOff(clock: Clock): Clock {
  return { ...clock, backoff: clock.backoff + 1, rto: Math.min(RTO_MAX, clock.rto * 2) };
}

/** When the timer is to fire, no later than TCP_USER_TIMEOUT lets it. */
export function deadline(clock: Clock, { now, settings }: Turn): number {
  if (settings.userTimeout === 0 || clock.since === null) return now + clock.rto;
  const left = clock.since + settings.userTimeout - now;
  return now + (left <= 0 ? 1 : Math.min(clock.rto, left));
}

export function withTimer<T extends Tcb>(tcb: T, at: number): T {
  return { ...tcb, timers: timersWith(tcb.timers, 'retransmit', at) };
}

/**
 * Starts the timer for data under way. The first time it is a tail loss probe: after the timeout
 * with one segment out (the ACK may be delayed), after two round trips with more.
 */
export function armRetransmit(tcb: Stream, turn: Turn): Stream {
  const probe = tcb.clock.backoff === 0 && tcb.clock.retransmits === 0;
  const out = sequenceDistance(tcb.sndMax, tcb.sndUna);
  const soon = 2 * (tcb.clock.srtt ?? RTO_MIN) + (out <= tcb.mss ? RTO_MIN : 2);
  const at = probe
    ? turn.now + Math.min(tcb.clock.rto, Math.ceil(soon))
    : deadline(tcb.clock, turn);
  return rearmed(tcb, probe ? 'probe' : 'timeout', at);
}

export function disarmRetransmit(tcb: Stream): Stream {
  if (tcb.timers.retransmit === undefined) return tcb;
  return rearmed(tcb, 'timeout', undefined);
}

/** With the timer set to fire at `at`, or not at all (undefined). */
function rearmed(tcb: Stream, waitingFor: Clock['waitingFor'], at: number | undefined): Stream {
  const next = copyStream(tcb);
  if (tcb.clock.waitingFor !== waitingFor) {
    const clock = copyClock(tcb.clock);
    clock.waitingFor = waitingFor;
    next.clock = clock;
  }
  next.timers = timersWith(tcb.timers, 'retransmit', at);
  return next;
}

/**
 * How long `retries` doublings from `base` take, the longest wait being 120 s: what Linux
 * compares the age of a series of retransmissions with.
 */
function modelTimeout(retries: number, base: number): number {
  const doublings = Math.floor(Math.log2(RTO_MAX / base));
  if (retries <= doublings) return (2 ** (retries + 1) - 1) * base;
  return (2 ** (doublings + 1) - 1) * base + (retries - doublings) * RTO_MAX;
}

/** Whether the series of retransmissions has lasted too long. */
export function isTimedOut(clock: Clock, retries: number, base: number, turn: Turn): boolean {
  if (clock.retransmits === 0 || clock.since === null) return false;
  const limit = turn.settings.userTimeout || modelTimeout(retries, base);
  return turn.now - clock.since >= limit;
}
