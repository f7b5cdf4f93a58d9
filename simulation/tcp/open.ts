/** How a connection begins (RFC 9293, sections 3.5 and 3.10.1). */
import type { Endpoint, Segment } from '../packet/packet';
import { addSequence } from '../packet/sequence';
import { measure } from './clock';
import { emptyRope } from './rope';
import {
  type Clock,
  createClock,
  createFace,
  faceOf,
  INITIAL_WINDOW,
  type Listening,
  QUICK_ACKS,
  RTO_INITIAL,
  type Stream,
  type SynReceived,
  type SynSent,
  type Tcb,
  TIMESTAMP_BYTES,
} from './tcb';
import { emit, enter, type Turn } from './turn';

/** The window that a SYN tells: whole segments below 64 KB. */
function synWindow(mss: number, { settings }: Turn): number {
  const most = Math.min(65535, settings.receiveBuffer);
  return Math.floor(most / mss) * mss || most;
}

/** Bytes of data that fit into one segment of this connection. */
function agreeMss(localMss: number, offered: number | undefined): number {
  return Math.min(localMss, offered ?? 536) - TIMESTAMP_BYTES;
}

/** passive OPEN: listen(2). */
export function listenTcp(tcb: Tcb, local: Endpoint, backlog: number, turn: Turn): Listening {
  const face = { ...createFace(), error: tcb.error };
  return enter(tcb, 'passive OPEN', { ...face, state: 'LISTEN', local, backlog }, turn);
}

/** active OPEN: connect(2). `localMss` is what the interface carries, without the options. */
export function connectTcp(
  tcb: Tcb,
  ends: { local: Endpoint; peer: Endpoint; iss: number; localMss: number },
  turn: Turn,
): SynSent {
  const clock: Clock = { ...createClock(turn.now), since: turn.now };
  const next: SynSent = {
    ...createFace(),
    // connect(2) clears only the error proper (Linux, tcp_connect_init).
    softError: tcb.softError,
    readShut: tcb.readShut,
    ...ends,
    state: 'SYN-SENT',
    clock,
    timers: { retransmit: turn.now + RTO_INITIAL },
  };
  const syn = enter(tcb, 'active OPEN', next, turn);
  sendSyn(syn, turn);
  return syn;
}

export function sendSyn({ local, peer, iss, localMss }: SynSent, turn: Turn, again = false): void {
  emit(turn, {
    local,
    peer,
    flags: { syn: true },
    seq: iss,
    window: synWindow(localMss, turn),
    mss: localMss,
    ...(again ? { role: 'retransmit' } : {}),
  });
}

/** The half-open connection that a SYN to a listener makes, and its SYN-ACK. */
export function answerSyn(
  listening: Listening,
  syn: Segment,
  choices: { iss: number; localMss: number },
  turn: Turn,
): SynReceived {
  const { iss, localMss } = choices;
  const next = enter(
    listening,
    'receive SYN',
    {
      ...createFace(),
      state: 'SYN-RECEIVED',
      passive: true,
      acked: false,
      // Nobody holds it until accept(2) hands it out, but it is no orphan.
      local: syn.dst,
      peer: syn.src,
      iss,
      irs: syn.seq,
      rcvNxt: addSequence(syn.seq, 1),
      sndWnd: syn.window,
      mss: agreeMss(localMss, syn.mss),
      clock: createClock(turn.now),
      timers: { retransmit: turn.now + RTO_INITIAL },
    },
    turn,
  );
  sendSynAck(next, turn);
  return next;
}

/** Both sides called at once: the SYN-SENT side gets a SYN instead of a SYN-ACK. */
export function meetSyn(tcb: SynSent, syn: Segment, turn: Turn): SynReceived {
  const next = enter(
    tcb,
    'receive SYN',
    {
      ...faceOf(tcb),
      state: 'SYN-RECEIVED',
      passive: false,
      acked: false,
      local: tcb.local,
      peer: tcb.peer,
      iss: tcb.iss,
      irs: syn.seq,
      rcvNxt: addSequence(syn.seq, 1),
      sndWnd: syn.window,
      mss: agreeMss(tcb.localMss, syn.mss),
      clock: tcb.clock,
      timers: { retransmit: turn.now + RTO_INITIAL },
    },
    turn,
  );
  sendSynAck(next, turn);
  return next;
}

/** False where the host refused it. */
export function sendSynAck(tcb: SynReceived, turn: Turn, again = false): boolean {
  const mss = tcb.mss + TIMESTAMP_BYTES;
  return emit(turn, {
    local: tcb.local,
    peer: tcb.peer,
    flags: { syn: true, ack: true },
    seq: tcb.iss,
    ack: tcb.rcvNxt,
    window: synWindow(mss, turn),
    mss,
    ...(again ? { role: 'retransmit' } : {}),
  });
}

/** The synchronized block of a connection whose handshake is done. */
export function establish(tcb: SynSent | SynReceived, segment: Segment, turn: Turn): Stream {
  const sent = tcb.state === 'SYN-SENT';
  const irs = sent ? segment.seq : tcb.irs;
  const rcvNxt = addSequence(irs, 1);
  const start = addSequence(tcb.iss, 1);
  const mss = sent ? agreeMss(tcb.localMss, segment.mss) : tcb.mss;
  const keepalive = turn.settings.keepalive;
  const clock: Clock = { ...createClock(turn.now), lastSent: turn.now };
  return enter(
    tcb,
    sent ? 'receive SYN,ACK' : 'receive ACK of SYN',
    {
      ...faceOf(tcb),
      state: 'ESTABLISHED',
      softError: null,
      local: tcb.local,
      peer: tcb.peer,
      iss: tcb.iss,
      irs,
      sndUna: start,
      sndNxt: start,
      sndMax: start,
      sndWnd: segment.window,
      sndWl1: segment.seq,
      sndWl2: segment.ack,
      sndSmall: start,
      sendData: emptyRope,
      finQueued: false,
      rcvNxt,
      rcvEdge: addSequence(rcvNxt, synWindow(mss + TIMESTAMP_BYTES, turn)),
      rcvTold: rcvNxt,
      outOfOrder: [],
      mss,
      cwnd: INITIAL_WINDOW * mss,
      ssthresh: 2 ** 31 - 1,
      dupAcks: 0,
      quickAcks: QUICK_ACKS,
      pingpong: false,
      lastHeard: turn.now,
      lastData: null,
      probes: 0,
      clock: measure(clock, turn.now - tcb.clock.lastSent),
      timers: keepalive ? { keepalive: turn.now + keepalive.idle } : {},
    },
    turn,
  );
}
