/** The name under which the name of an address is kept (RFC 1035, 3.5; RFC 3596, 2.5). */
import { parseAddress4, parseAddress6 } from '../../packet/address';

/** `10.113.0.203.in-addr.arpa.` of 203.0.113.10. */
export function reverseName(addr: string): string {
  if (parseAddress4(addr) !== null) return `${addr.split('.').reverse().join('.')}.in-addr.arpa.`;
  const digits = (parseAddress6(addr) ?? [])
    .map((group) => group.toString(16).padStart(4, '0'))
    .join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa.`;
}
