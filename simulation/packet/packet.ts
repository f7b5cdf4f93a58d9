/**
 * What travels on a link, as plain data. Payloads are byte strings: one character
 * per byte, 0 to 255, so that a packet is JSON and its length is its size.
 */
import type { Endpoint } from '@/contract/trace';

export type { Endpoint };

/** Control bits that the simulator uses (RFC 9293, section 3.1). */
export type Flags = { syn: boolean; fin: boolean; rst: boolean; psh: boolean; ack: boolean };

type Common = { id: number; src: Endpoint; dst: Endpoint; ttl: number };

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
