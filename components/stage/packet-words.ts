/** Packets in few words, for pills, lists and screen readers; shared by picture and inspector. */
import type { Endpoint, PacketView } from '@/contract/trace';

export type PacketTone = 'ask' | 'data' | 'end' | 'refuse' | 'again' | 'note';

/** Meaning of a packet's colour; `packetWord` says the same in a word. */
export function packetTone(packet: PacketView): PacketTone {
  if (packet.flags.includes('R')) return 'refuse';
  if (packet.proto === 'icmp') return packet.role?.startsWith('echo') === true ? 'note' : 'refuse';
  if (packet.role === 'retransmit') return 'again';
  if (packet.flags.includes('F')) return 'end';
  return packet.flags.includes('S') ? 'ask' : 'data';
}

const icmpWords: Record<string, string> = {
  'echo-request': 'ping',
  'echo-reply': 'ping reply',
  'port-unreachable': 'port unreachable',
  'host-unreachable': 'host unreachable',
  'net-unreachable': 'network unreachable',
  'admin-prohibited': 'forbidden',
  'time-exceeded': 'too many hops',
};

/** `SYN`, `SYN-ACK`, `GET / HTTP/1.1`, `82 bytes`, `FIN`, `RST`, `ping` ... */
export function packetWord(packet: PacketView): string {
  if (packet.proto === 'icmp') return icmpWords[packet.role ?? ''] ?? 'ICMP';
  const { flags, data } = packet;
  if (flags.includes('R')) return 'RST';
  if (flags.includes('S')) return flags.includes('A') ? 'SYN-ACK' : 'SYN';
  if (data !== '') {
    const first = data.split(/[\r\n]/, 1)[0] ?? '';
    const readable = /^[\x20-\x7e]{2,18}$/.test(first);
    return readable ? first : `${data.length} ${data.length === 1 ? 'byte' : 'bytes'}`;
  }
  if (flags.includes('F')) return 'FIN';
  return packet.proto === 'udp' ? 'empty datagram' : 'ACK';
}

/** Linux's range of ports for clients (net.ipv4.ip_local_port_range). */
const ephemeral = (port: number) => port >= 32768 && port <= 60999;

/**
 * Which end of a conversation is the client's: its port was picked by a kernel and changes with
 * every connection. Null when neither flags nor numbers tell.
 */
export function clientEnd(packet: PacketView): 'src' | 'dst' | null {
  if (packet.proto === 'icmp') return null;
  const opening = packet.flags.includes('S');
  if (opening) return packet.flags.includes('A') ? 'dst' : 'src';
  return clientOf(packet.src, packet.dst);
}

/** The same judged by port numbers alone. */
export function clientOf(src: Endpoint, dst: Endpoint): 'src' | 'dst' | null {
  if (ephemeral(src.port) !== ephemeral(dst.port)) return ephemeral(src.port) ? 'src' : 'dst';
  return null;
}

/** `192.168.1.20:8000`, `[::1]:8000`; port 0 stands for any and prints as `*`. */
export function formatEndpoint({ addr, port }: Endpoint): string {
  const shown = addr.includes(':') ? `[${addr}]` : addr;
  return `${shown}:${port === 0 ? '*' : port}`;
}
