/** Packets and sockets in the oracle's own words. */
import type { OraclePacket, OracleSocket } from '@/contract/oracle';
import type { PacketView } from '@/contract/trace';
import type { SocketRow } from '../host/system-call';
import { formatEndpoint, isMulticast } from '../packet/address';
import { addSequence, sequenceDistance } from '../packet/sequence';

/** What was seen to leave, by the two ends of a direction. */
export type Wire = {
  /** The first number of each direction of a connection. */
  firstSeq: Map<string, number>;
  /** How far each direction's numbers have come. */
  left: Map<string, number>;
};

/** A packet as it leaves `from`; `wire` remembers what each direction has sent so far. */
export function formatPacket(
  wire: Wire,
  from: string,
  via: string,
  packet: PacketView,
): OraclePacket {
  const { proto, data, role, about } = packet;
  const [src, dst] = [formatEndpoint(packet.src), formatEndpoint(packet.dst)];
  const base = { from, proto, ...(via === 'lo' ? { lo: true as const } : {}) };
  // Routers lower the time to live of what they pass on.
  const passedOn = packet.ttl < 64 && !isMulticast(packet.dst.addr);
  const forwarded = passedOn ? { forwarded: true as const } : {};
  if (proto === 'icmp') {
    const answered = about && {
      about: `${about.proto} ${formatEndpoint(about.src)} > ${formatEndpoint(about.dst)}`,
    };
    return {
      ...base,
      src: packet.src.addr,
      dst: packet.dst.addr,
      type: role ?? '',
      ...answered,
      ...forwarded,
    };
  }
  if (proto === 'udp') return { ...base, src, dst, len: data.length, ...forwarded };
  const flags = packet.flags.replace('P', '');
  const way = `${src} ${dst}`;
  const numbers = countFromFirst(wire, way, `${dst} ${src}`, packet);
  // Who looks at the wire knows nothing of what never left: the first copy there is no other's.
  const opens = flags.includes('S');
  const closes = flags.includes('F');
  const end = addSequence(packet.seq, data.length + Number(opens) + Number(closes));
  const most = wire.left.get(opens ? `${way} ${flags}` : way);
  const isOld = most !== undefined && (opens ? end === most : sequenceDistance(end, most) <= 0);
  const again = isOld && end !== packet.seq && !flags.includes('R');
  const told = again ? 'retransmit' : role === 'retransmit' ? undefined : role;
  const shown = told ? { role: told } : {};
  if (opens) wire.left.set(`${way} ${flags}`, end);
  if (opens || !isOld) wire.left.set(way, end);
  const rest = { flags, ...numbers, len: data.length, ...shown };
  return { ...base, src, dst, ...rest, ...forwarded };
}

/** Sequence numbers as they are read best: from each side's first one (RFC 9293, section 3.4). */
function countFromFirst({ firstSeq }: Wire, there: string, back: string, packet: PacketView) {
  const { seq, ack, flags } = packet;
  if (!firstSeq.has(there) || (flags.includes('S') && packet.role !== 'retransmit'))
    firstSeq.set(there, seq);
  const since = (number: number, first: number) => (number - first + 2 ** 32) % 2 ** 32;
  return {
    seq: since(seq, firstSeq.get(there) ?? seq),
    ack: flags.includes('A') ? since(ack, firstSeq.get(back) ?? ack) : 0,
  };
}

const MOST_SHOWN = 65536;

/** A row of the socket table as `ss -tuan` shows it. */
export function formatSocket(row: SocketRow): OracleSocket {
  const count = (bytes: number) => (bytes > MOST_SHOWN ? 'big' : bytes);
  const mapped = row.local.addr.startsWith('::ffff:');
  const dual = row.family === 6 && !row.v6only && row.local.addr === '::';
  const any = dual || mapped ? '*' : row.family === 6 ? '[::]' : '0.0.0.0';
  return {
    proto: row.proto,
    state: row.state,
    recv_q: count(row.recvQ),
    send_q: count(row.sendQ),
    local: dual ? `*:${row.local.port}` : formatEndpoint(row.local),
    peer: row.peer ? formatEndpoint(row.peer) : `${any}:*`,
  };
}
