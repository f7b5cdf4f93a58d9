/** What labd and an agent say to each other: one JSON line each way, answered by id. */
import type {
  LabHostName,
  ListenRequest,
  ListenResult,
  ProbeRequest,
  ProbeResult,
  SocketsResult,
} from '@/contract/lab';
import type { TraceEvent } from '@/contract/trace';

/** The loopback tier: the only addresses this learner may bind or dial on the shared machine. */
export type OwnAddresses = string[];

export type AgentHello = {
  host: LabHostName;
  /** process.hrtime of the session's start, nanoseconds: all clocks of a sandbox agree. */
  origin: string;
  /** null: the namespace is the fence. Otherwise the agent is its own fence too. */
  own: OwnAddresses | null;
  limits: AgentLimits;
};

export type AgentLimits = {
  listeners: number;
  connections: number;
  /** Bytes read of one answer, and of one message. */
  messageBytes: number;
  /** Bytes that may wait to be sent, over all connections. */
  bufferedBytes: number;
  /** How long a probe waits for connect(), ms. */
  connectMs: number;
  /** How long a connection may stay silent, ms. */
  idleMs: number;
};

export type AgentIdentity = {
  netns: string | null;
  uid: number;
  pid: number;
};

export type AgentRequest =
  | { id: number; op: 'hello'; args: AgentHello }
  | { id: number; op: 'identity' }
  | { id: number; op: 'listen'; args: ListenRequest & { listenerId: string } }
  | { id: number; op: 'probe'; args: ProbeRequest & { connectionId: string } }
  | { id: number; op: 'close'; args: { id: string } }
  | { id: number; op: 'sockets' };

export type AgentReplies = {
  hello: true;
  identity: AgentIdentity;
  listen: ListenResult;
  probe: ProbeResult;
  close: boolean;
  sockets: SocketsResult;
};

export type AgentMessage =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: 'limit' | 'not-allowed' | 'failed'; detail: string }
  | { event: TraceEvent }
  | { ready: true };
