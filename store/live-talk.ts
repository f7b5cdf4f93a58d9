/**
 * A conversation that a learner leads by hand: one connection of the sandbox, what was typed on it
 * and what came back. What comes back is read from the sandbox's events.
 */
import { createStore } from 'zustand/vanilla';
import type { LabEvent, ProbeRequest, ProbeResult, SendRequest } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { Endpoint } from '@/contract/trace';
import type { LabAnswer, LiveLabStore } from './live-lab';

/** Bytes are strings of one character a byte. */
export type TalkPiece =
  | { kind: 'tried'; result: ProbeResult }
  | { kind: 'said'; bytes: string }
  /** `total` bytes came; more than `bytes` holds when there were many. */
  | { kind: 'heard'; bytes: string; total: number }
  | { kind: 'over'; how: TalkEnd }
  | { kind: 'unsaid'; why: string };

/** `idle`: closed by the lab, since nobody said a word. `lost`: the sandbox ended. */
export type TalkEnd = 'they-closed' | 'you-ended' | 'you-closed' | 'reset' | 'idle' | 'lost';

export type TalkState = {
  phase: 'closed' | 'connecting' | 'open' | 'half-closed';
  /** Of the connection while it is kept. */
  id: string | null;
  host: LabHostName;
  local: Endpoint | null;
  pieces: readonly TalkPiece[];
  /** Lines that were typed, oldest first. */
  typed: readonly string[];
};

export type LiveTalk = TalkState & {
  connect: (to: { from: LabHostName; addr: string; port: number }) => Promise<boolean>;
  /** `line` as it was typed, `lineEnd` the bytes behind it. */
  say: (line: string, lineEnd: string) => Promise<void>;
  /** Says that no more will be said: FIN goes out, answers may come. */
  end: () => Promise<void>;
  close: () => Promise<void>;
  dispose: () => void;
};

export type TalkApi = {
  probe: (request: Partial<ProbeRequest>) => Promise<LabAnswer<ProbeResult>>;
  send: (request: Partial<SendRequest>) => Promise<LabAnswer<unknown>>;
  close: (id: string) => Promise<LabAnswer<unknown>>;
};

const PIECES_KEPT = 400;
const LINES_KEPT = 60;

type Heard = { pieces: TalkPiece[]; over: boolean };
type Call = Extract<LabEvent['event'], { kind: 'call' }>;

const sameEnd = (a: unknown, b: Endpoint) =>
  (a as Endpoint | null)?.addr === b.addr && (a as Endpoint | null)?.port === b.port;

/** The descriptor of the connection with the local end `local`; null when no event tells of it. */
function findSocket(calls: readonly Call[], local: Endpoint): number | null {
  const told = calls.findLast(
    ({ call, result }) =>
      call === 'connect' &&
      result?.ok &&
      sameEnd((result.value as { local?: unknown } | null)?.local, local),
  );
  return told?.fd ?? null;
}

/** What one event of the connection tells; null for those that tell nothing new. */
function readCall({ call, result }: Call, closing: TalkEnd | null): TalkPiece | 'gone' | null {
  const tried = call === 'recv' || call === 'send';
  if (tried && result && !result.ok) return { kind: 'over', how: 'reset' };
  if (call === 'recv' && result?.ok) {
    const { n, data } = result.value as { n: number; data: string };
    return n === 0
      ? { kind: 'over', how: 'they-closed' }
      : { kind: 'heard', bytes: data, total: n };
  }
  if (call === 'close') return closing === null ? { kind: 'over', how: 'idle' } : 'gone';
  return null;
}

/**
 * What `events` tell of one connection, in order.
 * @param closing how it is known to end already, if it is.
 */
export function hearEvents(
  events: readonly LabEvent[],
  { host, local, fd: known }: { host: LabHostName; local: Endpoint; fd: number | null },
  closing: TalkEnd | null,
): Heard & { fd: number | null } {
  const calls = events.flatMap(({ event }) =>
    event.kind === 'call' && event.host === host && event.program === 'probe' ? event : [],
  );
  const fd = known ?? findSocket(calls, local);
  const heard: Heard = { pieces: [], over: false };
  if (fd === null) return { ...heard, fd };
  let how = closing;
  for (const call of calls) {
    if (call.fd !== fd || heard.over) continue;
    const piece = readCall(call, how);
    if (piece === null) continue;
    if (call.call === 'close') heard.over = true;
    if (piece === 'gone') continue;
    heard.pieces.push(piece);
    if (piece.kind === 'over') how = piece.how;
  }
  return { ...heard, fd };
}

