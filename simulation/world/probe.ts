/**
 * What one attempt to reach a program has shown, seen from the client and nowhere else: a firewall
 * on the other side that swallows a packet is, to the client, plain silence.
 */
import type { Endpoint } from '@/contract/trace';

/** The order in which an attempt passes them; it stops at the first that fails. */
export const layers = ['name', 'route', 'firewall', 'listener', 'protocol', 'app'] as const;
type Layer = (typeof layers)[number];

/**
 * `passed`: the attempt shows that it works. `failed`: it stopped here. `unknown`: the attempt says
 * nothing of it. `unused`: this attempt does not need it. Passed and unused layers are ruled out
 * as the cause.
 */
export type Verdict = 'passed' | 'failed' | 'unknown' | 'unused';

/** The evidence of a verdict; content/messages/probe.ts has a sentence for each. */
export type Reason =
  | 'literal'
  | 'resolved'
  | 'no-such-name'
  | 'no-resolver'
  | 'not-reached'
  | 'not-sent'
  | 'no-route'
  | 'nobody-there'
  | 'icmp-route'
  | 'own-host'
  | 'answered'
  | 'waiting'
  | 'silence'
  | 'same-silence'
  | 'own-silence'
  | 'forbidden'
  | 'icmp-reject'
  | 'not-dropped'
  | 'let-through'
  | 'echo-only'
  | 'refused'
  | 'port-unreachable'
  | 'handshake'
  | 'datagram-answered'
  | 'udp-silence'
  | 'kernel-only'
  | 'nothing-said'
  | 'no-reply'
  | 'own-words'
  | 'http'
  | 'tls'
  | 'untrusted'
  | 'sealed'
  | 'ssh'
  | 'wrong-protocol'
  | 'status'
  | 'error-status'
  | 'said'
  | 'greeting-only'
  | 'hung-up'
  | 'cut-off';

export type Finding = { layer: Layer; verdict: Verdict; reason: Reason };

/** What was seen of an attempt at its client. Times in milliseconds since the scenario's start. */
export type Evidence = {
  host: string;
  /** Program that asked; null when only packets tell. */
  program: string | null;
  proto: 'tcp' | 'udp' | 'ping';
  /** The name that was asked for, null for a literal address; for a failed lookup, the name if known. */
  name: string | null;
  /** The name was asked for, and no server that was asked said whether there is one. */
  unresolved: boolean;
  /** Null when no address was found. */
  addr: string | null;
  port: number | null;
  client: Endpoint | null;
  startedAt: number;
  /** When it was decided or given up; null while it is not. */
  endedAt: number | null;
  /** Packets that asked: SYNs, datagrams, echo requests. */
  tries: number;
  /** The address is the host's own: its packets leave by `lo`. */
  own: boolean;
  /** Nobody on the network has the address (ARP gave up). */
  nobody: boolean;
  connected: boolean;
  /** A RST answered the SYN. */
  refused: boolean;
  /** ICMP error about it: type in words, and who sent it. */
  icmp: { type: string; from: string } | null;
  /** Errno that connect() or send() gave. */
  errno: string | null;
  /** Bytes of both directions as far as they tell the protocol: the first that were sent or came. */
  asked: string;
  heard: string;
  /** Segments or datagrams that came with data. */
  answers: number;
  /** Status of the latest HTTP answer; inside TLS, what the client has shown of it. */
  status: number | null;
  /** Why the client did not believe the server's certificate, in its own words. */
  distrust: string | null;
  /** How the other side ended the connection before any data; null if it did not. */
  ended: 'FIN' | 'RST' | null;
  /** The client has said that it sends no more. */
  finished: boolean;
};

/** Layer by layer, name first. */
export type Probe = Evidence & { findings: Finding[] };
