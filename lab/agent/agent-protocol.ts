/** What labd and an agent say to each other: one JSON line each way, answered by id. */
import type {
  ListenRequest,
  ListenResult,
  ProbeRequest,
  ProbeResult,
  SendRequest,
  SocketsResult,
} from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { OracleSocket, OracleStep, OracleValue } from '@/contract/oracle';
import type { Endpoint, PacketView, TraceEvent } from '@/contract/trace';

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

/** How a call of a scenario stands. `value` of one that waits: what is known already. */
export type StepAnswer =
  | { done: true; result: string; value: OracleValue | null; tookMs: number }
  | { done: false; value: OracleValue | null };

/** A packet as it left or reached an interface. On the loopback interface each is seen both ways. */
export type CapturedPacket = {
  /** Milliseconds since the session's start, when the agent read it. */
  at: number;
  via: 'lo' | 'eth0';
  way: 'sent' | 'arrived';
  packet: PacketView;
};

export type AgentCalls = {
  hello: { args: AgentHello; value: true };
  identity: { args: null; value: AgentIdentity };
  listen: { args: ListenRequest & { listenerId: string }; value: ListenResult };
  /** `known`: what the learner's services listen on; an agent sees its own listeners only. */
  probe: { args: ProbeRequest & { connectionId: string; known: Endpoint[] }; value: ProbeResult };
  close: { args: { id: string }; value: boolean };
  /** False: no such connection, or one that may not be written to any more. */
  send: { args: SendRequest; value: boolean };
  sockets: { args: null; value: SocketsResult };
  /** Listens to the machine's packets from now on; null where that is not possible. */
  tap: { args: null; value: number | null };
  /** Packets from the mark on that `tap` gave. */
  packets: { args: { since: number }; value: CapturedPacket[] };
  /** One step of a scenario by one of its processes; `call` is its number for ever. */
  scenarioStep: {
    args: { call: number; proc: string; step: OracleStep; waitMs: number };
    value: StepAnswer;
  };
  /** How a step that waited stands, at the latest after `waitMs`. */
  scenarioWait: { args: { call: number; waitMs: number }; value: StepAnswer };
  /** The calls that have ended, and what `ss -tuan` shows. */
  scenarioLook: { args: null; value: { ended: number[]; sockets: OracleSocket[] } };
};
export type AgentOp = keyof AgentCalls;
export type AgentRequest = {
  [K in AgentOp]: AgentCalls[K]['args'] extends null
    ? { id: number; op: K }
    : { id: number; op: K; args: AgentCalls[K]['args'] };
}[AgentOp];

export type AgentMessage =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: 'limit' | 'not-allowed' | 'failed'; detail: string }
  | { event: TraceEvent }
  | { ready: true };
