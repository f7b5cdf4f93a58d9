/** Small readings of a world's view that several parts of the picture share. Pure. */
import type { Endpoint, PacketView } from '@/contract/trace';
import type { HostView, ProcessView, SocketView, WorldView } from '@/simulation/world/view';

export const isWildcard = (addr: string) => addr === '0.0.0.0' || addr === '::' || addr === '*';
export const isLoopback = (addr: string) => addr.startsWith('127.') || addr === '::1';
/** An address without its prefix length. */
export const bare = (addr: string) => addr.replace(/\/\d+$/, '');

export type InterfaceView = HostView['interfaces'][number];

export const isLoopbackInterface = (iface: InterfaceView) => iface.name === 'lo';

export function hostByName(view: WorldView, name: string): HostView | undefined {
  return view.hosts.find((host) => host.name === name);
}

/** The host that has this address on that LAN; `via` lo means the sender itself. */
export function hostByAddress(
  view: WorldView,
  addr: string,
  via: string,
  sender: string,
): HostView | undefined {
  if (via === 'lo') return hostByName(view, sender);
  return view.hosts.find((host) =>
    host.interfaces.some(
      (iface) => iface.lan === via && iface.addrs.some((one) => bare(one) === addr),
    ),
  );
}

const same = (one: Endpoint, other: Endpoint) => one.addr === other.addr && one.port === other.port;
const fits = (bound: Endpoint, wanted: Endpoint) =>
  bound.port === wanted.port && (isWildcard(bound.addr) || bound.addr === wanted.addr);

/**
 * The row of a host's socket table that a packet belongs to: the connection with exactly these
 * two ends, else a listener on that address, else one on the wildcard (RFC 9293, 3.10.7).
 */
export function socketFor(
  host: HostView,
  proto: PacketView['proto'],
  here: Endpoint,
  there: Endpoint,
): SocketView | undefined {
  if (proto === 'icmp') return undefined;
  const rows = host.sockets.filter((row) => row.proto === proto);
  return (
    rows.find((row) => row.peer !== null && same(row.local, here) && same(row.peer, there)) ??
    rows.find((row) => isListening(row) && same(row.local, here)) ??
    rows.find((row) => isListening(row) && fits(row.local, here))
  );
}

export const isListening = (row: SocketView) =>
  row.tcpState === 'LISTEN' || (row.proto === 'udp' && row.peer === null);

/** The word in a socket's chip: ss's, and BOUND for a socket with an address and nothing else. */
export function stateWord(row: SocketView): string {
  if (
    row.proto === 'tcp' &&
    row.peer === null &&
    (row.state === 'UNCONN' || row.state === 'CLOSED')
  )
    return row.local.port === 0 ? 'NEW' : 'BOUND';
  return row.state;
}

export type StateTone = 'listen' | 'est' | 'wait' | 'close' | 'idle';

export function stateTone(word: string): StateTone {
  if (word === 'LISTEN') return 'listen';
  if (word === 'ESTAB') return 'est';
  if (word.startsWith('SYN')) return 'wait';
  if (word === 'UNCONN' || word === 'BOUND' || word === 'NEW') return 'idle';
  return 'close';
}

/** Shells and the terminal's own processes are scenery; what they start is not. */
const scenery = new Set(['bash', 'sh', 'dash', 'login', 'init', 'systemd', 'browser', 'shell']);

export function shownProcesses(host: HostView): ProcessView[] {
  return host.processes.filter((row) => !scenery.has(row.program) || row.label !== null);
}

/** `python3 manage.py runserver`: a process as its owner would call it, at most three words. */
export function processName(row: ProcessView): string {
  if (row.label !== null) return row.label;
  const words = row.argv.map((word, index) =>
    index === 0 ? (word.split('/').at(-1) ?? word) : word,
  );
  return words.length === 0 ? row.program : words.slice(0, 3).join(' ');
}

/** Addresses of a host that a socket answers at. */
export function coveredAddresses(host: HostView, row: SocketView): string[] {
  const all = host.interfaces.flatMap((iface) => iface.addrs.map(bare));
  if (row.local.addr === '0.0.0.0') return all.filter((addr) => !addr.includes(':'));
  if (isWildcard(row.local.addr))
    return row.v6only ? all.filter((addr) => addr.includes(':')) : all;
  return [row.local.addr];
}

/** Listeners and bound UDP sockets that answer at `addr`. */
export function answeringAt(host: HostView, addr: string): SocketView[] {
  return host.sockets.filter(
    (row) => isListening(row) && coveredAddresses(host, row).includes(addr),
  );
}
