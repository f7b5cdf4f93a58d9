/** Conditions on socket tables, and what there is instead, in words. */
import type { SimpleCheck } from '@/contract/scenario';
import { isWildcard, normalizeAddress } from '../packet/address';
import type { HostView, SocketView, WorldView } from '../world/view';

export type Verdict = { met: boolean; observed: string };
type Of<Name extends string> =
  Extract<SimpleCheck, Record<Name, unknown>> extends infer C
    ? C extends Record<Name, infer V>
      ? V
      : never
    : never;

export function hostNamed(view: WorldView, name: string): HostView | null {
  return view.hosts.find((host) => host.name === name) ?? null;
}

export const noHost = (name: string): Verdict => ({
  met: false,
  observed: `there is no host ${name}`,
});

/** `127.0.0.1 only`, `every address` or a list. */
function formatAddresses(rows: readonly SocketView[]): string {
  const addrs = [...new Set(rows.map(({ local }) => local.addr))];
  if (addrs.some(isWildcard)) return `every address (${addrs.filter(isWildcard).join(', ')})`;
  return addrs.length === 1 ? `${addrs[0]} only` : addrs.join(' and ');
}

function formatOwners(rows: readonly SocketView[]): string {
  const owners = rows.flatMap((row) => row.owners);
  const names = [...new Set(owners.map(({ program, pid }) => `${program} (pid ${pid})`))];
  return names.length > 0 ? names.join(', ') : 'no process any more';
}

function waiters(host: HostView, port: number, proto: 'tcp' | 'udp'): SocketView[] {
  return host.sockets.filter(
    (row) =>
      row.proto === proto &&
      row.local.port === port &&
      (proto === 'tcp' ? row.state === 'LISTEN' : row.state === 'UNCONN'),
  );
}

export function checkListening(view: WorldView, check: Of<'listening'>): Verdict {
  const { port, addr, program, proto = 'tcp' } = check;
  const host = hostNamed(view, check.host);
  if (!host) return noHost(check.host);
  const rows = waiters(host, port, proto);
  if (rows.length === 0) {
    const bound = host.sockets.some(
      (row) => row.proto === proto && row.local.port === port && row.tcpState === 'CLOSED',
    );
    if (bound) return { met: false, observed: `${port} is bound, but nobody has called listen()` };
    return { met: false, observed: `nothing listens on ${port} on ${host.name}` };
  }
  const wanted = addr === undefined ? null : (normalizeAddress(addr) ?? addr);
  const placed = rows.filter(({ local }) => wanted === null || local.addr === wanted);
  const owned = placed.filter(
    ({ owners }) => program === undefined || owners.some((owner) => owner.program === program),
  );
  const where = `${port} is listening on ${formatAddresses(rows)}`;
  if (placed.length > 0 && owned.length === 0) {
    return { met: false, observed: `${where}, but it belongs to ${formatOwners(placed)}` };
  }
  return { met: owned.length > 0, observed: where };
}

export function checkFree(view: WorldView, check: Of<'free'>): Verdict {
  const host = hostNamed(view, check.host);
  if (!host) return noHost(check.host);
  const holders = host.sockets.filter(
    ({ local, tcpState, proto }) =>
      local.port === check.port &&
      (proto === 'udp' || tcpState === 'LISTEN' || tcpState === 'CLOSED'),
  );
  if (holders.length === 0) return { met: true, observed: `nothing holds ${check.port}` };
  return { met: false, observed: `${check.port} is held by ${formatOwners(holders)}` };
}

export function checkEstablished(view: WorldView, check: Of<'established'>): Verdict {
  const host = hostNamed(view, check.host);
  if (!host) return noHost(check.host);
  const { port, atLeast } = check;
  const count = host.sockets.filter(
    ({ state, local, proto }) => proto === 'tcp' && state === 'ESTAB' && local.port === port,
  ).length;
  return { met: count >= atLeast, observed: formatCount(count, `open connection`, `on ${port}`) };
}

export function checkQueued(view: WorldView, check: Of<'queued'>): Verdict {
  const host = hostNamed(view, check.host);
  if (!host) return noHost(check.host);
  const { port, atLeast } = check;
  const listeners = waiters(host, port, 'tcp');
  if (listeners.length === 0) return { met: false, observed: `nothing listens on ${port}` };
  const count = Math.max(
    ...listeners.map(({ waiting }) => waiting.filter(({ queue }) => queue === 'accept').length),
  );
  const what = `connection waits`;
  const observed =
    count === 0
      ? `no connection waits to be accepted on ${port}`
      : count === 1
        ? `1 ${what} to be accepted on ${port}`
        : `${count} connections wait to be accepted on ${port}`;
  return { met: count >= atLeast, observed };
}

function formatCount(count: number, what: string, where: string): string {
  if (count === 0) return `no ${what} ${where}`;
  return `${count} ${what}${count === 1 ? '' : 's'} ${where}`;
}
