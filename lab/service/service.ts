/**
 * What a real service of the lab is made of. One folder each; `service-table.ts` lists them.
 * A server sees its House and nothing else of the machine; a client sees its Guest.
 */
import type { Duplex } from 'node:stream';
import type { Conversation, WireField, WireTurn } from '@/contract/lab-service';
import type { Endpoint } from '@/contract/trace';
import type { LeasedDatabase } from './leased-database';

/** A connection that a service accepted, already recorded. It knows its ends as a socket does. */
export type WireStream = Duplex & {
  remoteAddress: string;
  remotePort: number;
  localAddress: string;
  localPort: number;
};

/** Opens a conversation of its own for what is said inside another one, e.g. inside TLS. */
export type RecordInside = (stream: Duplex) => WireStream;

/** `port` 0: the kernel chooses. `thisMachine`: for clients on the same machine only. */
type Where = { port?: number; thisMachine?: boolean };

/** A server's surroundings. Everything opened through it is closed when the service stops. */
export type House = {
  /** Listens on the port that the catalogue gives to `purpose`. Rejects with the system's error. */
  listen(
    purpose: string,
    accept: (stream: WireStream, inside: RecordInside) => void,
    where?: Where,
  ): Promise<Endpoint>;
  /** The same for datagrams; `reply` answers the one who asked. */
  listenUdp(
    purpose: string,
    receive: (bytes: Buffer, reply: (bytes: Uint8Array) => void, peer: Endpoint) => void,
  ): Promise<Endpoint>;
  /**
   * Calls a client back, as FTP's active mode does: recorded as if the one who is called were the
   * client, since the service is the server of that conversation, too. Rejects with the system's error.
   */
  call(purpose: string, to: Endpoint, from: Endpoint): Promise<WireStream>;
  /** A line of the server's log, as its administrator would see it. */
  log(line: string): void;
  /** What clients need to know and cannot learn from the wire: certificates they trust. */
  share(name: string, value: string): void;
  /** The database that was leased for this service, if its row asks for one. */
  database: LeasedDatabase | null;
  /** The address at which clients on this machine find the service. */
  address: string;
  /** The real port behind a purpose: another one where low ports are not allowed. */
  port(purpose: string): number;
  /** A port of this address at which nobody listens: it was the kernel's to give a moment ago. */
  silentPort(): Promise<number>;
  onStop(work: () => void | Promise<void>): void;
};

/** A client's surroundings. It may dial `address` and nothing else. */
export type Guest = {
  address: string;
  port(purpose: string): number;
  /** What the learner wrote, by the names that the catalogue lists; never missing. */
  input: Readonly<Record<string, string>>;
  shared: Readonly<Record<string, string>>;
  /** Adds a line to the story: what the client did, and what it got. */
  tell(did: string, got: string): void;
  /** Aborted when the time of an exchange is over. */
  signal: AbortSignal;
};

export type Turn = Pick<WireTurn, 'from'> & { bytes: Uint8Array };
export type Talked = Pick<Conversation, 'proto' | 'purpose' | 'layer'> & { turns: readonly Turn[] };

/** The meaning of every turn's bytes: one list of fields for each turn. Never throws. */
export type Annotate = (talked: Talked) => WireField[][];

export type Service = {
  start(house: House): Promise<void>;
  /** Throws the library's own error when the exchange fails: that is an outcome, too. */
  exchanges: Readonly<Record<string, (guest: Guest) => Promise<void>>>;
  annotate: Annotate;
};
