/** What every rule of TCP is given: the time, the settings, and a place for its effects. */
import type { Endpoint, Flags, Segment } from '../packet/packet';
import { addSequence, segmentLength } from '../packet/sequence';
import {
  type Closed,
  type Effect,
  faceOf,
  type Outgoing,
  type Settings,
  type Tcb,
  type TcpError,
} from './tcb';
import { findTransition, type TransitionEvent } from './transition';

export type Turn = Readonly<{
  now: number;
  settings: Settings;
  effects: Effect[];
  /** Whether the host itself would refuse to send this: no route, no such address, a filter. */
  refuses?: (segment: Outgoing) => boolean;
  /** Whether a program waits in send(2) for the connection to be there. */
  senderWaits?: () => boolean;
}>;

/** The one door by which a TCP changes its state: the table decides, and the trace is told. */
export function enter<T extends Tcb>(from: Tcb, event: TransitionEvent, next: T, turn: Turn): T {
  const row = findTransition(from.state, event);
  if (next.state !== row.to) {
    throw new Error(`"${event}" leads from ${from.state} to ${row.to}, not to ${next.state}`);
  }
  const { to, rfc } = row;
  turn.effects.push({ kind: 'state', from: from.state, to, cause: event, rfc });
  return next;
}

/** Ends a connection; what was received can still be read (Linux, tcp_done). */
export function enterClosed(
  tcb: Tcb,
  event: TransitionEvent,
  turn: Turn,
  error: TcpError | null = null,
): Closed {
  const face = faceOf(tcb);
  return enter(
    tcb,
    event,
    {
      ...face,
      state: 'CLOSED',
      error: error ?? face.error,
      readShut: true,
      writeShut: true,
      timers: {},
    },
    turn,
  );
}

const noFlags: Flags = { syn: false, fin: false, rst: false, psh: false, ack: false };

type Sketch = { local: Endpoint; peer: Endpoint; seq: number } & Partial<
  Pick<Segment, 'ack' | 'window' | 'data' | 'mss'>
> & { flags: Partial<Flags>; role?: Segment['role'] | undefined };

/** Puts a segment among the effects. False where the host will not let it go. */
export function emit(turn: Turn, sketch: Sketch): boolean {
  const { flags, mss, role } = sketch;
  const { syn = false, fin = false, rst = false, psh = false, ack = false } = flags;
  const segment: Outgoing = {
    proto: 'tcp',
    src: sketch.local,
    dst: sketch.peer,
    flags: { syn, fin, rst, psh, ack },
    seq: sketch.seq,
    ack: sketch.ack ?? 0,
    window: sketch.window ?? 0,
    data: sketch.data ?? '',
  };
  if (mss !== undefined) segment.mss = mss;
  if (role !== undefined) segment.role = role;
  turn.effects.push({ kind: 'send', segment });
  return turn.refuses?.(segment) !== true;
}

/**
 * The RST that answers a segment which fits nothing (RFC 9293, section 3.10.7.1); null for a RST,
 * which is never answered.
 */
export function answerWithReset(segment: Segment): Outgoing | null {
  if (segment.flags.rst) return null;
  const { src, dst, flags } = segment;
  const base = { proto: 'tcp', src: dst, dst: src, window: 0, data: '' } as const;
  if (flags.ack) return { ...base, flags: { ...noFlags, rst: true }, seq: segment.ack, ack: 0 };
  const ack = addSequence(segment.seq, segmentLength(segment));
  return { ...base, flags: { ...noFlags, rst: true, ack: true }, seq: 0, ack };
}

export function emitReset(turn: Turn, segment: Segment): void {
  const reset = answerWithReset(segment);
  if (reset) turn.effects.push({ kind: 'send', segment: reset });
}
