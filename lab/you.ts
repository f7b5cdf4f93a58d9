/** The caller's own connection, and what a proxy in front claims, with how far to believe it. */
import 'server-only';
import type { YouResult } from '@/contract/lab';
import type { RequestFacts } from './connection-facts';

/** Trusting: the last entry was written by the proxy we trust. Otherwise: whatever was sent. */
function claimedClient(header: string, trusted: boolean): string {
  const entries = header.split(',').map((entry) => entry.trim());
  return ((trusted ? entries.at(-1) : header) ?? '').slice(0, 100);
}

export function describeYou(facts: RequestFacts | null, trustProxy: boolean): YouResult {
  if (!facts) return { connection: null, proxy: null };
  const { connection, forwardedFor, via } = facts;
  const header = forwardedFor === null ? (via === null ? null : 'Via') : 'X-Forwarded-For';
  const text = forwardedFor ?? via;
  return {
    connection,
    proxy:
      header === null || text === null
        ? null
        : { trusted: trustProxy, header, client: claimedClient(text, trustProxy) },
  };
}
