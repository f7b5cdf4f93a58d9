/** What leaves a synchronized TCP: data, FIN and ACKs (RFC 9293, section 3.8). */
import { addSequence, sequenceDistance } from '../packet/sequence';
import { armRetransmit, disarmRetransmit } from './clock';
import { bytesAt } from './rope';
import { copyClock, copyStream, DELAYED_ACK, type Stream, type Timers, timersWith } from './tcb';
import { emit, type Turn } from './turn';

/** One past the last byte, and the FIN if there is to be one. */
function sendEnd(tcb: Stream): number {
  return addSequence(tcb.sndUna, tcb.sendData.length + (tcb.finQueued ? 1 : 0));
}

export function inFlight(tcb: Stream): number {
  return sequenceDistance(tcb.sndMax, tcb.sndUna);
}

/** Room for more bytes in the receive buffer; a window once told is never taken back. */
export function receiveWindow(tcb: Stream, { settings }: Turn): number {
  let held = 0;
  for (const { data } of tcb.outOfOrder) held += data.length;
  const room = Math.max(0, settings.receiveBuffer - tcb.received.length - held);
  const told = Math.max(0, sequenceDistance(tcb.rcvEdge, tcb.rcvNxt));
  // A window that opens by less than a segment stays shut (RFC 9293, section 3.8.6.2.2).
  return room >= told + Math.min(tcb.mss, settings.receiveBuffer / 2) || told === 0
    ? room < tcb.mss && told === 0
      ? 0
      : Math.max(room, told)
    : told;
}

/** The timers once every ACK that is owed has been told. */
function withoutDelay({ timers }: Stream): Timers {
  if (timers['delayed-ack'] === undefined) return timers;
  return timersWith(timers, 'delayed-ack', undefined);
}

/** Sends an ACK without data at once. */
export function sendAck(tcb: Stream, turn: Turn, role: 'ack' | 'handshake-ack' = 'ack'): Stream {
  const window = receiveWindow(tcb, turn);
  const { local, peer, sndMax, rcvNxt } = tcb;
  emit(turn, { local, peer, flags: { ack: true }, seq: sndMax, ack: rcvNxt, window, role });
  const next = copyStream(tcb);
  next.rcvTold = rcvNxt;
  next.rcvEdge = addSequence(rcvNxt, window);
  next.timers = withoutDelay(tcb);
  next.quickAcks = Math.max(0, tcb.quickAcks - 1);
  return next;
}

/** Sends the ACK at once or within 40 ms, as Linux decides (RFC 9293, section 3.8.6.3). */
export function acknowledge(tcb: Stream, turn: Turn, atOnce = false): Stream {
  const owed = sequenceDistance(tcb.rcvNxt, tcb.rcvTold);
  const quick = tcb.quickAcks > 0 && !tcb.pingpong;
  if (atOnce || quick || owed > tcb.mss || tcb.outOfOrder.length > 0) return sendAck(tcb, turn);
  if (tcb.timers['delayed-ack'] !== undefined) return tcb;
  const next = copyStream(tcb);
  next.timers = timersWith(tcb.timers, 'delayed-ack', turn.now + DELAYED_ACK);
  return next;
}

/**
 * Sends `length` bytes from `seq` on, with the FIN where it follows them. The same block where
 * the host refused it.
 */
