/** Round robin over the servers of an upstream, with passive checks (ngx_http_upstream_round_robin). */
import type { Peer, Upstream } from './config';

type PeerState = {
  peer: Peer;
  current: number;
  effective: number;
  fails: number;
  /** Unix time in seconds. */
  accessed: number;
  checked: number;
};
/** What a worker remembers of an upstream; every worker has its own. */
export type Balance = { peers: PeerState[]; backups: PeerState[]; single: boolean };
export type Choice = { group: PeerState[]; tried: PeerState[]; tries: number };

export function createBalance(upstream: Upstream): Balance {
  const states = (peers: readonly Peer[]) =>
    peers.map((peer) => ({
      ...{ peer, current: 0, effective: peer.weight, fails: 0, accessed: 0, checked: 0 },
    }));
  const single = upstream.peers.length === 1 && upstream.backups.length === 0;
  return { peers: states(upstream.peers), backups: states(upstream.backups), single };
}

export function startChoice({ peers, backups }: Balance): Choice {
  const tries = [...peers, ...backups].filter(({ peer }) => !peer.down).length;
  return { group: peers, tried: [], tries };
}

/** The next server for a request, null where none is thought to live. */
export function choosePeer(balance: Balance, choice: Choice, ms: number): PeerState | null {
  const now = Math.floor(ms / 1000);
  if (balance.single) {
    const only = balance.peers[0];
    return only && !only.peer.down ? only : null;
  }
  let best: PeerState | null = null;
  let total = 0;
  for (const state of choice.group) {
    const { peer } = state;
    const resting =
      peer.maxFails > 0 &&
      state.fails >= peer.maxFails &&
      now - state.checked <= peer.failTimeout / 1000;
    if (choice.tried.includes(state) || peer.down || resting) continue;
    state.current += state.effective;
    total += state.effective;
    if (state.effective < peer.weight) state.effective += 1;
    if (!best || state.current > best.current) best = state;
  }
  if (!best) {
    if (choice.group === balance.backups || balance.backups.length === 0) return null;
    choice.group = balance.backups;
    return choosePeer(balance, choice, ms);
  }
  best.current -= total;
  if (now - best.checked > best.peer.failTimeout / 1000) best.checked = now;
  choice.tried.push(best);
  return best;
}

/** Notes how it went with a server. */
export function releasePeer(
  balance: Balance,
  choice: Choice,
  state: PeerState,
  failed: boolean,
  ms: number,
): void {
  choice.tries -= 1;
  if (balance.single) {
    choice.tries = 0;
    return;
  }
  if (!failed) {
    if (state.accessed < state.checked) state.fails = 0;
    return;
  }
  const now = Math.floor(ms / 1000);
  state.fails += 1;
  state.accessed = now;
  state.checked = now;
  const { weight, maxFails } = state.peer;
  if (maxFails > 0) state.effective = Math.max(0, state.effective - Math.floor(weight / maxFails));
}
