/** A segment finds its socket; a SYN finds its listener (RFC 9293, section 3.10.7; listen(2)). */
import { findReceiver } from '../host/bind-law';
import { findWay } from '../host/route';
import { createSocket, type TcpSocket } from '../host/socket';
import { socketsFor } from '../host/socket-index';
import { numberSysctl } from '../host/sysctl';
import {
  emptyTable,
  entryOf,
  firstKey,
  lastKey,
  sizeOf,
  withEntry,
  withoutEntry,
} from '../host/table';
import { isAddress6, isSameEndpoint } from '../packet/address';
import type { Segment } from '../packet/packet';
import { addSequence } from '../packet/sequence';
import { viewPacket } from '../packet/view-packet';
import { answerSyn } from '../tcp/open';
import { receiveSegment } from '../tcp/receive';
import { mayReopen } from '../tcp/receive-time-wait';
import { type Effect, isStream, type Tcb } from '../tcp/tcb';
import { answerWithReset, enterClosed } from '../tcp/turn';
import { shutdownTcp } from '../tcp/user';
import { sendPacket } from './send-packet';
import { applyTcp, linkMss, makeTurn, store } from './tcp-socket';
import { wakeSocket } from './wake';
import { changeTcp, machineOf, socketOf, takeNumber, takeRandom, tell, type Work } from './work';

/** Sockets that a segment may be for. */
function liveSockets(work: Work, host: string, { src, dst }: Segment): TcpSocket[] {
  return socketsFor(machineOf(work, host), 'tcp', dst.port, src).filter(
    (socket): socket is TcpSocket => socket.proto === 'tcp' && socket.tcb.state !== 'CLOSED',
  );
}

/** The listener or connection that a segment belongs to. */
function findTcp(work: Work, host: string, segment: Segment): TcpSocket | null {
  const { src, dst } = segment;
  const listens = ({ tcb }: TcpSocket) => tcb.state === 'LISTEN';
  return findReceiver(liveSockets(work, host, segment), dst, src, listens);
}

export function deliverTcp(work: Work, host: string, segment: Segment): void {
  const socket = findTcp(work, host, segment);
  if (!socket) return reset(work, host, segment);
  if (socket.tcb.state === 'LISTEN') return receiveAtListener(work, host, socket, segment);
  if (socket.tcb.state === 'TIME-WAIT' && mayReopen(socket.tcb, segment, work.world.now)) {
    const listener = listenerFor(work, host, segment);
    if (listener) {
      applyTcp(work, host, socket.id, (tcb, turn) => enterClosed(tcb, 'receive SYN', turn));
      return receiveAtListener(work, host, listener, segment);
    }
  }
  if (socket.tcb.state === 'SYN-RECEIVED' && socket.parent !== null) {
    return receiveForChild(work, host, socket, segment);
  }
  applyTcp(work, host, socket.id, (tcb, turn) => receiveSegment(tcb, segment, turn));
}

function listenerFor(work: Work, host: string, segment: Segment): TcpSocket | null {
  const { src, dst } = segment;
  const listeners = liveSockets(work, host, segment).filter(({ tcb }) => tcb.state === 'LISTEN');
  return findReceiver(listeners, dst, src, () => true);
}

function reset(work: Work, host: string, segment: Segment): void {
  const answer = answerWithReset(segment);
  if (answer) sendPacket(work, host, answer);
}

function tellQueue(
  work: Work,
  host: string,
  listener: TcpSocket,
  change: 'syn' | 'completed' | 'accepted' | 'overflow',
): void {
  const limit = listener.tcb.state === 'LISTEN' ? listener.tcb.backlog : 0;
  const { id: socket, local } = listener;
  const waiting = sizeOf(listener.acceptQueue);
  tell(work, host, { kind: 'queue', socket, local, change, waiting, limit });
}

/** Whether one more finished handshake would be too many: Linux lets in one more than backlog. */
function isAcceptQueueFull({ tcb, acceptQueue }: TcpSocket): boolean {
  return tcb.state === 'LISTEN' && sizeOf(acceptQueue) > tcb.backlog;
}

/** RFC 9293, section 3.10.7.2, and tcp_conn_request of Linux. */
function receiveAtListener(work: Work, host: string, listener: TcpSocket, segment: Segment): void {
  const { flags } = segment;
  if (flags.rst || listener.tcb.state !== 'LISTEN') return;
  if (flags.ack) return receiveCookie(work, host, listener, segment);
  if (!flags.syn || flags.fin) return;
  const machine = machineOf(work, host);
  const { sysctl, ports } = machine;
  const half = sizeOf(entryOf(ports.halfOpen, listener.id) ?? emptyTable());
  const mayCookie = numberSysctl(sysctl, 'net.ipv4.tcp_syncookies');
  const byCookie = mayCookie === 2 || half > listener.tcb.backlog;
  // Without cookies the last quarter is for peers that are known (Linux, tcp_conn_request).
  const most = numberSysctl(sysctl, 'net.ipv4.tcp_max_syn_backlog');
  const scarce = mayCookie === 0 && most - half < most >> 2;
  if (isAcceptQueueFull(listener) || (byCookie && mayCookie === 0) || scarce) {
    const via = segment.src.addr === segment.dst.addr ? 'lo' : host;
    tell(work, host, { kind: 'lost', via, packet: viewPacket(segment), reason: 'queue-full' });
    return tellQueue(work, host, listener, 'overflow');
  }
  // Nothing is kept for someone there is no way back to.
  const back = findWay(machine, segment.src.addr).kind;
  if (back !== 'local' && back !== 'link') return;
  // A cookie is reckoned from the ends: whoever asks again gets the same.
  const { src: peer, dst: local } = segment;
  const known = byCookie ? findCookie(listener, segment) : undefined;
  const iss = known?.iss ?? takeRandom(work, 2 ** 32);
  if (byCookie && !known) {
    const cookies = [...listener.cookies, { peer, local, iss }].slice(-256);
    changeTcp(work, host, listener.id, { cookies });
  }
  const child = createChild(work, host, listener, segment, iss);
  if (!byCookie) {
    store(work, host, child.socket, child.effects, false);
    return tellQueue(work, host, listener, 'syn');
  }
  // With a SYN cookie nothing is kept: only the SYN-ACK leaves.
  for (const effect of child.effects) {
    if (effect.kind === 'send') sendPacket(work, host, effect.segment);
  }
}

