/**
 * The site's side of the lab: starts labd when it is first needed, asks it, passes its events on,
 * and starts it again, with growing pauses, should it die. The site lives on meanwhile.
 */
import type { EndReason, LabEvent, LabStatus, LabTier } from '@/contract/lab';
import {
  type LabdCalls,
  type LabdErrorCode,
  type LabdMessage,
  type LabdOp,
  type LabdTierStatus,
  LabError,
} from './labd/labd-protocol';
import { type LabdProcess, startLabd, whyNoLabd } from './labd-process';
import { defaultLimits, type LabLimits } from './limits';
import type { LabSettings } from './settings';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A labd that has lived so long is well again, and its next death is the first one. */
const WELL_AFTER_MS = 60_000;
/** A sandbox that starts on a busy machine, or a service, and then a client that waits. */
const ANSWER_MS = 45_000;

export type LabListener = {
  event: (item: LabEvent) => void;
  end: (reason: EndReason) => void;
};

export type LabClientOptions = {
  root: string;
  settings: LabSettings;
  /** Asked when labd starts: does the site listen on loopback only? */
  siteIsPrivate: () => boolean;
  limits?: LabLimits;
  /** Told of each operation when it is over. */
  observe?: (done: LabOperation) => void;
};

/** One call of labd: what was asked, how it ended, how long it took. */
export type LabOperation = {
  op: LabdOp;
  args: LabdCalls[LabdOp]['args'];
  result: { ok: true; value: unknown } | { ok: false; code: LabdErrorCode };
  ms: number;
};

export type LabClient = ReturnType<typeof createLabClient>;

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

