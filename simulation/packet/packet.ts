/**
 * What travels on a link, as plain data. Payloads are byte strings: one character
 * per byte, 0 to 255, so that a packet is JSON and its length is its size.
 */
import type { Endpoint } from '@/contract/trace';

export type { Endpoint };

/** Control bits that the simulator uses (RFC 9293, section 3.1). */
export type Flags = { syn: boolean; fin: boolean; rst: boolean; psh: boolean; ack: boolean };

type Common = {
  id: number;
  src: Endpoint;
  dst: Endpoint;
  ttl: number;
  /** A bit that was turned over on the way, counted from the first of the IP header. */
  flipped?: number;
};

export type Segment = Common & {
  proto: 'tcp';
  flags: Flags;
  seq: number;
  ack: number;
  /** Receive window in bytes, unscaled. */
  window: number;
  data: string;
  mss?: number;
  role?: 'handshake-ack' | 'ack' | 'retransmit' | 'keepalive';
};

export type Datagram = Common & { proto: 'udp'; data: string };

/** RFC 792 and RFC 4443; `about` is the packet that is being answered. */
export type IcmpType =
  | 'echo-request'
  | 'echo-reply'
  | 'port-unreachable'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'admin-prohibited'
  | 'time-exceeded';

export type Icmp = Common & {
  proto: 'icmp';
  type: IcmpType;
  about?: Segment | Datagram | Icmp;
  data: string;
};

export type Packet = Segment | Datagram | Icmp;

/**
 * Who has an address on a segment, asked or answered (RFC 826; RFC 4861, section 4.3). A question of
 * IPv6 goes to a group.
 */
export type NeighbourMessage = {
  proto: 'arp' | 'nd';
  reply: boolean;
  src: Endpoint;
  dst: Endpoint;
  /** The address that is asked for. */
  target: string;
  /** Hardware addresses of who sends it, and of whom an answer is for. */
  mac: string;
  to: string | null;
};

/** What passes an interface. */
export type Frame = Packet | NeighbourMessage;

export function isNeighbourMessage(frame: Frame): frame is NeighbourMessage {
  return frame.proto === 'arp' || frame.proto === 'nd';
}
