/** The world in the words of a learner: everything that is drawn, listed or checked. */

import type { Machine } from '../host/machine';
import type { Process, Terminal } from '../host/process';
import { type Socket, shownEndpoint, type TcpSocket } from '../host/socket';
import { isListed, ownersOf, socketRow } from '../host/socket-table';
import type { SocketRow } from '../host/system-call';
import {
  emptyTable,
  entryOf,
  keysOf,
  type Look,
  type Looks,
  lookAt,
  valuesOf,
} from '../host/table';
import { processRows } from './call-system';
import { freezeDeep } from './freeze';
import { inOrder } from './queue';
import type {
  HostView,
  InFlight,
  ProcessView,
  SocketView,
  TerminalView,
  Waiting,
  WorldView,
} from './view';
import { hostsOf, type World } from './world';

const known = new WeakMap<World, WorldView>();
const knownHosts = new WeakMap<Machine, HostView>();

/** The view of a world; the same world gives the same object, and so does each unchanged host. */
export function viewWorld(world: World): WorldView {
  const old = known.get(world);
  if (old) return old;
  const view: WorldView = freezeDeep({
    now: world.now,
    lans: [...world.lans],
    links: world.links,
    hosts: hostsOf(world).map(viewHost),
    inFlight: viewFlights(world),
  });
  known.set(world, view);
  return view;
}

function viewHost(machine: Machine): HostView {
  const old = knownHosts.get(machine);
  if (old) return old;
  const view: HostView = {
    name: machine.name,
    kind: machine.kind,
    power: machine.power,
    interfaces: [
      { name: 'lo', lan: null, up: true, addrs: ['127.0.0.1/8', '::1/128'] },
      ...Object.values(machine.interfaces).map(({ name, lan, up, addrs }) => ({
        name,
        lan,
        up,
        addrs: [...addrs],
      })),
    ],
    processes: viewProcesses(machine),
    sockets: viewSockets(machine),
    firewall: [...machine.firewall],
    terminals: Object.values(machine.terminals).map((terminal) => viewTerminal(machine, terminal)),
    browser: machine.browser?.page ?? null,
  };
  knownHosts.set(machine, view);
  return view;
}

/** Rows by whose the descriptors are: what that follows from is in no table of sockets. */
const knownRows = new Map<string, Looks<SocketView>>();
const MOST_KNOWN = 200;

function rowsFor({ processes }: Machine): Looks<SocketView> {
  const names = valuesOf(processes).map(({ pid, program, user }) => `${pid} ${program} ${user}`);
  const key = names.join('\n');
  const rows: Looks<SocketView> = knownRows.get(key) ?? new WeakMap();
  if (knownRows.size >= MOST_KNOWN) knownRows.clear();
  knownRows.set(key, rows);
  return rows;
}

/** As ss, and also sockets that a program holds without a connection: they are being made. */
function viewSockets(machine: Machine): readonly SocketView[] {
  const { sockets, users, ports } = machine;
  const beside = [users.holders, ports.halfOpen];
  return lookAt(sockets, beside, rowsFor(machine), (socket) => lookAtSocket(machine, socket));
}

/** A socket looks the same while it is the same and in the same hands; a listener's queue may not. */
const knownSockets = new WeakMap<Socket, SocketView>();

function lookAtSocket(machine: Machine, socket: Socket): Look<SocketView> {
  const owners = ownersOf(machine, socket.id);
  if (!isListed(socket) && owners.length === 0) return { rows: [], lasts: true };
  const old = knownSockets.get(socket);
  if (old && isOwnedBy(old, owners)) return { rows: [old], lasts: true };
  const view = viewSocket(socketRow(socket, owners), machine, socket);
  const lasts = view.waiting.length === 0;
  if (view.tcpState !== 'LISTEN') knownSockets.set(socket, view);
  return { rows: [view], lasts };
}

