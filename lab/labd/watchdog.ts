/** Proves the tier again and again while people work in it. */
import type { LastCanary } from '@/contract/lab';
import type { CanaryResult } from './canary';

/** A busy moment is no verdict: so often in a row, with a pause between. */
const TRIES = 3;

/**
 * @param now the time of day as text; @param retryMs pause between the tries of one check.
 * @param onFailed called once, after which nothing is checked any more.
 */
export function watchTier({
  canary,
  everyMs,
  retryMs = 20_000,
  now,
  onFailed,
}: {
  canary: () => Promise<CanaryResult>;
  everyMs: number;
  retryMs?: number;
  now: () => string;
  onFailed: (why: string) => void;
}) {
  // The tier was proved just now, or there would be nothing to watch.
  let last: LastCanary = { at: now(), ok: true, why: null };
  let failed = 0;
  let over = false;
  let timer: NodeJS.Timeout;
  const later = (ms: number) => {
    timer = setTimeout(check, ms);
    timer.unref();
  };

  async function check() {
    const result = await canary();
    if (over) return;
    last = { at: now(), ok: result.ok, why: result.ok ? null : result.why };
    failed = result.ok ? 0 : failed + 1;
    if (!result.ok && failed >= TRIES) {
      over = true;
      return onFailed(result.why);
    }
    later(failed > 0 ? retryMs : everyMs);
  }

  later(everyMs);
  return {
    last: () => last,
    stop() {
      over = true;
      clearTimeout(timer);
    },
  };
}
