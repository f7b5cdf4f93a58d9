/**
 * What the page knows of the learner's sandbox on the server: whether there is one, what is open
 * in it, what happened, how the last tries ended. All asking goes through a `LabApi`.
 */
import { createStore } from 'zustand/vanilla';
import type {
  EndReason,
  LabEvent,
  LabSession,
  LabStatus,
  ListenRequest,
  ListenResult,
  OpenLabSession,
  ProbeRequest,
  ProbeResult,
  SocketsResult,
} from '@/contract/lab';

export type LabAnswer<T> =
  | { ok: true; value: T }
  /** `code` of the problem, or `offline` when the server could not be reached. */
  | { ok: false; code: string; detail: string };

export type LabApi = {
  status: () => Promise<LabAnswer<LabStatus>>;
  open: () => Promise<LabAnswer<LabSession>>;
  end: () => Promise<LabAnswer<unknown>>;
  listen: (request: Partial<ListenRequest>) => Promise<LabAnswer<ListenResult>>;
  probe: (request: Partial<ProbeRequest>) => Promise<LabAnswer<ProbeResult>>;
  close: (id: string) => Promise<LabAnswer<unknown>>;
  sockets: () => Promise<LabAnswer<SocketsResult>>;
  /** Starts listening to events; the result stops it. */
  watch: (
    onEvent: (item: LabEvent) => void,
    onEnd: (reason: EndReason | 'lost') => void,
  ) => () => void;
};

export type LivePhase =
  | { is: 'unknown' }
  /** The lab is off, for a reason that will not go away by itself. */
  | { is: 'off' }
  /** It could be opened. */
  | { is: 'closed'; ended: EndReason | null }
  | { is: 'opening' }
  | { is: 'queued'; position: number }
  | { is: 'open'; session: OpenLabSession; openedAt: number }
  /** The lab died and comes back. */
  | { is: 'restarting' }
  | { is: 'offline' };

export type LiveOutcome =
  | { kind: 'listen'; at: number; request: Partial<ListenRequest>; result: ListenResult }
  | { kind: 'probe'; at: number; result: ProbeResult };

type LabWork = 'listen' | 'probe' | 'close' | 'start' | 'stop' | 'exchange' | 'twin';

export type LiveLab = {
  phase: LivePhase;
  status: LabStatus | null;
  events: LabEvent[];
  sockets: SocketsResult;
  /** When the kernel's table was read: milliseconds since 1970; null before the first time. */
  socketsAt: number | null;
  /** Newest first. */
  outcomes: LiveOutcome[];
  /** What is under way, in a word, or null. */
  busy: LabWork | null;
  /** The last refusal of the lab itself (not of the kernel), in its own words. */
  complaint: string | null;

  /** Asks how the lab is, and takes an open sandbox of this browser up again. */
  look: () => Promise<void>;
  open: () => Promise<boolean>;
  /** Throws the sandbox away, or leaves the line for one. */
  end: () => Promise<void>;
  listen: (request: Partial<ListenRequest>) => Promise<ListenResult | null>;
  probe: (request: Partial<ProbeRequest>) => Promise<ProbeResult | null>;
  close: (id: string) => Promise<void>;
  /**
   * Runs one operation in an open sandbox, opening one first where there is none. Refusals of the
   * lab become `complaint`; `not-open` says that there is no sandbox yet.
   */
  operate: <T>(work: LabWork, ask: () => Promise<LabAnswer<T>>) => Promise<LabAnswer<T>>;
  refresh: () => Promise<void>;
  /** Stops every timer and stream. */
  dispose: () => void;
};

const nothingOpen: SocketsResult = { rows: [], listeners: [], connections: [] };
const EVENTS_KEPT = 300;
const OUTCOMES_KEPT = 8;
const REFRESH_MS = 120;
const COME_BACK_MS = 2_000;
/** Gone sandboxes: the page opens a new one when the learner next does something. */
const gone = ['session-unknown', 'session-ended'];

