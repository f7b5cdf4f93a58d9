/** A datagram finds its socket, or is answered with port unreachable (RFC 768, RFC 1122, 4.1.3). */
import { findReceiver } from '../host/bind-law';
import { isOwnAddress } from '../host/route';
import { datagramMemory, type Socket, type UdpSocket } from '../host/socket';
import { socketsFor, socketsOnPort } from '../host/socket-index';
import { numberSysctl } from '../host/sysctl';
import { isAddress6, isWildcard } from '../packet/address';
import type { Datagram } from '../packet/packet';
import { viewPacket } from '../packet/view-packet';
import { sendIcmp } from './send-packet';
import { wakeSocket } from './wake';
import { changeUdp, machineOf, tell, type Work } from './work';

const isUdp = (socket: Socket): socket is UdpSocket => socket.proto === 'udp';

export function deliverUdp(
  work: Work,
  host: string,
  datagram: Datagram,
  toAll: boolean,
  inCall: boolean,
): void {
  if (toAll) {
    // Every socket that may hear a broadcast gets a copy of its own.
    const machine = machineOf(work, host);
    for (const socket of socketsOnPort(machine, 'udp', datagram.dst.port).filter(isUdp)) {
      const { local, peer } = socket;
      const fits = local.addr === datagram.dst.addr || isWildcard(local.addr);
      const fromPeer = peer === null || peer.addr === datagram.src.addr;
      if (fits && fromPeer) accept(work, host, socket, datagram);
    }
    return;
  }
  const { src, dst } = datagram;
  const sockets = socketsFor(machineOf(work, host), 'udp', dst.port, src).filter(isUdp);
  const socket = findReceiver(sockets, dst, src, () => true);
  if (socket) return accept(work, host, socket, datagram);
  if (isAddress6(dst.addr) || !isWildcard(dst.addr)) {
    sendIcmp(work, host, 'port-unreachable', datagram, { inCall });
  }
}

function accept(work: Work, host: string, socket: UdpSocket, datagram: Datagram): void {
  const machine = machineOf(work, host);
  const used = socket.queue.reduce((sum, { memory }) => sum + memory, 0);
  const memory = datagramMemory(datagram.data, isOwnAddress(machine, datagram.src.addr));
  // An empty queue takes anything (Linux, __udp_enqueue_schedule_skb).
  if (used > 0 && used + memory > numberSysctl(machine.sysctl, 'net.core.rmem_default')) {
    const packet = viewPacket(datagram);
    tell(work, host, { kind: 'lost', via: host, packet, reason: 'queue-full' });
    return;
  }
  const queue = [...socket.queue, { data: datagram.data, from: datagram.src, memory }];
  changeUdp(work, host, socket.id, { queue });
  wakeSocket(work, host, socket.id);
}
