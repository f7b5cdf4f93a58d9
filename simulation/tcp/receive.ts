/** What each state does with a segment that arrives (RFC 9293, section 3.10.7). */
import type { Segment } from '../packet/packet';
import { addSequence, sequenceDistance } from '../packet/sequence';
import { withTimer } from './clock';
import { establish, meetSyn, sendSynAck } from './open';
import { acknowledge, output } from './output';
import { receiveInStream } from './receive-stream';
import { receiveInTimeWait } from './receive-time-wait';
import {
  type Clock,
  DELAYED_ACK_MAX,
  isStream,
  type Stream,
  type SynReceived,
  type SynSent,
  type Tcb,
} from './tcb';
import { fireTimer } from './timers';
import { emit, emitReset, enterClosed, type Turn } from './turn';

/** What a segment for a half-open connection has to know of its listener. */
export type ListenerState = { acceptQueueFull: boolean };

/**
 * The block after `segment`. Not for LISTEN, where a SYN makes another socket: see `answerSyn`.
 * `listener` is that of a connection that came from LISTEN.
 */
export function receiveSegment(
  tcb: Tcb,
  segment: Segment,
  turn: Turn,
  listener: ListenerState | null = null,
): Tcb {
  switch (tcb.state) {
    case 'CLOSED':
      emitReset(turn, segment);
      return tcb;
    case 'LISTEN':
      return tcb;
    case 'SYN-SENT':
      return receiveInSynSent(tcb, segment, turn);
    case 'SYN-RECEIVED':
      return receiveInSynReceived(tcb, segment, turn, listener);
    case 'TIME-WAIT':
      return receiveInTimeWait(tcb, segment, turn);
    default:
      return receiveInStream(tcb, segment, turn);
  }
}

/** RFC 9293, section 3.10.7.3. */
function receiveInSynSent(tcb: SynSent, segment: Segment, turn: Turn): Tcb {
  const { flags } = segment;
  if (flags.ack && segment.ack !== addSequence(tcb.iss, 1)) {
    if (flags.rst) return tcb;
    emitReset(turn, segment);
    // An old connection answered: after the RST the SYN goes out again at once (Linux).
    return tcb.clock.retransmits === 0 ? withTimer(tcb, turn.now + 2) : tcb;
  }
  if (flags.rst) {
    return flags.ack ? enterClosed(tcb, 'receive RST', turn, 'ECONNREFUSED') : tcb;
  }
  if (!flags.syn) return tcb;
  if (!flags.ack) return meetSyn(tcb, segment, turn);
  const stream = establish(tcb, segment, turn);
  if (turn.senderWaits?.()) {
    // The ACK rides on the data that is about to come (Linux, tcp_rcv_synsent_state_process).
    const timers = { ...stream.timers, 'delayed-ack': turn.now + DELAYED_ACK_MAX };
    return { ...stream, timers };
  }
  const { local, peer, sndNxt, rcvNxt, rcvEdge } = stream;
  const window = sequenceDistance(rcvEdge, rcvNxt);
  const role = 'handshake-ack';
  emit(turn, { local, peer, flags: { ack: true }, seq: sndNxt, ack: rcvNxt, window, role });
  return output(stream, turn);
}

/** RFC 9293, section 3.10.7.4, for SYN-RECEIVED. */
function receiveInSynReceived(
  tcb: SynReceived,
  segment: Segment,
  turn: Turn,
  listener: ListenerState | null,
): Tcb {
  const { flags } = segment;
  const offset = sequenceDistance(segment.seq, tcb.rcvNxt);
  if (flags.rst) return offset === 0 ? enterClosed(tcb, 'receive RST', turn, 'ECONNRESET') : tcb;
  if (flags.syn && segment.seq !== tcb.irs) return tcb;
  if (flags.syn && !flags.ack) {
    // The caller has not heard our SYN-ACK and asks again.
    if (!tcb.passive) return tcb;
    // Having answered, it waits anew (Linux, tcp_check_req).
    return sendSynAck(tcb, turn, true) ? withTimer(tcb, turn.now + tcb.clock.rto) : tcb;
  }
  if (!flags.ack) return tcb;
  if (segment.ack !== addSequence(tcb.iss, 1)) {
    emitReset(turn, segment);
    return tcb;
  }
  if (tcb.passive && listener?.acceptQueueFull) {
    if (!turn.settings.abortOnOverflow) return { ...tcb, acked: true };
    emitReset(turn, segment);
    return enterClosed(tcb, 'ABORT', turn);
  }
  const stream = establish(tcb, segment, turn);
  if (flags.syn) return acknowledge(stream, turn, true);
  return receiveInStream(stream, segment, turn);
}

/**
 * An ICMP message about a segment of ours (Linux, tcp_v4_err). `inCall`: it came while the
 * program's own call was sending that segment, so that the kernel only notes it. `lost`: there is
 * no way, rather than someone who refuses.
 */
export function receiveError(
  tcb: Tcb,
  error: 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EACCES',
  about: Segment,
  { inCall, lost }: { inCall: boolean; lost: boolean },
  turn: Turn,
): Tcb {
  if (tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED') {
    if (about.seq !== tcb.iss) return tcb;
    const child = tcb.state === 'SYN-RECEIVED' && tcb.passive;
    if (inCall && !child) return { ...tcb, softError: error };
    const { clock } = tcb;
    if (
      tcb.state === 'SYN-SENT' &&
      lost &&
      clock.backoff > 0 &&
      turn.now - clock.lastSent >= 1000
    ) {
      resendAfterBlackhole(tcb, turn);
    }
    return enterClosed(tcb, 'receive ICMP error', turn, error);
  }
  if (!isStream(tcb)) return tcb;
  const known = sequenceDistance(about.seq, tcb.sndUna) >= 0;
  if (!known || sequenceDistance(about.seq, tcb.sndMax) > 0) return tcb;
  const noted: Stream = { ...tcb, softError: error };
  return lost && about.seq === tcb.sndUna && !inCall ? revertTimeout(noted, turn) : noted;
}

/** Whoever hears that the way is broken need not wait twice as long (RFC 6069). */
function revertTimeout(tcb: Stream, turn: Turn): Tcb {
  const { clock } = tcb;
  const doubled = clock.waitingFor === 'timeout' && clock.retransmits > 0 && clock.backoff > 0;
  if (!doubled || tcb.timers.retransmit === undefined) return tcb;
  const halved: Clock = { ...clock, backoff: clock.backoff - 1, rto: clock.rto / 2 };
  const due = clock.lastSent + halved.rto;
  const next = { ...tcb, clock: halved };
  return due > turn.now ? withTimer(next, due) : fireTimer(next, 'retransmit', turn);
}

/** Long disruption: the timeout is taken back by one doubling, which lets the SYN go (RFC 6069). */
function resendAfterBlackhole(tcb: SynSent, turn: Turn): void {
  const { local, peer, iss, localMss } = tcb;
  const role = 'retransmit';
  emit(turn, { local, peer, flags: { syn: true }, seq: iss, window: 64240, mss: localMss, role });
}
