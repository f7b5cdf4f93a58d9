/** ICMP: echo, and errors that are told to the socket they are about (RFC 792, icmp(7)). */
import type { Waiting } from '../host/process';
import type { UdpSocket } from '../host/socket';
import { socketsFor } from '../host/socket-index';
import { numberSysctl } from '../host/sysctl';
import { entryOf, valuesOf } from '../host/table';
import { isAddress6, isSameEndpoint } from '../packet/address';
import type { Icmp, IcmpType } from '../packet/packet';
import { receiveError } from '../tcp/receive';
import { sendPacket } from './send-packet';
import { applyTcp } from './tcp-socket';
import { answerCall, wakeSocket } from './wake';
import { changeTcp, changeUdp, machineOf, type Work } from './work';

type Unreachable = 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EACCES';

/** What the kernel makes of each message (icmp_err_convert of Linux); null: nothing. */
function errorOf(type: IcmpType, six: boolean): Unreachable | null {
  switch (type) {
    case 'port-unreachable':
      return 'ECONNREFUSED';
    case 'host-unreachable':
      return 'EHOSTUNREACH';
    case 'net-unreachable':
      return 'ENETUNREACH';
    case 'admin-prohibited':
      return six ? 'EACCES' : 'EHOSTUNREACH';
    case 'time-exceeded':
      return 'EHOSTUNREACH';
    default:
      return null;
  }
}

export function deliverIcmp(work: Work, host: string, icmp: Icmp, inCall: boolean): void {
  if (icmp.type === 'echo-request') {
    const { sysctl } = machineOf(work, host);
    if (numberSysctl(sysctl, 'net.ipv4.icmp_echo_ignore_all') === 1) return;
    const { src, dst, data } = icmp;
    sendPacket(work, host, { proto: 'icmp', type: 'echo-reply', src: dst, dst: src, data });
    return;
  }
  if (icmp.type === 'echo-reply') {
    return tellPing(work, host, icmp, icmp.dst.port, icmp.src.port);
  }
  const { about } = icmp;
  if (!about) return;
  if (about.proto === 'icmp') {
    return tellPing(work, host, icmp, about.src.port, about.dst.port);
  }
  const error = errorOf(icmp.type, isAddress6(icmp.dst.addr));
  if (!error) return;
  const machine = machineOf(work, host);
  for (const socket of socketsFor(machine, about.proto, about.src.port, about.dst)) {
    if (!socket.peer) continue;
    if (!isSameEndpoint(socket.local, about.src) || !isSameEndpoint(socket.peer, about.dst))
      continue;
    if (socket.proto === 'tcp' && about.proto === 'tcp') {
      if (socket.tcb.state === 'TIME-WAIT' || socket.tcb.state === 'CLOSED') continue;
      const told = error;
      const { tcb } = socket;
      const opening = tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED';
      if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
        if (!endsHalfOpen(icmp)) continue;
      } else if (opening && !isAddress6(icmp.dst.addr) && about.seq === tcb.iss) {
        changeTcp(work, host, socket.id, { errorQueued: true });
      }
      // What makes a sender try again sooner (RFC 6069): with IPv6 only "no route" (tcp_v6_err).
      const lost =
        icmp.type === 'net-unreachable' ||
        (icmp.type === 'host-unreachable' && !isAddress6(icmp.dst.addr));
      applyTcp(work, host, socket.id, (tcb, turn) =>
        receiveError(tcb, told, about, { inCall, lost }, turn),
      );
    } else if (socket.proto === 'udp') tellUdp(work, host, socket, icmp, error);
  }
}

/** Which errors end a connection that nobody has accepted yet (Linux, tcp_req_err). */
function endsHalfOpen({ type, dst }: Icmp): boolean {
  return isAddress6(dst.addr)
    ? type === 'port-unreachable' || type === 'admin-prohibited'
    : type === 'host-unreachable' || type === 'net-unreachable' || type === 'time-exceeded';
}

/** A connected UDP socket hears only of errors that will not pass (udp(7)). */
function tellUdp(
  work: Work,
  host: string,
  socket: UdpSocket,
  { type, src }: Icmp,
  error: Unreachable,
): void {
  if (socket.options.recverr) {
    const faults = [...socket.faults, { type, from: src.addr }];
    changeUdp(work, host, socket.id, { faults, error });
    return wakeSocket(work, host, socket.id);
  }
  if (type !== 'port-unreachable' && type !== 'admin-prohibited') return;
  changeUdp(work, host, socket.id, { error });
  wakeSocket(work, host, socket.id);
}

/** Identifier and sequence number stand in the port fields of echo packets. */
function tellPing(work: Work, host: string, icmp: Icmp, id: number, sequence: number): void {
  const { processes, nextPid } = machineOf(work, host);
  // The identifier has 16 bits, a pid may have more.
  for (let pid = id; pid < nextPid; pid += 2 ** 16) {
    const process = entryOf(processes, pid);
    for (const thread of process ? valuesOf(process.threads) : []) {
      const { waiting } = thread;
      if (waiting?.call.call !== 'ping' || (waiting.call.sequence & 0xffff) !== sequence) continue;
      const answer = pingAnswer(work, icmp, waiting);
      answerCall(work, host, pid, thread.tid, { ok: true, value: answer });
    }
  }
}

function pingAnswer(work: Work, icmp: Icmp, waiting: Waiting): Record<string, unknown> {
  const answer = icmp.type === 'echo-reply' ? 'reply' : icmp.type;
  const ms = work.world.now - waiting.progress;
  return { answer, from: icmp.src.addr, ttl: icmp.ttl, ms };
}
