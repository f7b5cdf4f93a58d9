/** A segment for a synchronized connection (RFC 9293, section 3.10.7.4). */
import type { Segment } from '../packet/packet';
import { addSequence, segmentLength, sequenceDistance } from '../packet/sequence';
import { armRetransmit, disarmRetransmit, settle } from './clock';
import { acknowledge, inFlight, output, receiveWindow, resendHead, sendAck } from './output';
import { withoutBytes } from './rope';
import {
  copyStream,
  faceOf,
  type Stream,
  type StreamState,
  type Tcb,
  TIME_WAIT_LENGTH,
} from './tcb';
import type { TransitionEvent } from './transition';
import { emitReset, enter, enterClosed, type Turn } from './turn';

export function receiveInStream(tcb: Stream, segment: Segment, turn: Turn): Tcb {
  const { flags } = segment;
  const length = segmentLength(segment);
  const end = addSequence(segment.seq, length);
  const window = Math.max(0, sequenceDistance(tcb.rcvEdge, tcb.rcvNxt));
  const offset = sequenceDistance(segment.seq, tcb.rcvNxt);
  if (sequenceDistance(end, tcb.rcvTold) < 0 || offset > window) {
    return flags.rst ? tcb : sendAck(tcb, turn);
  }
  if (flags.rst) {
    if (offset !== 0) return sendAck(tcb, turn); // Challenge ACK, RFC 5961, section 3.2.
    return enterClosed(
      tcb,
      'receive RST',
      turn,
      tcb.state === 'CLOSE-WAIT' ? 'EPIPE' : 'ECONNRESET',
    );
  }
  if (flags.syn) return sendAck(tcb, turn); // Challenge ACK, RFC 5961, section 4.2.
  if (!flags.ack) return tcb;
  if (sequenceDistance(segment.ack, tcb.sndMax) > 0) return sendAck(tcb, turn);

  const acked = takeAck(hear(tcb, segment, turn), segment, length, tcb.sndWnd, turn);
  if (acked.state === 'CLOSED' || acked.state === 'TIME-WAIT') return acked;
  return takeText(acked as Stream, segment, turn);
}

/** The other side lives, and where the segment is newer than what it told, has so much room. */
function hear(tcb: Stream, { seq, ack, window }: Segment, { now }: Turn): Stream {
  const ahead = sequenceDistance(seq, tcb.sndWl1);
  const newer =
    sequenceDistance(ack, tcb.sndUna) >= 0 &&
    (ahead > 0 || (ahead === 0 && sequenceDistance(ack, tcb.sndWl2) >= 0));
  const next = copyStream(tcb);
  next.lastHeard = now;
  next.probes = 0;
  next.softError = null;
  if (newer) {
    next.sndWnd = window;
    next.sndWl1 = seq;
    next.sndWl2 = ack;
  }
  return next;
}

/** The ACK field: what the other side has. `before`: how much it could take until now. */
function takeAck(tcb: Stream, segment: Segment, length: number, before: number, turn: Turn): Tcb {
  const advance = sequenceDistance(segment.ack, tcb.sndUna);
  if (advance < 0) return tcb;
  if (advance > 0) return takeNewAck(tcb, segment.ack, advance, turn);
  if (length === 0 && tcb.sndWnd === before && inFlight(tcb) > 0) {
    const dupAcks = tcb.dupAcks + 1;
    // Fast retransmit (RFC 5681, section 3.2).
    if (dupAcks !== 3) return { ...tcb, dupAcks };
    const ssthresh = Math.max(Math.floor(inFlight(tcb) / 2), 2 * tcb.mss);
    return resendHead({ ...tcb, dupAcks, ssthresh, cwnd: ssthresh }, turn);
  }
  // A window that opens ends the waiting for it.
  return tcb.clock.waitingFor === 'window' && tcb.sndWnd > 0 ? disarmRetransmit(tcb) : tcb;
}

function takeNewAck(tcb: Stream, ack: number, advance: number, turn: Turn): Tcb {
  const bytes = Math.min(advance, tcb.sendData.length);
  const finAcked = advance > tcb.sendData.length;
  // Slow start, then congestion avoidance (RFC 5681, section 3.1).
  const inSlowStart = tcb.cwnd < tcb.ssthresh;
  const growth = inSlowStart ? bytes : Math.floor((tcb.mss * bytes) / tcb.cwnd);
  const taken = copyStream(tcb);
  taken.sndUna = ack;
  if (sequenceDistance(ack, tcb.sndNxt) > 0) taken.sndNxt = ack;
  if (sequenceDistance(tcb.sndSmall, ack) < 0) taken.sndSmall = ack;
  taken.sendData = withoutBytes(tcb.sendData, bytes);
  taken.finQueued = tcb.finQueued && !finAcked;
  taken.cwnd = tcb.cwnd + growth;
  taken.dupAcks = 0;
  taken.clock = settle(tcb.clock, ack, turn.now);
  const next = inFlight(taken) > 0 ? armRetransmit(taken, turn) : disarmRetransmit(taken);
  return finAcked ? takeAckOfFin(next, turn) : next;
}

