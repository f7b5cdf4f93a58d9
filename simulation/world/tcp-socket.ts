/** Where TCP's rules meet the socket table: effects become packets, timers and trace. */
import { filesOf, waitersFor } from '../host/file-index';
import { type TcpSocket, withTcb } from '../host/socket';
import { tcpSettings } from '../host/sysctl';
import { valuesOf } from '../host/table';
import { type Effect, type Tcb, timerNames } from '../tcp/tcb';
import type { Turn } from '../tcp/turn';
import { setTimer } from './agenda';
import { dropSocket } from './drop-socket';
import { sendPacket, wouldRefuse } from './send-packet';
import { wakeSocket } from './wake';
import {
  machineOf,
  openFileOf,
  putOpenFile,
  putSocket,
  socketOf,
  takeNumber,
  tell,
  threadOf,
  type Work,
} from './work';

/** Largest segment that `lo` and Ethernet carry, without options (RFC 9293, section 3.7.1). */
export function linkMss(iface: string, six: boolean): number {
  return (iface === 'lo' ? 65535 : 1500) - (six ? 60 : 40);
}

export function makeTurn(work: Work, host: string, socket: TcpSocket): Turn {
  const machine = machineOf(work, host);
  const settings = tcpSettings(machine.sysctl, socket.options);
  const refuses: Turn['refuses'] = (segment) => wouldRefuse(machine, segment);
  const senderWaits = () => isSendAwaited(work, host, socket.id);
  return { now: work.world.now, settings, effects: [], refuses, senderWaits };
}

function isSendAwaited(work: Work, host: string, id: number): boolean {
  const { users } = machineOf(work, host);
  const waiters = filesOf(users, id).flatMap((file) => waitersFor(users, file));
  return waiters.some(({ pid, tid }) => {
    const call = threadOf(work, host, pid, tid)?.waiting?.call.call;
    return call === 'send' || call === 'sendto' || call === 'write';
  });
}

/**
 * Runs one rule of TCP on a socket and carries out what comes of it. `inCall`: the program's own
 * call is under way.
 */
export function applyTcp(
  work: Work,
  host: string,
  id: number,
  rule: (tcb: Tcb, turn: Turn) => Tcb,
  inCall = false,
): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'tcp') return;
  const turn = makeTurn(work, host, socket);
  const tcb = rule(socket.tcb, turn);
  if (tcb === socket.tcb && turn.effects.length === 0) return;
  store(work, host, withTcb(socket, tcb), turn.effects, inCall);
}

/** Keeps a socket's new block, sends its segments, sets its timers, tells its changes. */
export function store(
  work: Work,
  host: string,
  socket: TcpSocket,
  effects: readonly Effect[],
  inCall: boolean,
): void {
  const before = socketOf(work, host, socket.id);
  putSocket(work, host, socket);
  for (const effect of effects) {
    if (effect.kind === 'send') sendPacket(work, host, effect.segment, { inCall });
    else {
      const { from, to, cause, rfc } = effect;
      const { id, local, peer } = socket;
      tell(work, host, { kind: 'state', socket: id, local, peer, from, to, cause, rfc });
    }
  }
  setTimers(work, host, socket, before?.proto === 'tcp' ? before.tcb.timers : {});
  wakeSocket(work, host, socket.id);
  settleSocket(work, host, socket.id);
}

function setTimers(work: Work, host: string, socket: TcpSocket, old: Tcb['timers']): void {
  const timers = socket.tcb.timers;
  for (const timer of timerNames) {
    const at = timers[timer];
    if (at === old[timer]) continue;
    setTimer(work, host, socket.id, timer, at);
  }
}

/** The open file through which programs reach a socket, if any does. */
function fileOfSocket(work: Work, host: string, id: number): number | null {
  return filesOf(machineOf(work, host).users, id)[0] ?? null;
}

/** What becomes of a socket whose connection is over, or whose program has gone. */
function settleSocket(work: Work, host: string, id: number): void {
  const socket = socketOf(work, host, id);
  if (socket?.proto !== 'tcp') return;
  const file = fileOfSocket(work, host, id);
  const { state } = socket.tcb;
  if (state === 'TIME-WAIT' && file !== null) return splitTimeWait(work, host, socket, file);
  if (state !== 'CLOSED') return;
  const listener = socket.parent === null ? null : socketOf(work, host, socket.parent);
  const waits = listener?.proto === 'tcp' && valuesOf(listener.acceptQueue).includes(id);
  if (file === null && !waits) return dropSocket(work, host, id);
  const holds = socket.boundPort ? socket.holds : null;
  if (holds !== socket.holds) putSocket(work, host, { ...socket, holds });
}

/**
 * The kernel keeps TIME-WAIT apart from the program's descriptor: that one is closed at once,
 * still gives what was received, and knows no peer any more.
 */
function splitTimeWait(work: Work, host: string, socket: TcpSocket, file: number): void {
  const { tcb } = socket;
  const id = takeNumber(work);
  const { error, softError, readShut, writeShut, done, received, finUnread } = tcb;
  const face = { error, softError, readShut, writeShut, done, received, finUnread };
  const rest: TcpSocket = {
    ...socket,
    id,
    tcb: { ...face, state: 'CLOSED', orphan: false, timers: {} },
    holds: socket.boundPort ? socket.holds : null,
  };
  putSocket(work, host, rest);
  putSocket(work, host, {
    ...socket,
    tcb: { ...tcb, orphan: true, received: '', finUnread: false },
  });
  const entry = openFileOf(work, host, file);
  if (entry?.kind === 'socket') putOpenFile(work, host, file, { ...entry, socket: id });
  wakeSocket(work, host, id);
}