/** The half-open socket that a SYN makes, not yet in the table. */
function createChild(
  work: Work,
  host: string,
  listener: TcpSocket,
  syn: Segment,
  iss: number,
): { socket: TcpSocket; effects: Effect[] } {
  const turn = makeTurn(work, host, listener);
  const overLo = syn.src.addr === syn.dst.addr || (syn.mss ?? 0) > 1500;
  const localMss = linkMss(overLo ? 'lo' : 'eth0', isAddress6(syn.dst.addr));
  if (listener.tcb.state !== 'LISTEN') throw new Error('only a listener has children');
  const tcb: Tcb = answerSyn(listener.tcb, syn, { iss, localMss }, turn);
  const fresh = createSocket(takeNumber(work), listener.type, listener.user) as TcpSocket;
  const socket: TcpSocket = {
    ...fresh,
    options: listener.options,
    local: syn.dst,
    peer: syn.src,
    holds: 'bind',
    stage: 'connected',
    parent: listener.id,
    tcb,
  };
  return { socket, effects: turn.effects };
}

function findCookie(
  { cookies }: TcpSocket,
  { src, dst }: Segment,
): TcpSocket['cookies'][number] | undefined {
  return cookies.find(({ peer, local }) => isSameEndpoint(peer, src) && isSameEndpoint(local, dst));
}

/** An ACK that fits no half-open connection: the last part of a handshake by SYN cookie, or a RST. */
function receiveCookie(work: Work, host: string, listener: TcpSocket, segment: Segment): void {
  const cookie = findCookie(listener, segment);
  if (!cookie || segment.ack !== addSequence(cookie.iss, 1) || segment.flags.syn)
    return reset(work, host, segment);
  if (isAcceptQueueFull(listener)) return tellQueue(work, host, listener, 'overflow');
  changeTcp(work, host, listener.id, {
    cookies: listener.cookies.filter((one) => one !== cookie),
  });
  const syn: Segment = {
    ...segment,
    flags: { ...segment.flags, syn: true, ack: false },
    seq: addSequence(segment.seq, -1),
    mss: 1460,
  };
  const { socket } = createChild(work, host, listener, syn, cookie.iss);
  store(work, host, socket, [], false);
  receiveForChild(work, host, socket, segment);
}

/** A segment for a half-open connection; a finished handshake joins the accept queue. */
function receiveForChild(work: Work, host: string, child: TcpSocket, segment: Segment): void {
  const listener = child.parent === null ? null : socketOf(work, host, child.parent);
  const parent = listener?.proto === 'tcp' ? listener : null;
  const acceptQueueFull = parent !== null && isAcceptQueueFull(parent);
  const turn = makeTurn(work, host, child);
  const opened = receiveSegment(child.tcb, segment, turn, { acceptQueueFull });
  const shut = parent?.tcb.writeShut === true && isStream(opened);
  const tcb = shut ? shutdownTcp(opened, 'wr', turn) : opened;
  const done = child.tcb.state === 'SYN-RECEIVED' && tcb.state !== 'SYN-RECEIVED';
  if (parent && done && tcb.state !== 'CLOSED') {
    const place = (lastKey(parent.acceptQueue) ?? -1) + 1;
    const acceptQueue = withEntry(parent.acceptQueue, place, child.id);
    changeTcp(work, host, parent.id, { acceptQueue });
    store(work, host, { ...child, tcb }, turn.effects, false);
    tellQueue(work, host, { ...parent, acceptQueue }, 'completed');
    return wakeSocket(work, host, parent.id);
  }
  store(work, host, { ...child, tcb }, turn.effects, false);
  if (parent && acceptQueueFull && segment.flags.ack) tellQueue(work, host, parent, 'overflow');
}

/** Takes the first finished connection from a listener's queue. */
export function takeFromQueue(work: Work, host: string, listener: TcpSocket): number | null {
  const place = firstKey(listener.acceptQueue);
  const first = entryOf(listener.acceptQueue, place ?? 0);
  if (place === null || first === undefined) return null;
  const acceptQueue = withoutEntry(listener.acceptQueue, place);
  changeTcp(work, host, listener.id, { acceptQueue });
  changeTcp(work, host, first, { parent: null });
  tellQueue(work, host, { ...listener, acceptQueue }, 'accepted');
  return first;
}
