/** What happens when a timer of a TCP fires (RFC 9293, sections 3.8.1, 3.8.4 and 3.10.8). */
import { addSequence } from '../packet/sequence';
import { backOff, deadline, isTimedOut, withTimer } from './clock';
import { sendSyn, sendSynAck } from './open';
import { inFlight, output, receiveWindow, resendTail, sendAck } from './output';
import {
  type Clock,
  isStream,
  RTO_INITIAL,
  RTO_MAX,
  RTO_MIN,
  type Stream,
  type SynReceived,
  type SynSent,
  type Tcb,
  type TimerName,
} from './tcb';
import { emit, enterClosed, type Turn } from './turn';

export function fireTimer(tcb: Tcb, name: TimerName, turn: Turn): Tcb {
  const { [name]: _, ...timers } = tcb.timers;
  const quiet = { ...tcb, timers };
  switch (name) {
    case 'time-wait':
      return quiet.state === 'TIME-WAIT'
        ? enterClosed(quiet, 'TIME-WAIT timeout', turn)
        : enterClosed(quiet, 'FIN-WAIT-2 timeout', turn);
    case 'delayed-ack':
      return isStream(quiet) ? sendAck(quiet, turn) : quiet;
    case 'keepalive':
      return isStream(quiet) ? fireKeepalive(quiet, turn) : quiet;
    case 'retransmit':
      if (quiet.state === 'SYN-SENT') return resendSyn(quiet, turn);
      if (quiet.state === 'SYN-RECEIVED') return resendSynAck(quiet, turn);
      return isStream(quiet) ? fireRetransmit(quiet, turn) : quiet;
  }
}

function resendSyn(tcb: SynSent, turn: Turn): Tcb {
  const { synRetries, synLinearTimeouts } = turn.settings;
  const { clock } = tcb;
  const most = synRetries + synLinearTimeouts;
  const expired = clock.retransmits >= most || isTimedOut(clock, synRetries, RTO_INITIAL, turn);
  // With a user timeout the age alone decides; without, the count does.
  const byAge = turn.settings.userTimeout > 0 && expired;
  if (clock.retransmits >= most || byAge) {
    return enterClosed(tcb, 'timeout', turn, tcb.softError ?? 'ETIMEDOUT');
  }
  const retransmits = clock.retransmits + 1;
  const counted: Clock = { ...clock, retransmits, lastSent: turn.now };
  const next = retransmits > synLinearTimeouts ? backOff(counted) : counted;
  sendSyn(tcb, turn, true);
  return withTimer({ ...tcb, clock: next }, deadline(next, turn));
}

function resendSynAck(tcb: SynReceived, turn: Turn): Tcb {
  const { clock } = tcb;
  if (clock.retransmits >= turn.settings.synAckRetries) {
    return enterClosed(tcb, 'timeout', turn, 'ETIMEDOUT');
  }
  const next = backOff({ ...clock, retransmits: clock.retransmits + 1, lastSent: turn.now });
  // A SYN-ACK that the host itself refuses ends the half-open connection (reqsk_timer_handler).
  if (!sendSynAck(tcb, turn, true) && tcb.passive) return enterClosed(tcb, 'timeout', turn);
  return withTimer({ ...tcb, clock: next }, turn.now + next.rto);
}

function fireRetransmit(tcb: Stream, turn: Turn): Tcb {
  if (tcb.clock.waitingFor === 'window') return probeWindow(tcb, turn);
  if (tcb.clock.waitingFor === 'probe') return probeLoss(tcb, turn);
  const { clock, orphan } = tcb;
  const { retries2, orphanRetries } = turn.settings;
  const retries = orphan ? orphanRetries || (clock.rto < RTO_MAX ? 8 : 0) : retries2;
  if (isTimedOut(clock, retries, RTO_MIN, turn)) {
    return enterClosed(tcb, 'timeout', turn, tcb.softError ?? 'ETIMEDOUT');
  }
  const counted: Clock = {
    ...clock,
    retransmits: clock.retransmits + 1,
    since: clock.since ?? turn.now,
    timed: null,
  };
  const next: Stream = {
    ...tcb,
    sndNxt: tcb.sndUna,
    cwnd: tcb.mss,
    ssthresh: Math.max(Math.floor(inFlight(tcb) / 2), 2 * tcb.mss),
    dupAcks: 0,
    clock: { ...backOff(counted), waitingFor: 'timeout' },
  };
  return output(withTimer(next, deadline(next.clock, turn)), turn);
}