function takeAckOfFin(tcb: Stream, turn: Turn): Tcb {
  if (tcb.state === 'CLOSING') return enterTimeWait(tcb, 'receive ACK of FIN', turn);
  if (tcb.state === 'LAST-ACK') return enterClosed(tcb, 'receive ACK of FIN', turn);
  return enterFinWait2(move(tcb, 'receive ACK of FIN', 'FIN-WAIT-2', turn), turn);
}

/** Without a program that could still read, FIN-WAIT-2 lasts only so long (tcp_fin_timeout). */
export function enterFinWait2(tcb: Stream, { now, settings }: Turn): Stream {
  return tcb.orphan ? { ...tcb, timers: { 'time-wait': now + settings.finTimeout } } : tcb;
}

export function move(tcb: Stream, event: TransitionEvent, to: StreamState, turn: Turn): Stream {
  return enter(tcb, event, { ...tcb, state: to }, turn);
}

function enterTimeWait(tcb: Stream, event: TransitionEvent, turn: Turn): Tcb {
  const { local, peer, sndMax, rcvNxt } = tcb;
  return enter(
    tcb,
    event,
    {
      ...faceOf(tcb),
      state: 'TIME-WAIT',
      readShut: true,
      writeShut: true,
      local,
      peer,
      sndNxt: sndMax,
      rcvNxt,
      window: receiveWindow(tcb, turn),
      since: turn.now,
      timers: { 'time-wait': turn.now + TIME_WAIT_LENGTH },
    },
    turn,
  );
}

/**
 * Sends what may go now, which tells the ACK as well; an ACK of its own where nothing does (Linux,
 * tcp_data_snd_check before tcp_ack_snd_check).
 */
function answer(tcb: Stream, turn: Turn, atOnce = false): Stream {
  const before = turn.effects.length;
  const sent = output(tcb, turn);
  return turn.effects.length > before ? sent : acknowledge(sent, turn, atOnce);
}

/** Data and FIN. What they set free to be sent goes afterwards. */
function takeText(tcb: Stream, segment: Segment, turn: Turn): Tcb {
  const { data, flags, seq } = segment;
  if (data === '' && !flags.fin) return output(tcb, turn);
  const dataEnd = addSequence(seq, data.length);
  const isNew = data !== '' && sequenceDistance(dataEnd, tcb.rcvNxt) > 0;
  const halfClosed = tcb.state === 'FIN-WAIT-1' || tcb.state === 'FIN-WAIT-2';
  if (halfClosed && tcb.readShut && isNew) {
    emitReset(turn, segment);
    return enterClosed(tcb, 'receive data after CLOSE', turn, 'ECONNRESET');
  }
  if (tcb.done) return answer(tcb, turn, true);
  const offset = sequenceDistance(seq, tcb.rcvNxt);
  if (offset > 0) return answer(keepForLater(tcb, segment), turn, true);
  if (!isNew && !(flags.fin && offset + data.length === 0)) return answer(tcb, turn, true);
  if (data !== '' && isNew && receiveWindow(tcb, turn) === 0) return answer(tcb, turn, true);

  let received = tcb.received + data.slice(-offset || 0);
  let rcvNxt = dataEnd;
  let fin = flags.fin;
  // Fills the gaps that late segments left.
  for (const late of tcb.outOfOrder) {
    const gap = sequenceDistance(late.seq, rcvNxt);
    if (gap > 0 || fin) continue;
    const fresh = late.data.slice(-gap || 0);
    if (-gap > late.data.length) continue;
    received += fresh;
    rcvNxt = addSequence(rcvNxt, fresh.length);
    fin = late.fin;
  }
  const outOfOrder = fin
    ? []
    : tcb.outOfOrder.filter(
        ({ seq, data }) => sequenceDistance(addSequence(seq, data.length), rcvNxt) > 0,
      );
  const next = copyStream(tcb);
  next.received = received;
  next.rcvNxt = rcvNxt;
  next.outOfOrder = outOfOrder;
  if (data !== '') next.lastData = turn.now;
  return fin ? takeFin(next, turn) : answer(next, turn, tcb.outOfOrder.length > 0);
}

function keepForLater(tcb: Stream, { seq, data, flags }: Segment): Stream {
  const known = tcb.outOfOrder.some((late) => late.seq === seq && late.data.length >= data.length);
  if (known) return tcb;
  const outOfOrder = [...tcb.outOfOrder, { seq, data, fin: flags.fin }].sort((a, b) =>
    sequenceDistance(a.seq, b.seq),
  );
  return { ...tcb, outOfOrder };
}

/** The other side sends no more. */
function takeFin(tcb: Stream, turn: Turn): Tcb {
  const next: Stream = {
    ...tcb,
    rcvNxt: addSequence(tcb.rcvNxt, 1),
    readShut: true,
    done: true,
    finUnread: true,
  };
  switch (tcb.state) {
    case 'ESTABLISHED':
      return answer({ ...move(next, 'receive FIN', 'CLOSE-WAIT', turn), pingpong: true }, turn);
    case 'FIN-WAIT-1':
      return output(sendAck(move(next, 'receive FIN', 'CLOSING', turn), turn), turn);
    case 'FIN-WAIT-2':
      return enterTimeWait(sendAck(next, turn), 'receive FIN', turn);
    default:
      return answer(next, turn, true);
  }
}
