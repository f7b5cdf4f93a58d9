/** What the events at the playhead point at in the picture. Pure. */
import type { Endpoint, TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';
import { hostByName, socketFor } from './world-reading';

type CallShown = { program: string; text: string; failed: string | null; phase: string };

export type StageFocus = {
  /** Rows that were found or changed, as `host/id`. */
  rows: ReadonlySet<string>;
  /** Hosts where a lookup found no row, and what was looked for. */
  noRow: ReadonlyMap<string, Endpoint>;
  /** Hosts whose firewall stopped the packet. */
  struck: ReadonlySet<string>;
  /** Processes that a call's return has woken, as `host/pid`. */
  woken: ReadonlySet<string>;
  /** The system call crossing from program to kernel on a host. */
  calls: ReadonlyMap<string, CallShown>;
};

const hidden = new Set(['type', 'fd', 'fds', 'events', 'timeout', 'max']);

/** `bind(3, 127.0.0.1:9000)`, `socket() = 3`, `bind() = EADDRINUSE`; short enough for a chip. */
function callText(event: Extract<TraceEvent, { kind: 'call' }>): string {
  const { args, result } = event;
  const addr = typeof args.addr === 'string' ? args.addr : null;
  const port = typeof args.port === 'number' ? args.port : null;
  const words: string[] = [];
  const fd = event.fd ?? args.fd;
  if (typeof fd === 'number' && event.call !== 'socket' && event.call !== 'connect')
    words.push(String(fd));
  if (addr !== null && port !== null)
    words.push(`${addr.includes(':') ? `[${addr}]` : addr}:${port}`);
  for (const [name, value] of Object.entries(args)) {
    if (name === 'addr' || name === 'port' || hidden.has(name)) continue;
    if (typeof value === 'number') words.push(String(value));
    else if (typeof value === 'string')
      words.push(name === 'data' ? `${value.length} bytes` : value.slice(0, 24));
  }
  const call = `${event.call}(${words.join(', ')})`;
  if (event.phase === 'start' || result === undefined) return call;
  // The errno is what matters, so it gets the room.
  if (!result.ok) return `${event.call}() = ${result.errno}`;
  return typeof result.value === 'number' ? `${call} = ${result.value}` : call;
}

/** Reads the events of one stop against the world after them. */
export function focusOf(view: WorldView, events: readonly TraceEvent[]): StageFocus {
  const rows = new Set<string>();
  const noRow = new Map<string, Endpoint>();
  const struck = new Set<string>();
  const woken = new Set<string>();
  const calls = new Map<string, CallShown>();
  for (const event of events) {
    const host = hostByName(view, event.host);
    if (host === undefined) continue;
    if (event.kind === 'state' || event.kind === 'queue') rows.add(`${host.name}/${event.socket}`);
    if (event.kind === 'arrived' && event.packet.proto !== 'icmp') {
      const { packet } = event;
      const row = socketFor(host, packet.proto, packet.dst, packet.src);
      if (row !== undefined) rows.add(`${host.name}/${row.id}`);
      else if (!packet.flags.includes('R')) noRow.set(host.name, packet.dst);
    }
    if (event.kind === 'sent' && event.packet.flags.includes('R')) {
      const row = socketFor(host, 'tcp', event.packet.src, event.packet.dst);
      if (row === undefined) noRow.set(host.name, event.packet.src);
    }
    if (event.kind === 'lost' && event.reason.startsWith('firewall')) struck.add(host.name);
    if (event.kind === 'call') {
      if (event.phase === 'return') woken.add(`${host.name}/${event.pid}`);
      calls.set(host.name, {
        program: event.program,
        text: callText(event),
        failed: event.result !== undefined && !event.result.ok ? event.result.errno : null,
        phase: event.phase,
      });
    }
  }
  return { rows, noRow, struck, woken, calls };
}

export const noFocus: StageFocus = {
  rows: new Set(),
  noRow: new Map(),
  struck: new Set(),
  woken: new Set(),
  calls: new Map(),
};

/** The focus where it says something of that host, else none: the same one at every moment. */
export function focusAt(focus: StageFocus, host: string): StageFocus {
  const own = (keys: ReadonlySet<string>) => [...keys].some((key) => key.startsWith(`${host}/`));
  const named =
    focus.noRow.has(host) ||
    focus.struck.has(host) ||
    focus.calls.has(host) ||
    own(focus.rows) ||
    own(focus.woken);
  return named ? focus : noFocus;
}
