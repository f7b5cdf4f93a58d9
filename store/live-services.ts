/**
 * What the page knows of the real services in the learner's sandbox: which there are, which run,
 * and how the last thing done with each ended. It stands on the store of the sandbox itself.
 */
import { createStore } from 'zustand/vanilla';
import type {
  ExchangeRequest,
  ExchangeResult,
  Reach,
  RunningService,
  RunsAs,
  ServiceId,
  ServiceRow,
  ServicesResult,
  StartServiceRequest,
  StartServiceResult,
} from '@/contract/lab-service';
import type { LabAnswer, LiveLabStore } from './live-lab';

export type ServicesApi = {
  list: () => Promise<LabAnswer<ServicesResult>>;
  start: (request: Partial<StartServiceRequest>) => Promise<LabAnswer<StartServiceResult>>;
  stop: (service: ServiceId) => Promise<LabAnswer<unknown>>;
  exchange: (request: Partial<ExchangeRequest>) => Promise<LabAnswer<ExchangeResult>>;
};

type Asked = Pick<ExchangeRequest, 'service' | 'exchange' | 'from' | 'input'>;

export type ServiceOutcome =
  | { kind: 'started'; at: number; running: RunningService }
  /** The system said no. */
  | { kind: 'not-started'; at: number; reach: Reach; errno: string; detail: string }
  | { kind: 'stopped'; at: number }
  | { kind: 'exchange'; at: number; asked: Asked; result: ExchangeResult; listening: boolean }
  /** The sandbox ended in the middle of it; nobody knows what became of it. */
  | { kind: 'lost'; at: number; asked: Asked | null; reach: Reach; runAs: RunsAs };

export type ServiceDeed =
  | { do: 'start' | 'stop'; service: ServiceId }
  | { do: 'exchange'; service: ServiceId; exchange: string };

export type LiveServices = {
  /** Null until the server has told. */
  catalogue: readonly ServiceRow[] | null;
  running: readonly RunningService[];
  /** What is under way, or null. */
  doing: ServiceDeed | null;
  /** The newest of each service. */
  outcomes: Partial<Record<ServiceId, ServiceOutcome>>;

  look: () => Promise<void>;
  start: (service: ServiceId, reach: Reach, runAs?: RunsAs) => Promise<boolean>;
  stop: (service: ServiceId) => Promise<void>;
  exchange: (asked: Asked) => Promise<void>;
  dispose: () => void;
};

/** Answers after which nobody knows how far the work had come. */
const lostCodes = ['session-ended', 'session-unknown', 'lab-off', 'offline'];

export function createLiveServices(
  lab: LiveLabStore,
  api: ServicesApi,
  now: () => number = () => performance.now(),
) {
  return createStore<LiveServices>()((set, get) => {
    const noted = (service: ServiceId, outcome: ServiceOutcome) =>
      set({ outcomes: { ...get().outcomes, [service]: outcome } });

    const unsubscribe = lab.subscribe(({ phase }, before) => {
      if (phase.is === before.phase.is) return;
      if (phase.is === 'open') void get().look();
      // Services live in the sandbox and end with it.
      else if (before.phase.is === 'open') set({ running: [] });
    });

    /** One deed at a time; `lost` says what to remember when the sandbox ends meanwhile. */
    async function during<T>(
      deed: ServiceDeed,
      lost: { asked: Asked | null; reach: Reach; runAs: RunsAs },
      ask: () => Promise<LabAnswer<T>>,
    ): Promise<T | null> {
      if (get().doing) return null;
      set({ doing: deed });
      const answer = await lab.getState().operate(deed.do, ask);
      set({ doing: null });
      if (answer.ok) return answer.value;
      if (lostCodes.includes(answer.code)) {
        noted(deed.service, { kind: 'lost', at: now(), ...lost });
      }
      return null;
    }

    /** How a service was started, as far as is known. */
    const how = (service: ServiceId): { reach: Reach; runAs: RunsAs } => {
      const here = get().running.find((each) => each.service === service);
      return { reach: here?.reach ?? 'everywhere', runAs: here?.runAs ?? 'library' };
    };

    const runningWithout = (service: ServiceId) =>
      get().running.filter((each) => each.service !== service);

    return {
      catalogue: null,
      running: [],
      doing: null,
      outcomes: {},

      async look() {
        const answer = await api.list();
        if (answer.ok) set(answer.value);
      },

      async start(service, reach, runAs = 'library') {
        const result = await during({ do: 'start', service }, { asked: null, reach, runAs }, () =>
          api.start({ service, reach, runAs }),
        );
        if (!result) return false;
        if (!result.ok) {
          const { errno, detail } = result;
          // A service that is started anew was ended first.
          set({ running: runningWithout(service) });
          noted(service, { kind: 'not-started', at: now(), reach, errno, detail });
          return false;
        }
        const { running } = result;
        set({ running: [...runningWithout(service), running] });
        noted(service, { kind: 'started', at: now(), running });
        return true;
      },

      async stop(service) {
        const done = await during({ do: 'stop', service }, { asked: null, ...how(service) }, () =>
          api.stop(service),
        );
        if (done === null) return;
        set({ running: runningWithout(service) });
        noted(service, { kind: 'stopped', at: now() });
      },

      async exchange(asked) {
        const { service, exchange } = asked;
        const here = get().running.find((each) => each.service === service);
        const deed = { do: 'exchange' as const, service, exchange };
        const result = await during(deed, { asked, ...how(service) }, () => api.exchange(asked));
        if (!result) return;
        noted(service, { kind: 'exchange', at: now(), asked, result, listening: !!here });
      },

      dispose: unsubscribe,
    };
  });
}
export type LiveServicesStore = ReturnType<typeof createLiveServices>;