function isOwnedBy(view: SocketView, owners: SocketRow['owners']): boolean {
  return (
    view.owners.length === owners.length &&
    view.owners.every((one, at) => {
      const other = owners[at];
      return (
        one.pid === other?.pid &&
        one.fd === other.fd &&
        one.user === other.user &&
        one.program === other.program
      );
    })
  );
}

function viewSocket(row: SocketRow, machine: Machine, socket: Socket): SocketView {
  if (socket.proto === 'udp') return { ...row, tcpState: null, waiting: [], limit: null };
  const { tcb } = socket;
  const limit = tcb.state === 'LISTEN' ? tcb.backlog : null;
  const waiting = tcb.state === 'LISTEN' ? waitingAt(machine, socket) : [];
  return { ...row, tcpState: tcb.state, waiting, limit };
}

function waitingAt({ sockets, ports }: Machine, listener: TcpSocket): Waiting[] {
  const show = (queue: Waiting['queue'], ids: readonly number[]): Waiting[] =>
    ids.flatMap((id) => {
      const child = entryOf(sockets, id);
      if (child?.proto !== 'tcp' || child.parent !== listener.id) return [];
      const peer = shownEndpoint(child.type, child.peer ?? { addr: '0.0.0.0', port: 0 });
      return [{ queue, peer }];
    });
  const half = keysOf(entryOf(ports.halfOpen, listener.id) ?? emptyTable());
  return [...show('syn', half), ...show('accept', valuesOf(listener.acceptQueue))];
}

function viewProcesses(machine: Machine): ProcessView[] {
  const rows = processRows(machine);
  return rows.map((row) => {
    const process = entryOf(machine.processes, row.pid);
    return {
      ...row,
      waitingIn: process ? waitingIn(process) : null,
      label: process?.label ?? null,
      sockets: process ? namedSockets(machine, process) : {},
    };
  });
}

function waitingIn({ threads }: Process): string | null {
  const all = valuesOf(threads);
  const blocked = all.find(({ waiting }) => waiting !== null);
  return all.some(({ waiting }) => waiting === null) ? null : (blocked?.waiting?.call.call ?? null);
}

function namedSockets(machine: Machine, { names, fds }: Process): Record<string, number> {
  const sockets: Record<string, number> = {};
  for (const [name, fd] of Object.entries(names)) {
    const file = entryOf(machine.open, entryOf(fds, fd));
    if (file?.kind === 'socket') sockets[name] = file.socket;
  }
  return sockets;
}

/** Whether the shell of a terminal stands at its prompt: in the foreground and reading. */
export function isAtPrompt(machine: Machine, terminal: Terminal): boolean {
  const shell = entryOf(machine.processes, terminal.session);
  if (!shell || shell.ended || terminal.foreground !== shell.group) return false;
  return valuesOf(shell.threads).some(({ waiting }) => {
    const file = waiting?.call.call === 'read' ? entryOf(machine.open, waiting.open[0]) : null;
    return file?.kind === 'terminal' && file.tty === terminal.tty;
  });
}

function viewTerminal(machine: Machine, terminal: Terminal): TerminalView {
  const { tty, text, history, running, editing } = terminal;
  const ready = isAtPrompt(machine, terminal);
  return {
    host: machine.name,
    tty,
    text,
    prompt: ready ? text.slice(text.lastIndexOf('\n') + 1) : null,
    cwd: entryOf(machine.processes, terminal.session)?.cwd ?? '/',
    running: ready ? null : running,
    editing: editing ? { path: editing.path, text: editing.text } : null,
    history: [...history],
  };
}

function viewFlights({ agenda }: World): InFlight[] {
  return [...inOrder(agenda.flights)].flatMap((one) => {
    if (one.kind !== 'arrive') return [];
    const { packet, from, via, sentAt, host } = one;
    return [{ packet, from, to: host, via, sentAt, arrivesAt: one.at }];
  });
}
