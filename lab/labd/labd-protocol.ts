/** What the site's server and labd say to each other over their socket. */
import type {
  EndReason,
  LabEvent,
  LabSession,
  LabTier,
  LastCanary,
  ListenRequest,
  ListenResult,
  ProbeRequest,
  ProbeResult,
  SendRequest,
  SocketsResult,
} from '@/contract/lab';
import type { LabOverview } from '@/contract/lab-operator';
import type {
  ExchangeRequest,
  ExchangeResult,
  RunningService,
  ServiceId,
  StartServiceRequest,
  StartServiceResult,
} from '@/contract/lab-service';
import type { TwinRequest, TwinResult } from '@/contract/twin';
import type { LabLimits } from '../limits';

export type LabSetting = 'auto' | 'netns' | 'loopback';

/** First line on labd's standard input, whose end is the end of labd. */
export type LabdConfig = {
  socketPath: string;
  secret: string;
  setting: LabSetting;
  /** The loopback tier shares the machine's ports: fine on one's own computer, a choice elsewhere. */
  loopbackAllowed: boolean;
  /** Folders to hide from agents, beside the usual ones. */
  hide: string[];
  limits: LabLimits;
  /** Ids of the real programs that may run; null: all that are installed. */
  programs: string[] | null;
};

export type LabdTierStatus = {
  tier: LabTier;
  reason: string;
  cure: string | null;
};

export type LabdStatus = LabdTierStatus & {
  sessions: { open: number; max: number; waiting: number };
  canary: LastCanary | null;
  /** Whether `session` is open. */
  yours: boolean;
};

export type LabdCalls = {
  status: { args: { session: string | null }; value: LabdStatus };
  /** Opens, or renews when `session` is known; a new id otherwise. */
  open: {
    args: { session: string | null; caller: string | null };
    value: { session: string; view: LabSession };
  };
  end: { args: { session: string }; value: boolean };
  overview: { args: Record<string, never>; value: LabOverview };
  /** Closes the sandbox of that name, or all; says how many. */
  evict: { args: { name: string | null }; value: number };
  listen: { args: { session: string; request: ListenRequest }; value: ListenResult };
  probe: { args: { session: string; request: ProbeRequest }; value: ProbeResult };
  close: { args: { session: string; id: string }; value: boolean };
  send: { args: { session: string; request: SendRequest }; value: boolean };
  sockets: { args: { session: string }; value: SocketsResult };
  services: { args: { session: string }; value: RunningService[] };
  /** The real program that can stand for a service here, by name and version. */
  programs: { args: null; value: Partial<Record<ServiceId, string>> };
  startService: {
    args: { session: string; request: StartServiceRequest };
    value: StartServiceResult;
  };
  stopService: { args: { session: string; service: ServiceId }; value: boolean };
  exchange: { args: { session: string; request: ExchangeRequest }; value: ExchangeResult };
  twin: { args: { session: string; request: TwinRequest }; value: TwinResult };
  /** Events after `after`; new ones are pushed to every connection of the server anyway. */
  history: { args: { session: string; after: number }; value: LabEvent[] };
};
export type LabdOp = keyof LabdCalls;

/** Stable codes; the routes turn each into a status. */
export type LabdErrorCode =
  | 'session-unknown'
  | 'session-ended'
  | 'address-not-allowed'
  | 'host-not-here'
  | 'port-not-allowed'
  | 'limit'
  | 'rate'
  | 'not-found'
  | 'busy'
  | 'lab-off'
  | 'failed'
  | 'unexpected';

export type LabdRequest = {
  [K in LabdOp]: { id: number; op: K; args: LabdCalls[K]['args'] };
}[LabdOp];

export type LabdMessage =
  | { hello: LabdTierStatus }
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: LabdErrorCode; detail: string }
  | { push: 'event'; session: string; item: LabEvent }
  | { push: 'end'; session: string; reason: EndReason }
  /** The tier no longer proves itself: labd goes, and is not to be started again. */
  | { push: 'off'; reason: string };

export class LabError extends Error {
  constructor(
    readonly code: LabdErrorCode,
    detail: string,
  ) {
    super(detail);
    this.name = 'LabError';
  }
}
