/** Address match lists of named.conf: whom a rule is for (BIND 9 ARM, "address_match_list"). */
import type { InterfaceRow } from '../../host/system-call';
import { isInPrefix, isLoopback, parsePrefix, unmapAddress } from '../../packet/address';

/** `addr` is `any`, `none`, `localhost`, `localnets` or a prefix. */
type Match = { addr: string; not: boolean };
export type MatchList = readonly Match[];

export const ANYBODY: MatchList = [{ addr: 'any', not: false }];

const words = ['any', 'none', 'localhost', 'localnets'];

export function isMatchWord(text: string): boolean {
  return words.includes(text) || parsePrefix(text) !== null;
}

function matches(addr: string, want: string, interfaces: readonly InterfaceRow[]): boolean {
  if (want === 'any') return true;
  if (want === 'none') return false;
  const own = interfaces.flatMap(({ addrs }) => addrs);
  if (want === 'localhost') return isLoopback(addr) || own.some((one) => one.addr === addr);
  if (want === 'localnets') {
    return own.some((one) => {
      const prefix = parsePrefix(`${one.addr}/${one.prefix}`);
      return prefix !== null && isInPrefix(addr, prefix);
    });
  }
  const prefix = parsePrefix(want);
  return prefix !== null && isInPrefix(addr, prefix);
}

/** The first entry that fits decides; nobody who fits none is let in. */
export function isMatched(
  list: MatchList,
  addr: string,
  interfaces: readonly InterfaceRow[],
): boolean {
  const plain = unmapAddress(addr);
  const entry = list.find((one) => matches(plain, one.addr, interfaces));
  return entry !== undefined && !entry.not;
}
