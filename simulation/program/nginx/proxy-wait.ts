/** How long a proxy waits for an upstream, and for whom. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { type Scope, valueOf } from './config';
import { parseTime } from './directives';
import { currentTime, type Exchange } from './exchange';

/** `error` and `timeout` may be tried elsewhere; of `spoiled` a part is told, at `gone` nobody waits. */
export type Attempt = 'done' | 'error' | 'timeout' | 'spoiled' | 'gone';

export function timeOf(scope: Scope, name: string): number {
  return parseTime(valueOf(scope, name, '60s')) ?? 60_000;
}

/** Waits for the upstream, and notices a client that goes away meanwhile. */
export function* waitUnlessGone(
  exchange: Exchange,
  fd: number,
  event: 'IN' | 'OUT',
  timeout: number,
): Routine<'ready' | 'timeout' | 'gone'> {
  const client = exchange.client.wire.fd;
  const until = (yield* currentTime()) + timeout;
  for (let watching = true; ; ) {
    const left = Math.max(0, until - (yield* currentTime()));
    const ready = watching
      ? yield* sys.poll([fd, client], left, [event, 'IN'])
      : yield* sys.poll([fd], left, [event]);
    if (!ready.ok || ready.value.includes(fd)) return 'ready';
    if (ready.value.length === 0) return 'timeout';
    const peeked = yield* sys.peek(client);
    if (peeked.ok ? peeked.value === '' : peeked.errno !== 'EAGAIN') return 'gone';
    // The next request is there already; it can wait.
    watching = false;
  }
}