/** Tail loss probe: asks for an ACK before the timeout proper (RFC 8985, section 7). */
function probeLoss(tcb: Stream, turn: Turn): Stream {
  const clock: Clock = { ...tcb.clock, waitingFor: 'timeout' };
  const sent = resendTail({ ...tcb, clock }, turn);
  return withTimer({ ...sent, clock: { ...sent.clock, timed: null } }, turn.now + clock.rto);
}

/** Asks a receiver without room whether it has some again (RFC 9293, section 3.8.6.1). */
function probeWindow(tcb: Stream, turn: Turn): Tcb {
  const { clock, orphan } = tcb;
  const { retries2, orphanRetries } = turn.settings;
  const retries = orphan ? orphanRetries || 8 : retries2;
  const since = clock.since ?? turn.now;
  const counted: Clock = { ...clock, since, retransmits: clock.retransmits + 1 };
  // Only silence counts: an answer, even one without room, makes `probes` zero again. But
  // TCP_USER_TIMEOUT counts all the time without room (Linux, tcp_probe_timer).
  const silent = turn.now - tcb.lastHeard > clock.rto * 2;
  const given = turn.settings.userTimeout > 0 && clock.since !== null;
  if ((silent || given) && isTimedOut(counted, retries, RTO_MIN, turn)) {
    return enterClosed(tcb, 'timeout', turn, tcb.softError ?? 'ETIMEDOUT');
  }
  // What waits only because the host refused it is tried again (Linux, tcp_write_wakeup).
  if (tcb.sndWnd > 0) {
    const { retransmits, since, backoff, rto } = clock;
    const calm: Clock = { ...clock, waitingFor: 'timeout', since: null, rto: rto / 2 ** backoff };
    const sent = output({ ...tcb, clock: { ...calm, retransmits: 0, backoff: 0 } }, turn);
    if (inFlight(sent) > 0) return sent;
    const again = backOff({ ...clock, retransmits: retransmits + 1, since: since ?? turn.now });
    return withTimer({ ...tcb, clock: { ...again, waitingFor: 'window' } }, turn.now + again.rto);
  }
  sendProbe(tcb, turn);
  const next = backOff(counted);
  return withTimer({ ...tcb, clock: { ...next, waitingFor: 'window' } }, deadline(next, turn));
}

/** A segment with a number that was long acknowledged: it must be answered with an ACK. */
function sendProbe(tcb: Stream, turn: Turn): void {
  const { local, peer, rcvNxt } = tcb;
  emit(turn, {
    local,
    peer,
    flags: { ack: true },
    seq: addSequence(tcb.sndUna, -1),
    ack: rcvNxt,
    window: receiveWindow(tcb, turn),
    role: 'keepalive',
  });
}

function fireKeepalive(tcb: Stream, turn: Turn): Tcb {
  const { keepalive, userTimeout } = turn.settings;
  if (!keepalive || (tcb.state === 'FIN-WAIT-2' && tcb.orphan)) return tcb;
  const again = (after: number, probes: number): Stream => ({
    ...tcb,
    probes,
    timers: { ...tcb.timers, keepalive: turn.now + after },
  });
  const busy = inFlight(tcb) > 0 || tcb.sendData.length > 0 || tcb.finQueued;
  if (busy) return again(keepalive.idle, tcb.probes);
  const idle = turn.now - tcb.lastHeard;
  if (idle < keepalive.idle) return again(keepalive.idle - idle, tcb.probes);
  const dead =
    userTimeout > 0 ? idle >= userTimeout && tcb.probes > 0 : tcb.probes >= keepalive.probes;
  if (dead) {
    const { local, peer, sndMax: seq, rcvNxt: ack } = tcb;
    emit(turn, { local, peer, flags: { rst: true, ack: true }, seq, ack });
    return enterClosed(tcb, 'keepalive timeout', turn, tcb.softError ?? 'ETIMEDOUT');
  }
  sendProbe(tcb, turn);
  return again(keepalive.interval, tcb.probes + 1);
}

/** Bytes sent and not yet acknowledged, SYN and FIN among them: Send-Q. */
export function unacknowledged(tcb: Tcb): number {
  if (tcb.state === 'SYN-SENT') return 1;
  if (tcb.state === 'SYN-RECEIVED') return tcb.passive ? 0 : 1;
  if (!isStream(tcb)) return 0;
  return tcb.sendData.length + (tcb.finQueued ? 1 : 0);
}

/** Bytes received and not yet read, an unread FIN among them: Recv-Q. */
export function unread(tcb: Tcb): number {
  if (tcb.state === 'TIME-WAIT' || tcb.state === 'CLOSED') return 0;
  return tcb.received.length + (tcb.finUnread ? 1 : 0);
}