function sendSegment(tcb: Stream, seq: number, length: number, turn: Turn): Stream {
  const offset = sequenceDistance(seq, tcb.sndUna);
  const data = bytesAt(tcb.sendData, offset, length);
  const last = offset + length === tcb.sendData.length;
  const again = sequenceDistance(tcb.sndMax, seq) > 0;
  // A FIN that was never sent does not ride on what is sent again.
  const fin = last && tcb.finQueued && (!again || sequenceDistance(sendEnd(tcb), tcb.sndMax) === 0);
  const window = receiveWindow(tcb, turn);
  const end = addSequence(seq, length + (fin ? 1 : 0));
  const { local, peer, rcvNxt } = tcb;
  const left = emit(turn, {
    local,
    peer,
    flags: { ack: true, fin, psh: last && length > 0 },
    seq,
    ack: rcvNxt,
    window,
    data,
    role: again ? 'retransmit' : undefined,
  });
  // What the host refused counts as not sent yet (Linux, tcp_write_xmit).
  if (!left && !again) return tcb;
  const clock = copyClock(tcb.clock);
  clock.timed = again ? null : (clock.timed ?? { seq: end, at: turn.now });
  clock.lastSent = turn.now;
  const next = copyStream(tcb);
  next.rcvTold = rcvNxt;
  next.rcvEdge = addSequence(rcvNxt, window);
  next.timers = withoutDelay(tcb);
  if (sequenceDistance(end, tcb.sndNxt) > 0) next.sndNxt = end;
  if (sequenceDistance(end, tcb.sndMax) > 0) next.sndMax = end;
  if (length > 0 && length < tcb.mss) next.sndSmall = end;
  next.pingpong = tcb.pingpong || (!again && length > 0 && answersSoon(tcb, turn));
  next.clock = clock;
  return next;
}

/** Whether data leaves shortly after data came: then ACKs need not go alone. */
function answersSoon({ lastData }: Stream, { now }: Turn): boolean {
  return lastData !== null && now - lastData < DELAYED_ACK;
}

/** The first unacknowledged segment once more. */
export function resendHead(tcb: Stream, turn: Turn): Stream {
  return sendSegment(tcb, tcb.sndUna, Math.min(tcb.mss, tcb.sendData.length), turn);
}

/** The last segment once more (RFC 8985, section 7.3). */
export function resendTail(tcb: Stream, turn: Turn): Stream {
  const sent = Math.min(inFlight(tcb), tcb.sendData.length);
  const length = Math.min(tcb.mss, sent);
  return sendSegment(tcb, addSequence(tcb.sndUna, sent - length), length, turn);
}

/** Whether a segment of `length` bytes, smaller than the MSS, has to wait (RFC 9293, 3.7.4). */
function mustWait(tcb: Stream, length: number, isLast: boolean): boolean {
  if (length >= tcb.mss || (isLast && tcb.finQueued)) return false;
  return sequenceDistance(tcb.sndSmall, tcb.sndUna) > 0;
}

/** Sends what the windows let go, and sets the clock. */
export function output(tcb: Stream, turn: Turn): Stream {
  let next = tcb;
  for (;;) {
    const from = sequenceDistance(next.sndNxt, next.sndUna);
    const left = next.sendData.length - from;
    const finLeft = next.finQueued && sequenceDistance(sendEnd(next), next.sndNxt) === 1;
    if (left <= 0 && !finLeft) break;
    const room = Math.min(next.cwnd, next.sndWnd) - from;
    const late = sequenceDistance(next.sndMax, next.sndNxt);
    const again = late > 0;
    // What goes out again takes nothing along that was never sent (tcp_retransmit_skb).
    const length = Math.max(0, Math.min(next.mss, left, room, again ? late : left));
    // After a timeout one segment is under way, and that is all there may be (tcp_cwnd_test).
    if (!again && from > 0 && next.clock.retransmits > 0) break;
    if (left > 0) {
      if (length === 0) break;
      // A window too small for a segment is filled only when nothing is under way.
      if (!again && length < Math.min(next.mss, left) && from > 0) break;
      if (!again && mustWait(next, length, length === left)) break;
    }
    const sent = sendSegment(next, next.sndNxt, length, turn);
    if (sent === next) break;
    next = sent;
  }
  return keepTime(next, turn);
}

function keepTime(tcb: Stream, turn: Turn): Stream {
  if (inFlight(tcb) > 0) {
    const running = tcb.timers.retransmit !== undefined && tcb.clock.waitingFor !== 'window';
    return running ? tcb : armRetransmit(tcb, turn);
  }
  if (tcb.sendData.length > 0 || tcb.finQueued) {
    if (tcb.timers.retransmit !== undefined && tcb.clock.waitingFor === 'window') return tcb;
    const wait = Math.min(tcb.clock.rto, 120_000);
    return {
      ...tcb,
      clock: { ...tcb.clock, waitingFor: 'window' },
      timers: { ...tcb.timers, retransmit: turn.now + wait },
    };
  }
  return disarmRetransmit(tcb);
}
