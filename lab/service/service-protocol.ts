/** What labd and a sandbox's service process say to each other: JSON lines, answered by id. */
import type { Conversation, ServiceId } from '@/contract/lab-service';
import type { Endpoint } from '@/contract/trace';
import type { Door, Heard } from '../program/reassemble';

export type ServiceHello = {
  /** Literal addresses that this process may dial; null: every address of a private network. */
  own: string[] | null;
  lowestPort: number;
};

type Started = {
  answers: string;
  listening: { purpose: string; proto: 'tcp' | 'udp'; local: Endpoint }[];
  /** What a client in another process must know. */
  shared: Record<string, string>;
  /** Number of the process that holds the sockets, as its own machine counts. */
  pid: number;
};

export type ExchangeOrder = {
  service: ServiceId;
  exchange: string;
  input: Record<string, string>;
  address: string;
  /** Real ports, by purpose. */
  ports: Record<string, number>;
  shared: Record<string, string>;
  /** False: nobody is expected to answer. */
  running: boolean;
  ms: number;
};

export type ExchangeTold = {
  client: string;
  story: { did: string; got: string }[];
  error: { code: string; message: string } | null;
  ms: number;
};

export type ServiceCalls = {
  hello: { args: ServiceHello; value: true };
  start: {
    args: {
      service: ServiceId;
      bindTo: string;
      address: string;
      /** What the database that was leased for it says of itself; null: it needs none. */
      database: Record<string, string> | null;
    };
    value: { ok: true; started: Started } | { ok: false; errno: string; detail: string };
  };
  stop: { args: { service: ServiceId }; value: boolean };
  /** Marks for `wire`, to be asked before an exchange. */
  mark: { args: { service: ServiceId }; value: { wire: number; log: number } };
  wire: {
    args: { service: ServiceId; wire: number; log: number };
    value: { conversations: Conversation[]; log: string[] };
  };
  exchange: { args: ExchangeOrder; value: ExchangeTold };
  /** What was said with a real program, put together from the packets of its machine. */
  explain: {
    args: { service: ServiceId; doors: Door[]; packets: Heard[] };
    value: Conversation[];
  };
};
export type ServiceOp = keyof ServiceCalls;
export type ServiceRequest = {
  [K in ServiceOp]: { id: number; op: K; args: ServiceCalls[K]['args'] };
}[ServiceOp];
