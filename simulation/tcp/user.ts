/** What a program asks of a connection (RFC 9293, section 3.9.1). */
import { addSequence, sequenceDistance } from '../packet/sequence';
import { output, receiveWindow, sendAck } from './output';
import { enterFinWait2, move } from './receive-stream';
import { withBytes } from './rope';
import {
  createClosed,
  INITIAL_WINDOW,
  isStream,
  type Stream,
  type SynReceived,
  type Tcb,
  TIMESTAMP_BYTES,
} from './tcb';
import { emit, enter, enterClosed, type Turn } from './turn';

/** Headers and bookkeeping that the kernel counts for each segment in a send buffer. */
const SEGMENT_OVERHEAD = 512;
const BUFFER_OVERHEAD = 256;

/**
 * Bytes that may wait in the send buffer: twice what the congestion window lets go, ten segments
 * at least, each counted with its bookkeeping (Linux, tcp_sndbuf_expand).
 */
function sendCapacity({ mss, cwnd }: Stream, { settings }: Turn): number {
  const whole = mss + TIMESTAMP_BYTES + SEGMENT_OVERHEAD;
  const counted = 2 ** Math.ceil(Math.log2(whole)) + BUFFER_OVERHEAD;
  const segments = Math.max(INITIAL_WINDOW, Math.floor(cwnd / mss));
  return Math.min(settings.sendBuffer, 2 * segments * counted);
}

/** Room in the send buffer, in bytes; the last segment may stand over. */
export function sendRoom(tcb: Stream, turn: Turn): number {
  const free = sendCapacity(tcb, turn) - tcb.sendData.length;
  return free <= 0 ? 0 : Math.ceil(free / tcb.mss) * tcb.mss;
}

/** Whether poll(2) calls it writable: a third of the buffer is free, as in Linux. */
export function isWritable(tcb: Stream, turn: Turn): boolean {
  return sendCapacity(tcb, turn) - tcb.sendData.length >= tcb.sendData.length / 2;
}

/** SEND: takes `data`, which must fit into `sendRoom`, and sends what may go. */
export function sendData(tcb: Stream, data: string, turn: Turn): Stream {
  return output({ ...tcb, sendData: withBytes(tcb.sendData, data) }, turn);
}

/** RECEIVE: up to `max` bytes; reading the last byte before a FIN reads the FIN as well. */
export function receiveData(tcb: Tcb, max: number, turn: Turn): { tcb: Tcb; data: string } {
  const data = tcb.received.slice(0, max);
  const received = tcb.received.slice(data.length);
  const next: Tcb = { ...tcb, received, finUnread: tcb.finUnread && received !== '' };
  return { tcb: isStream(next) ? tellWindow(next, turn) : next, data };
}

/** Tells a window that has opened by two segments or from nothing (RFC 9293, 3.8.6.2.2). */
function tellWindow(tcb: Stream, turn: Turn): Stream {
  if (tcb.readShut) return tcb;
  const told = Math.max(0, sequenceDistance(tcb.rcvEdge, tcb.rcvNxt));
  const window = receiveWindow(tcb, turn);
  const worthIt = window >= 2 * told && window - told >= tcb.mss;
  return worthIt && window > told ? sendAck(tcb, turn) : tcb;
}

/** Sends no more: FIN after what is queued. */
function sendFin(tcb: Stream | SynReceived, turn: Turn): Tcb {
  if (tcb.state === 'SYN-RECEIVED') return abort(tcb, turn);
  const event = 'CLOSE';
  const shut: Stream = { ...tcb, finQueued: true, writeShut: true };
  if (tcb.state === 'ESTABLISHED') return output(move(shut, event, 'FIN-WAIT-1', turn), turn);
  if (tcb.state === 'CLOSE-WAIT') return output(move(shut, event, 'LAST-ACK', turn), turn);
  return tcb;
}

/** shutdown(2) of a connection. */
export function shutdownTcp(tcb: Stream, how: 'rd' | 'wr' | 'rdwr', turn: Turn): Tcb {
  const shut: Stream = how === 'wr' ? tcb : { ...tcb, readShut: true };
  if (how === 'rd') return shut;
  return sendFin({ ...shut, writeShut: true }, turn);
}

/**
 * close(2): the program is gone. Unread data or a linger time of 0 make it a RST (RFC 9293,
 * section 3.6.1), else a FIN follows what was sent.
 */
export function closeTcp(tcb: Tcb, options: { abortive: boolean }, turn: Turn): Tcb {
  if (tcb.state === 'CLOSED' || tcb.state === 'TIME-WAIT') return { ...tcb, orphan: true };
  if (tcb.state === 'LISTEN' || tcb.state === 'SYN-SENT') return enterClosed(tcb, 'CLOSE', turn);
  const lost = tcb.received !== '';
  if (lost || options.abortive) return abort(tcb, turn);
  // A FIN that nobody read stays counted in Recv-Q.
  const orphan = { ...tcb, received: '', readShut: true, orphan: true };
  if (isStream(orphan) && orphan.state === 'FIN-WAIT-2') return enterFinWait2(orphan, turn);
  return sendFin(orphan, turn);
}

/** ABORT (RFC 9293, section 3.10.5): a RST where the other side still counts on us. */
export function abort(tcb: Tcb, turn: Turn): Tcb {
  if (tcb.state === 'CLOSED') return tcb;
  if (tcb.state === 'LISTEN') return enterClosed(tcb, 'CLOSE', turn);
  if (tcb.state === 'TIME-WAIT') return enterClosed(tcb, 'receive RST', turn);
  const known = ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-1', 'FIN-WAIT-2'];
  if (known.includes(tcb.state) && tcb.state !== 'SYN-SENT') {
    const { local, peer, rcvNxt: ack } = tcb;
    const seq = isStream(tcb) ? tcb.sndMax : addSequence(tcb.iss, 1);
    emit(turn, { local, peer, flags: { rst: true, ack: true }, seq, ack });
  }
  return enterClosed(tcb, 'ABORT', turn, 'ECONNRESET');
}

/**
 * A closed block fit for another connect(2), as after a failed one (Linux, tcp_disconnect). Who
 * still waits is told that the connection was reset.
 */
export function disconnect(tcb: Tcb, turn: Turn): Tcb {
  if (tcb.state === 'LISTEN') return { ...enter(tcb, 'CLOSE', createClosed(), turn) };
  abort(tcb, turn);
  const error = tcb.state === 'CLOSED' ? null : 'ECONNRESET';
  return { ...createClosed(), error, softError: tcb.softError };
}

/** Sets the keepalive timer after SO_KEEPALIVE has changed. */
export function restartKeepalive(tcb: Tcb, { now, settings }: Turn): Tcb {
  if (!isStream(tcb)) return tcb;
  const { keepalive: _, ...timers } = tcb.timers;
  if (!settings.keepalive) return { ...tcb, timers };
  const idle = Math.max(0, settings.keepalive.idle - (now - tcb.lastHeard));
  return { ...tcb, timers: { ...timers, keepalive: now + idle } };
}
