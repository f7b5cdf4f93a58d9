/** Who has a sandbox, and who waits for one. */
import { randomBytes } from 'node:crypto';
import type { EndReason, LabEvent, LabSession } from '@/contract/lab';
import type { LabOverview } from '@/contract/lab-operator';
import type { TwinRequest, TwinResult } from '@/contract/twin';
import { createBucket, type LabLimits } from '../limits';
import { sessionHash } from '../session-hash';
import type { LabBackend } from './backend';
import { LabError } from './labd-protocol';
import { memoryLeft } from './memory-left';
import { measureProcesses } from './process-memory';
import { type Sandbox, startSandbox } from './sandbox';
import { createServicePlaces } from './service-places';
import { runTwin } from './twin';

const RETRY_MS = 3_000;
const REMEMBERED_ENDS = 1_000;
/** Starting a sandbox is the dearest operation; a crowd takes turns. */
const STARTS_AT_ONCE = 3;

const endWords: Record<EndReason, string> = {
  idle: 'it was not used for a while',
  life: 'its time was up',
  closed: 'it was closed',
  crashed: 'its process ended',
  operator: 'whoever runs this site closed it',
  'lab-down': 'the lab was restarted',
  'not-read': 'its events were not read',
};

type Ticket = { id: string; seen: number; caller: string | null };

export type Registry = ReturnType<typeof createRegistry>;

export function createRegistry(
  backend: LabBackend,
  limits: LabLimits,
  push: {
    event: (session: string, item: LabEvent) => void;
    end: (session: string, reason: EndReason) => void;
  },
  memory: () => number | null = memoryLeft,
) {
  const sandboxes = new Map<string, Sandbox>();
  const starting = new Map<string, Promise<Sandbox>>();
  const ended = new Map<string, EndReason>();
  let queue: Ticket[] = [];
  let starts = 0;
  const turns: (() => void)[] = [];
  const opens = createBucket(limits.opensPerSecond, limits.opensBurst);
  const slots = new Set<number>();
  const places = createServicePlaces(limits.serviceProcesses);
  /** Addresses of those who have a sandbox, where sandboxes are counted by address. */
  const callers = new Map<string, string>();
  /** Whose scenario is being played. */
  const twins = new Set<string>();

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
      callers.delete(id);
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
        startSandbox(
          backend,
          limits,
          slot,
          { event: (item) => push.event(id, item), ended: gone },
          places,
        ),
      );
    } catch (error) {
      slots.delete(slot);
      callers.delete(id);
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

  function mayTakePlace(caller: string | null) {
    if (caller === null) return;
    const held = [...callers.values(), ...queue.map((ticket) => ticket.caller)];
    if (held.filter((each) => each === caller).length < limits.sessionsPerAddress) return;
    throw new LabError(
      'limit',
      `Your network address has ${limits.sessionsPerAddress} sandboxes open, which is as many as one may have here. Close one, or wait until an unused one is thrown away.`,
    );
  }

  function mustHaveMemory() {
    const left = memory();
    if (left === null || left >= limits.memoryReserve) return;
    throw new LabError(
      'busy',
      'This server is short of memory just now, so no new sandbox is started. Try again in a minute; open ones go on.',
    );
  }

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
    async open(
      known: string | null,
      caller: string | null = null,
    ): Promise<{ session: string; view: LabSession }> {
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
      if (!held) {
        mayTakePlace(caller);
        mustHaveMemory();
      }
      const ticket = held ?? { id: newId(), seen: now, caller };
      ticket.seen = now;
      if (!held) queue.push(ticket);
      const position = queue.indexOf(ticket) + 1;
      if (position > limits.sessions - occupied()) {
        return { session: ticket.id, view: { state: 'queued', position, retryMs: RETRY_MS } };
      }
      mustHaveMemory();
      queue = queue.filter((other) => other !== ticket);
      if (ticket.caller !== null) callers.set(ticket.id, ticket.caller);
      const sandbox = await startOnce(ticket.id);
      return { session: ticket.id, view: sandbox.view() };
    },

    /** Plays a scenario for the owner of a sandbox, beside that sandbox. */
    async twin(id: string, request: TwinRequest): Promise<TwinResult> {
      find(id).payForTwin();
      if (twins.has(id)) {
        throw new LabError('busy', 'Your last scenario is still being played. Wait for its end.');
      }
      if (twins.size >= limits.twin.atOnce) {
        throw new LabError(
          'busy',
          'Several scenarios are being played. Try again in some seconds.',
        );
      }
      twins.add(id);
      try {
        return await runTwin(backend, limits, request.scenario, () => find(id).renew());
      } finally {
        twins.delete(id);
      }
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
    /** Everything the operator may know. */
    async overview(): Promise<LabOverview> {
      const living = [...sandboxes].map(([id, sandbox]) => ({ id, ...sandbox.about() }));
      const sizes = await measureProcesses(living.map(({ roots }) => roots));
      return {
        sandboxes: living.map(({ id, ageMs, idleMs, services }, index) => ({
          name: sessionHash(id),
          ageMs,
          idleMs,
          services,
          ...(sizes[index] ?? { processes: 0, bytes: 0 }),
        })),
        serviceProcesses: { running: places.taken(), max: limits.serviceProcesses },
        memoryLeft: memory(),
        memoryReserve: limits.memoryReserve,
      };
    },

    /** The operator closes the sandbox of this name, or all; how many there were. */
    evict(name: string | null): number {
      const wanted = [...sandboxes].filter(([id]) => name === null || sessionHash(id) === name);
      for (const [, sandbox] of wanted) sandbox.end('operator');
      return wanted.length;
    },

    endAll() {
      clearInterval(reaper);
      for (const sandbox of sandboxes.values()) sandbox.end('lab-down');
    },
  };
}
