/** Whether what a host finds without looking through its tables is what looking through gives. */
import { expect } from 'vitest';
import {
  filesOf,
  filesOfTerminal,
  type Holder,
  holdersOf,
  WATCHING,
  waitersFor,
} from '../host/file-index';
import type { Due, Machine } from '../host/machine';
import { socketsFor, socketsOnPort } from '../host/socket-index';
import { entriesOf, entryOf, keysOf, sizeOf, valuesOf } from '../host/table';
import { inOrder } from '../world/queue';
import type { World } from '../world/world';

export function checkIndexes(world: World, machine: Machine): void {
  checkSockets(machine);
  checkFiles(machine);
  checkScheduled(world, machine);
}

function checkSockets(machine: Machine): void {
  const sockets = valuesOf(machine.sockets);
  for (const proto of ['tcp', 'udp'] as const) {
    const bound = sockets.filter((one) => one.proto === proto && one.local.port !== 0);
    const ports = new Set(bound.map(({ local }) => local.port));
    expect(keysOf(machine.ports[proto])).toEqual([...ports].sort((a, b) => a - b));
    for (const port of ports) {
      const own = bound.filter(({ local }) => local.port === port);
      expect(socketsOnPort(machine, proto, port)).toEqual(own);
      for (const { peer } of own) {
        if (!peer) continue;
        const fit = own.filter(
          (one) => !one.peer || (one.peer.addr === peer.addr && one.peer.port === peer.port),
        );
        expect(socketsFor(machine, proto, port, peer)).toEqual(fit);
      }
    }
  }
  const halfOpen = new Map<number, number[]>();
  for (const socket of sockets) {
    if (socket.proto !== 'tcp' || socket.parent === null) continue;
    if (socket.tcb.state !== 'SYN-RECEIVED') continue;
    halfOpen.set(socket.parent, [...(halfOpen.get(socket.parent) ?? []), socket.id]);
  }
  const found = entriesOf(machine.ports.halfOpen).map(([id, own]) => [id, keysOf(own)] as const);
  expect(new Map(found)).toEqual(halfOpen);
}

function checkFiles({ open, processes, users }: Machine): void {
  for (const [id, file] of entriesOf(open)) {
    if (file.kind === 'socket') expect(filesOf(users, file.socket)).toContain(id);
    if (file.kind === 'terminal') expect(filesOfTerminal(users, file.tty)).toContain(id);
    if ('pipe' in file) expect(filesOf(users, file.pipe)).toContain(id);
  }
  const leading = valuesOf(open).filter(({ kind }) => kind !== 'file' && kind !== 'null');
  expect(valuesOf(users.leadingTo).flat().length).toBe(leading.length);
  const held = new Map<number, number>();
  const holders = new Map<number, Holder[]>();
  const waiting = new Map<number, string[]>();
  for (const { pid, fds, threads } of valuesOf(processes)) {
    for (const [fd, id] of entriesOf(fds)) {
      held.set(id, (held.get(id) ?? 0) + 1);
      const file = entryOf(open, id);
      if (file?.kind !== 'socket') continue;
      holders.set(file.socket, [...(holders.get(file.socket) ?? []), { pid, fd, file: id }]);
    }
    for (const thread of valuesOf(threads)) {
      const own = thread.waiting;
      if (!own) continue;
      for (const id of own.open) held.set(id, (held.get(id) ?? 0) + 1);
      const keys = new Set([...own.open, ...(own.socket === null ? [] : [own.socket])]);
      if (own.call.call === 'watch') keys.add(WATCHING);
      for (const key of keys)
        waiting.set(key, [...(waiting.get(key) ?? []), `${pid} ${thread.tid}`]);
    }
  }
  expect(new Map(entriesOf(users.held))).toEqual(held);
  expect(keysOf(users.holders)).toEqual([...holders.keys()].sort((a, b) => a - b));
  for (const [socket, own] of holders) expect(holdersOf(users, socket)).toEqual(own);
  expect(keysOf(users.waiters)).toEqual([...waiting.keys()].sort((a, b) => a - b));
  for (const [key, threads] of waiting) {
    const found = waitersFor(users, key).map(({ pid, tid }) => `${pid} ${tid}`);
    expect(found.sort()).toEqual(threads.sort());
  }
}

function checkScheduled({ agenda }: World, { name, scheduled }: Machine): void {
  const lanes = [agenda.flights, agenda.openings, agenda.wakings, agenda.chores];
  const all = lanes.flatMap((lane) => [...inOrder(lane)]).filter(({ host }) => host === name);
  const sorted = (dues: readonly Due[]) => dues.map(({ at, seq }) => `${at} ${seq}`).sort();
  const of = (kind: string) => sorted(all.filter((one) => one.kind === kind));
  expect(sorted(valuesOf(scheduled.timers).flatMap((own) => own.map(({ due }) => due)))).toEqual(
    of('timer'),
  );
  expect(sorted(valuesOf(scheduled.runs).flatMap((own) => own.map(({ due }) => due)))).toEqual(
    of('run'),
  );
  expect(sorted(Object.values(scheduled.asking))).toEqual(of('resolve'));
  for (const own of valuesOf(scheduled.timers)) expect(own.length).toBeGreaterThan(0);
  expect(sizeOf(scheduled.runs)).toBeLessThanOrEqual(of('run').length);
}
