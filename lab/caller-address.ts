/** Whom a request counts for where a learner's share is limited. */
import 'server-only';
import { isIP } from 'node:net';

const isLoopback = (addr: string) =>
  addr === '::1' || (isIP(addr) === 4 && addr.startsWith('127.'));

/** A household or a machine has a /64 of IPv6, not one address (RFC 6177). */
function network(addr: string): string {
  if (isIP(addr) !== 6) return addr;
  const [left = '', right] = (addr.split('%', 1)[0] ?? '').split('::');
  const head = left.split(':').filter(Boolean);
  const tail = (right ?? '').split(':').filter(Boolean);
  const gap = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: gap }, () => '0'), ...tail].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/**
 * The address that sandboxes are counted for; null: nobody's share is limited. Behind a proxy that
 * nobody told us of, all callers have the proxy's address: on this very machine, that is loopback,
 * and says nothing about them.
 *
 * @param peer the other end of the socket; @param forwardedFor as it arrived, believed on request only.
 */
export function callerAddress(
  peer: string | null,
  forwardedFor: string | null,
  trustProxy: boolean,
): string | null {
  if (trustProxy && forwardedFor !== null) {
    // The last entry is the one that our own proxy wrote.
    const last = forwardedFor.split(',').at(-1)?.trim() ?? '';
    const plain = last.replace(/^::ffff:(?=\d)/i, '');
    if (isIP(plain) > 0) return network(plain);
  }
  return peer === null || isIP(peer) === 0 || isLoopback(peer) ? null : network(peer);
}
