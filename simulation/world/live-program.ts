/**
 * Running generators, found by the frozen thread they belong to. Only a cache: what a thread is
 * stands in its replies, and a generator that is missing is made anew from them.
 */
import type { Thread } from '../host/process';
import type { Call, Reply } from '../host/system-call';

export type Live = Generator<Call, number | void, Reply>;

/** Generators that have made the call their thread waits in, or the one whose reply is last. */
const live = new WeakMap<Thread, Live>();

export function keepLive(thread: Thread, generator: Live | null): void {
  if (generator) live.set(thread, generator);
}

/** The generator of a thread, which from now on belongs to who took it. */
export function takeLive(thread: Thread): Live | null {
  const generator = live.get(thread) ?? null;
  live.delete(thread);
  return generator;
}

/** The same program goes on as another thread value. */
export function carryOver(from: Thread, to: Thread): void {
  keepLive(to, takeLive(from));
}
