/** The parts of a goal's condition. */
import type { Check, SimpleCheck } from '@/contract/scenario';

/** The simple conditions that a condition is made of. */
export function simpleChecks(check: Check): SimpleCheck[] {
  if ('not' in check) return [check.not];
  if ('all' in check) return check.all;
  if ('any' in check) return check.any;
  return [check];
}

/** `probe` and `http` name the host they start from; the target may be any address or name. */
export function hostsOfCheck(check: Exclude<SimpleCheck, { answered: string }>): string[] {
  const inner: { host?: string | undefined; from?: string | undefined } = Object.values(check)[0];
  return [inner.host, inner.from].filter((name) => name !== undefined);
}