/** UTF-8, one character a byte. */
export const bytesOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

export function createLiveTalk(lab: LiveLabStore, api: TalkApi) {
  /** Number of the last event that has been read. */
  let read = 0;
  let fd: number | null = null;
  let ending: TalkEnd | null = null;

  return createStore<LiveTalk>()((set, get) => {
    const add = (...pieces: TalkPiece[]) =>
      set({ pieces: [...get().pieces, ...pieces].slice(-PIECES_KEPT) });
    const over = () => set({ phase: 'closed', id: null });
    const isOpen = () => get().phase === 'open' || get().phase === 'half-closed';

    function listen(events: readonly LabEvent[]) {
      const { host, local } = get();
      if (!local || !isOpen()) return;
      const fresh = events.filter(({ seq }) => seq > read);
      if (fresh.length === 0) return;
      const heard = hearEvents(fresh, { host, local, fd }, ending);
      // Until the call that made the connection has been told of, nothing is taken as read.
      if (heard.fd === null) return;
      fd = heard.fd;
      read = Math.max(...fresh.map(({ seq }) => seq));
      const end = heard.pieces.findLast((piece) => piece.kind === 'over');
      if (end) ending = end.how;
      if (heard.pieces.length > 0) add(...heard.pieces);
      if (heard.over) over();
    }
    const unsubscribe = lab.subscribe(({ events, phase }, before) => {
      if (phase.is !== 'open' && before.phase.is === 'open' && get().phase !== 'closed') {
        add({ kind: 'over', how: 'lost' });
        return over();
      }
      if (events !== before.events) listen(events);
    });

    async function send(data: string, end: boolean) {
      const { id } = get();
      if (id === null) return;
      const answer = await api.send({ id, data, end });
      if (answer.ok || get().id !== id) return;
      add({ kind: 'unsaid', why: answer.detail });
    }

    return {
      phase: 'closed',
      id: null,
      host: 'laptop',
      local: null,
      pieces: [],
      typed: [],

      async connect({ from, addr, port }) {
        if (get().phase !== 'closed') return false;
        set({ phase: 'connecting', host: from, local: null });
        // A sandbox that is opened by this counts from 1.
        const wasOpen = lab.getState().phase.is === 'open';
        read = wasOpen ? (lab.getState().events.at(-1)?.seq ?? 0) : 0;
        fd = null;
        ending = null;
        const answer = await lab
          .getState()
          .operate('probe', () => api.probe({ from, addr, port, say: 'nothing', keep: true }));
        if (get().phase !== 'connecting') return false;
        if (!answer.ok) {
          over();
          return false;
        }
        const { value: result } = answer;
        add({ kind: 'tried', result });
        if (result.kept === null) {
          if (result.received !== '') {
            add({ kind: 'heard', bytes: result.received, total: result.receivedBytes });
          }
          if (result.closedByPeer) add({ kind: 'over', how: 'they-closed' });
          over();
          return false;
        }
        set({ phase: 'open', id: result.kept, local: result.local });
        listen(lab.getState().events);
        return true;
      },

      async say(line, lineEnd) {
        if (get().phase !== 'open') return;
        const bytes = bytesOf(line) + lineEnd;
        const typed = line === '' ? get().typed : [...get().typed, line].slice(-LINES_KEPT);
        set({ typed });
        add({ kind: 'said', bytes });
        await send(bytes, false);
      },

      async end() {
        if (get().phase !== 'open') return;
        ending ??= 'you-ended';
        set({ phase: 'half-closed' });
        add({ kind: 'over', how: 'you-ended' });
        await send('', true);
      },

      async close() {
        const { id } = get();
        if (id === null) return;
        add({ kind: 'over', how: 'you-closed' });
        over();
        await api.close(id);
        void lab.getState().refresh();
      },

      dispose: unsubscribe,
    };
  });
}
export type LiveTalkStore = ReturnType<typeof createLiveTalk>;