export function createLabClient({
  root,
  settings,
  siteIsPrivate,
  limits,
  observe = () => {},
}: LabClientOptions) {
  const bounds: LabLimits = limits ?? {
    ...defaultLimits,
    sessions: settings.sessions ?? defaultLimits.sessions,
    databases: settings.databases ?? defaultLimits.databases,
    sessionsPerAddress: settings.sessionsPerAddress ?? defaultLimits.sessionsPerAddress,
  };
  let labd: LabdProcess | null = null;
  let starting: Promise<void> | null = null;
  let state: LabStatus['state'] = 'idle';
  let told: LabdTierStatus = { tier: 'off', reason: 'The lab has not been used yet.', cure: null };
  let pause = FIRST_PAUSE_MS;
  let again: NodeJS.Timeout | null = null;
  let stopped = false;
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<LabListener>>();
  let nextId = 1;

  const off = (reason: string, cure: string | null = null) => {
    state = 'off';
    told = { tier: 'off', reason, cure };
  };

  function receive(message: LabdMessage) {
    if ('id' in message) {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.ok) asked?.resolve(message.value);
      else asked?.reject(new LabError(message.code, message.detail));
    } else if ('push' in message) {
      if (message.push === 'off') return switchOff(message.reason);
      for (const listener of [...(listeners.get(message.session) ?? [])]) {
        if (message.push === 'event') listener.event(message.item);
        else listener.end(message.reason);
      }
      if (message.push === 'end') listeners.delete(message.session);
    }
  }

  function lost(bornAt: number) {
    labd = null;
    for (const { reject } of waiting.values()) {
      reject(
        new LabError('lab-off', 'The lab stopped while it was working; it is being restarted.'),
      );
    }
    waiting.clear();
    for (const [, group] of listeners) for (const listener of group) listener.end('lab-down');
    listeners.clear();
    if (stopped) return;
    if (performance.now() - bornAt > WELL_AFTER_MS) pause = FIRST_PAUSE_MS;
    restartLater('The lab stopped unexpectedly and is being started again.');
  }

  /** Ends labd and all under it, and starts no other until it is asked to. */
  function switchOff(reason: string) {
    const running = labd;
    stopped = true;
    if (again) clearTimeout(again);
    again = null;
    off(reason);
    running?.kill();
  }

  function restartLater(reason: string) {
    state = 'restarting';
    told = { ...told, reason };
    again = setTimeout(() => {
      again = null;
      void begin();
    }, pause);
    again.unref();
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  async function begin() {
    const impossible = whyNoLabd();
    if (impossible)
      return off(
        `The lab is off: ${impossible}.`,
        'Run the site on Linux, or in a Linux container.',
      );
    if (state !== 'restarting') state = 'starting';
    const bornAt = performance.now();
    try {
      const process = await startLabd({
        root,
        labUid: settings.labUid,
        config: {
          setting: settings.lab === 'off' ? 'auto' : settings.lab,
          loopbackAllowed: settings.lab === 'loopback' || siteIsPrivate(),
          limits: bounds,
          programs: settings.programs,
        },
        onMessage: receive,
        onGone: () => lost(bornAt),
      });
      if (stopped) return process.kill();
      told = process.hello;
      if (told.tier === 'off') {
        state = 'off';
        stopped = true;
        process.kill();
        return;
      }
      labd = process;
      state = 'ready';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      restartLater(`The lab could not be started (${why}); trying again.`);
    }
  }

  /** Starts labd if nobody has; resolves when that is decided, one way or the other. */
  async function ready(): Promise<void> {
    if (state === 'idle') {
      if (settings.mistake)
        off(`The lab is off: ${settings.mistake}`, 'Correct the setting and restart.');
      else if (settings.lab === 'off') off('The lab is switched off here (LAB=off).');
      else {
        state = 'starting';
        starting = begin().finally(() => {
          starting = null;
        });
      }
    }
    if (starting) await starting;
  }

  async function call<K extends LabdOp>(
    op: K,
    args: LabdCalls[K]['args'],
  ): Promise<LabdCalls[K]['value']> {
    const started = performance.now();
    const done = (result: LabOperation['result']) =>
      observe({ op, args, result, ms: performance.now() - started });
    try {
      const value = await ask(op, args);
      done({ ok: true, value });
      return value;
    } catch (error) {
      const code = error instanceof LabError ? error.code : 'unexpected';
      done({ ok: false, code });
      throw error;
    }
  }

  async function ask<K extends LabdOp>(
    op: K,
    args: LabdCalls[K]['args'],
  ): Promise<LabdCalls[K]['value']> {
    await ready();
    const process = labd;
    if (!process) throw new LabError('lab-off', told.reason);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const most = op === 'twin' ? ANSWER_MS + bounds.twin.ms : ANSWER_MS;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new LabError('failed', `The lab did not answer within ${most / 1000} s.`));
      }, most);
      waiting.set(id, {
        resolve(value) {
          clearTimeout(timer);
          resolve(value as LabdCalls[K]['value']);
        },
        reject(error) {
          clearTimeout(timer);
          reject(error);
        },
      });
      process.socket.write(`${JSON.stringify({ id, op, args })}\n`);
    });
  }

  return {
    call,
    /** @param start whether asking starts the lab, if nobody has. */
    async status(session: string | null = null, start = true): Promise<LabStatus> {
      if (start) await ready();
      const tier: LabTier = labd ? told.tier : 'off';
      const nobody = { open: 0, max: bounds.sessions, waiting: 0 };
      const { sessions, canary, yours } = labd
        ? await call('status', { session })
        : { sessions: nobody, canary: null, yours: false };
      const { reason, cure } = told;
      return { state, tier, reason, cure, sessions, ...(canary && { canary }), yours };
    },
    /** Events of one session from now on; call the result to stop. */
    subscribe(session: string, listener: LabListener): () => void {
      const group = listeners.get(session) ?? new Set();
      listeners.set(session, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0 && listeners.get(session) === group) listeners.delete(session);
      };
    },
    subscribers: (session: string) => listeners.get(session)?.size ?? 0,
    limits: bounds,
    switchOff,
    /** Undoes `switchOff`: the tier is proved anew. Does nothing where it runs. */
    async switchOn() {
      if (state !== 'off') return;
      stopped = false;
      state = 'idle';
      await ready();
    },
    /** Ends labd and everything under it, for good. */
    stop() {
      stopped = true;
      if (again) clearTimeout(again);
      labd?.kill();
    },
  };
}