export function createLiveLab(api: LabApi, now: () => number = () => performance.now()) {
  let stopWatching: (() => void) | null = null;
  let refreshing: ReturnType<typeof setTimeout> | null = null;
  let later: ReturnType<typeof setTimeout> | null = null;
  /** A sandbox was there when the lab went away, and is opened again when it comes back. */
  let wanted = false;
  /** How often the table has been asked for. */
  let tables = 0;

  return createStore<LiveLab>()((set, get) => {
    const after = (ms: number, work: () => void) => {
      if (later) clearTimeout(later);
      later = setTimeout(() => {
        later = null;
        work();
      }, ms);
    };
    const forget = () => {
      stopWatching?.();
      stopWatching = null;
      set({ sockets: nothingOpen, socketsAt: null, busy: null });
    };

    /** The lab is down or unreachable: look again in a while, and go on where it was possible. */
    const comeBack = (phase: LivePhase, reopen: boolean) => {
      forget();
      set({ phase });
      // The stream's end and a call's failure both tell of it; whichever is second takes nothing back.
      wanted ||= reopen;
      after(COME_BACK_MS, async () => {
        await get().look();
        const { phase: next } = get();
        if (next.is === 'restarting' || next.is === 'offline') return comeBack(next, false);
        const again = wanted && next.is === 'closed';
        wanted = false;
        if (again) await get().open();
      });
    };

    const ended = (reason: EndReason | 'lost') => {
      if (reason === 'lab-down') return comeBack({ is: 'restarting' }, true);
      if (reason === 'lost') return comeBack({ is: 'offline' }, true);
      forget();
      set({ phase: { is: 'closed', ended: reason } });
    };

    /** `reopen`: a sandbox was open or asked for, so one is opened again when that is possible. */
    const failed = (code: string, detail: string, reopen = get().phase.is === 'open') => {
      if (code === 'offline') return comeBack({ is: 'offline' }, reopen);
      if (code === 'lab-off') return comeBack({ is: 'restarting' }, reopen);
      if (gone.includes(code)) {
        forget();
        set({ phase: { is: 'closed', ended: null } });
      }
      set({ complaint: detail });
    };

    const entered = (session: LabSession) => {
      if (session.state === 'queued') {
        set({ phase: { is: 'queued', position: session.position } });
        after(session.retryMs, () => void get().open());
        return;
      }
      set({ phase: { is: 'open', session, openedAt: now() } });
      stopWatching ??= api.watch((item) => {
        const { events } = get();
        // A reopened stream repeats what it is not sure was read; a new sandbox counts from 1.
        if (events.some((old) => old.seq === item.seq)) return;
        set({ events: [...events.slice(-(EVENTS_KEPT - 1)), item] });
        refreshing ??= setTimeout(() => {
          refreshing = null;
          void get().refresh();
        }, REFRESH_MS);
      }, ended);
    };

    const valueOf = <T>(answer: LabAnswer<T>): T | null => (answer.ok ? answer.value : null);
    const noted = (outcome: LiveOutcome) =>
      set({ outcomes: [outcome, ...get().outcomes].slice(0, OUTCOMES_KEPT) });

    return {
      phase: { is: 'unknown' },
      status: null,
      events: [],
      sockets: nothingOpen,
      socketsAt: null,
      outcomes: [],
      busy: null,
      complaint: null,

      async look() {
        const status = await api.status();
        if (!status.ok) return set({ phase: { is: 'offline' } });
        set({ status: status.value });
        const { state } = status.value;
        if (state === 'off') return set({ phase: { is: 'off' } });
        if (state === 'restarting') return set({ phase: { is: 'restarting' } });
        if (!status.value.yours) {
          const { phase } = get();
          const known = phase.is === 'closed' ? phase : { is: 'closed' as const, ended: null };
          return set({ phase: known });
        }
        const session = await api.open();
        if (!session.ok) return failed(session.code, session.detail);
        entered(session.value);
        await get().refresh();
      },

      async open() {
        if (get().phase.is === 'open') return true;
        const waiting = get().phase.is === 'queued';
        if (!waiting) set({ phase: { is: 'opening' }, events: [], outcomes: [], complaint: null });
        const session = await api.open();
        // The learner left the line while it was asked about.
        if (waiting && get().phase.is !== 'queued') return false;
        if (!session.ok) {
          set({ phase: { is: 'closed', ended: null } });
          failed(session.code, session.detail, true);
          return false;
        }
        entered(session.value);
        return session.value.state === 'open';
      },

      async end() {
        if (get().phase.is !== 'queued') {
          await api.end();
          return ended('closed');
        }
        if (later) clearTimeout(later);
        later = null;
        set({ phase: { is: 'closed', ended: null } });
        await api.end();
      },

      async listen(request) {
        const result = valueOf(await get().operate('listen', () => api.listen(request)));
        if (result) noted({ kind: 'listen', at: now(), request, result });
        return result;
      },
      async probe(request) {
        const result = valueOf(await get().operate('probe', () => api.probe(request)));
        if (result) noted({ kind: 'probe', at: now(), result });
        return result;
      },
      async close(id) {
        await get().operate('close', () => api.close(id));
      },
      async operate(busy, ask) {
        if (get().phase.is !== 'open' && !(await get().open())) {
          return { ok: false, code: 'not-open', detail: '' };
        }
        set({ busy, complaint: null });
        const answer = await ask();
        set({ busy: null });
        if (answer.ok) void get().refresh();
        else failed(answer.code, answer.detail);
        return answer;
      },
      async refresh() {
        if (get().phase.is !== 'open') return;
        tables += 1;
        const mine = tables;
        const sockets = await api.sockets();
        // Answers may overtake one another; only the one asked for last is the present.
        if (mine !== tables || get().phase.is !== 'open') return;
        if (sockets.ok) set({ sockets: sockets.value, socketsAt: Date.now() });
        else if (sockets.code !== 'rate') failed(sockets.code, sockets.detail);
      },
      dispose() {
        if (later) clearTimeout(later);
        if (refreshing) clearTimeout(refreshing);
        stopWatching?.();
        stopWatching = null;
      },
    };
  });
}
export type LiveLabStore = ReturnType<typeof createLiveLab>;
