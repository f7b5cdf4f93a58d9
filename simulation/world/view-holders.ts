/** The table in which bind(2) and listen(2) look, as they look at it. */
import type { Endpoint } from '@/contract/trace';
import { type Comparison, compareClaim } from '../host/bind-law';
import { keptAddress } from '../host/socket';
import { entryOf, valuesOf } from '../host/table';
import { hostOf, type World } from './world';

/** Who asks for which address and port. */
export type Claim = { socket: number; local: Endpoint };

export type HolderView = {
  /** The socket's number, as in a view's rows. */
  id: number;
  reuseaddr: boolean;
  reuseport: boolean;
  /** How it compares with the newcomer; null for the newcomer itself, and where none asks. */
  comparison: Comparison | null;
};

/** The sockets of a host that hold an address and port; none where there is no such host. */
export function viewHolders(world: World, host: string, claim: Claim | null): HolderView[] {
  const machine = hostOf(world, host);
  if (machine === undefined) return [];
  const asking = claim === null ? undefined : entryOf(machine.sockets, claim.socket);
  const newcomer =
    claim === null || asking === undefined
      ? null
      : { ...asking, local: { ...claim.local, addr: keptAddress(claim.local.addr) } };
  return valuesOf(machine.sockets)
    .filter(({ holds }) => holds !== null)
    .map((socket) => ({
      id: socket.id,
      reuseaddr: socket.options.reuseaddr,
      reuseport: socket.options.reuseport,
      comparison:
        newcomer === null || newcomer.id === socket.id ? null : compareClaim(newcomer, socket),
    }));
}
