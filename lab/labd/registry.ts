/** Who has a sandbox, and who waits for one. */
import { randomBytes } from 'node:crypto';
import type { EndReason, LabEvent, LabSession } from '@/contract/lab';
import { createBucket, type LabLimits } from '../limits';
import type { LabBackend } from './backend';
import { LabError } from './labd-protocol';
import { type Sandbox, startSandbox } from './sandbox';

const RETRY_MS = 3_000;
const REMEMBERED_ENDS = 1_000;
/** Starting a sandbox is the dearest operation; a crowd takes turns. */
const STARTS_AT_ONCE = 3;

const endWords: Record<EndReason, string> = {
  idle: 'it was not used for a while',
  life: 'its time was up',
  closed: 'it was closed',
  crashed: 'its process ended',
  'lab-down': 'the lab was restarted',
  'not-read': 'its events were not read',
};

type Ticket = { id: string; seen: number };

export type Registry = ReturnType<typeof createRegistry>;

export function createRegistry(
  backend: LabBackend,
  limits: LabLimits,
  push: {
    event: (session: string, item: LabEvent) => void;
    end: (session: string, reason: EndReason) => void;
  },
) {
  const sandboxes = new Map<string, Sandbox>();
  const starting = new Map<string, Promise<Sandbox>>();
  const ended = new Map<string, EndReason>();
  let queue: Ticket[] = [];
  let starts = 0;
  const turns: (() => void)[] = [];
  const opens = createBucket(limits.opensPerSecond, limits.opensBurst);
  const slots = new Set<number>();

  const newId = () => randomBytes(24).toString('base64url');
  const occupied = () => sandboxes.size + starting.size;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    while (starts >= STARTS_AT_ONCE) await new Promise<void>((resolve) => turns.push(resolve));
    starts++;
    try {
      return await work();
    } finally {
      starts--;
      turns.shift()?.();
    }
  }

  async function start(id: string): Promise<Sandbox> {
    let slot = 0;
    while (slots.has(slot)) slot++;
    slots.add(slot);
    let born: Sandbox | null = null;
    let early: EndReason | null = null;
    const gone = (reason: EndReason) => {
      early = reason;
      slots.delete(slot);
      if (sandboxes.get(id) === born) sandboxes.delete(id);
      ended.set(id, reason);
      for (const old of ended.keys()) {
        if (ended.size <= REMEMBERED_ENDS) break;
        ended.delete(old);
      }
      push.end(id, reason);
    };
    try {
      born = await inTurn(() =>
        startSandbox(backend, limits, slot, {
          event: (item) => push.event(id, item),
          ended: gone,
        }),
      );
    } catch (error) {
      slots.delete(slot);
      const why = error instanceof Error ? error.message : String(error);
      throw new LabError('failed', `The sandbox could not be started: ${why}`);
    }
    if (early !== null) throw new LabError('failed', 'The sandbox ended while it started.');
    sandboxes.set(id, born);
    return born;
  }

  const startOnce = (id: string) => {
    const under = starting.get(id) ?? start(id).finally(() => starting.delete(id));
    starting.set(id, under);
    return under;
  };

  const reaper = setInterval(
    () => {
      for (const sandbox of sandboxes.values()) {
        const reason = sandbox.overdue();
        if (reason) sandbox.end(reason);
      }
    },
    Math.min(5_000, limits.idleMs / 2),
  );
  reaper.unref();

  function find(id: string): Sandbox {
    const found = sandboxes.get(id);
    if (found) return found;
    const reason = ended.get(id);
    if (reason) throw new LabError('session-ended', `This sandbox has ended: ${endWords[reason]}.`);
    throw new LabError('session-unknown', 'No sandbox belongs to this browser. Open one first.');
  }

  return {
    find,
    has: (id: string) => sandboxes.has(id),
    counts: () => ({ open: occupied(), max: limits.sessions, waiting: queue.length }),

    /** Opens, renews, or says how many are ahead. Ask again with the id that it gives. */
    async open(known: string | null): Promise<{ session: string; view: LabSession }> {
      const now = performance.now();
      queue = queue.filter((ticket) => now - ticket.seen < limits.ticketMs);
      if (known !== null) {
        const living = sandboxes.get(known) ?? (await starting.get(known));
        if (living) {
          living.renew();
          return { session: known, view: living.view() };
        }
      }
      const held = queue.find((ticket) => ticket.id === known);
      if (!held && !opens.take(now)) {
        throw new LabError(
          'busy',
          'Many people are opening the lab just now. Try again in a few seconds.',
        );
      }
      const ticket = held ?? { id: newId(), seen: now };
      ticket.seen = now;
      if (!held) queue.push(ticket);
      const position = queue.indexOf(ticket) + 1;
      if (position > limits.sessions - occupied()) {
        return { session: ticket.id, view: { state: 'queued', position, retryMs: RETRY_MS } };
      }
      queue = queue.filter((other) => other !== ticket);
      const sandbox = await startOnce(ticket.id);
      return { session: ticket.id, view: sandbox.view() };
    },

    /** Ends a sandbox, or gives a place in the line up. */
    end(id: string): boolean {
      const waiting = queue.filter((ticket) => ticket.id !== id);
      if (waiting.length < queue.length) {
        queue = waiting;
        return true;
      }
      find(id).end('closed');
      return true;
    },
    endAll() {
      clearInterval(reaper);
      for (const sandbox of sandboxes.values()) sandbox.end('lab-down');
    },
  };
}
