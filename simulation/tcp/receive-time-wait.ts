/** TIME-WAIT (RFC 9293, section 3.10.7.4; RFC 1337; RFC 6191). */
import type { Segment } from '../packet/packet';
import { segmentLength, sequenceDistance } from '../packet/sequence';
import { type Tcb, TIME_WAIT_LENGTH, type TimeWait } from './tcb';
import { emit, enterClosed, type Turn } from './turn';

export function receiveInTimeWait(tcb: TimeWait, segment: Segment, turn: Turn): Tcb {
  const { flags } = segment;
  const restarted: TimeWait = {
    ...tcb,
    timers: { ...tcb.timers, 'time-wait': turn.now + TIME_WAIT_LENGTH },
  };
  const inOrder = sequenceDistance(segment.seq, tcb.rcvNxt) === 0;
  if (flags.rst) {
    if (!inOrder) return tcb;
    return turn.settings.keepTimeWait ? restarted : enterClosed(tcb, 'receive RST', turn);
  }
  if (inOrder && segmentLength(segment) === 0) return restarted;
  const { local, peer, sndNxt, rcvNxt, window } = tcb;
  const role = 'ack';
  emit(turn, { local, peer, flags: { ack: true }, seq: sndNxt, ack: rcvNxt, window, role });
  return flags.ack ? restarted : tcb;
}

/**
 * Whether a SYN may open a new connection in place of the waiting one. With timestamps, which
 * every host here uses, a later SYN always may (RFC 6191).
 */
export function mayReopen(tcb: TimeWait, segment: Segment, now: number): boolean {
  const { syn, rst, ack } = segment.flags;
  if (!syn || rst || ack) return false;
  return sequenceDistance(segment.seq, tcb.rcvNxt) > 0 || now > tcb.since;
}
