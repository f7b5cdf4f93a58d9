/** What /proc, netlink and the kernel's parameters tell; ping; the screen and the person at it. */

import type { Machine } from '../host/machine';
import type { Process } from '../host/process';
import { findWay, isBroadcast } from '../host/route';
import { socketRows } from '../host/socket-table';
import { readSysctl } from '../host/sysctl';
import type { Call, InterfaceRow, ProcessRow } from '../host/system-call';
import { valuesOf } from '../host/table';
import { isAddress6, networkAddress, normalizeAddress, parsePrefix } from '../packet/address';
import { type Attempt, done, fail, isLate, type Result } from './attempt';
import { routeError } from './call-connect';
import { findNeighbour } from './neighbour';
import { sendPacket } from './send-packet';
import { raiseGroup } from './signal';
import { changeMachine, changeTerminal, machineOf, tell } from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

export function callSockets({ work, host }: On<'sockets'>): Result {
  return done(socketRows(machineOf(work, host)));
}

export function callProcesses({ work, host }: On<'processes'>): Result {
  // The call tells Unix time, as /proc does; views count from the scenario's start.
  const { startsAt } = work.world;
  const rows = processRows(machineOf(work, host));
  return done(rows.map((row) => ({ ...row, startedAt: startsAt + row.startedAt })));
}

/** Every process that was started, as ps(1) shows them; `startedAt` in ms since the start. */
export function processRows(machine: Machine): ProcessRow[] {
  const terminalOf = ({ tty }: Process) => (tty === null ? undefined : machine.terminals[tty]);
  return valuesOf(machine.processes).map((process) => ({
    pid: process.pid,
    ppid: process.ppid,
    group: process.group,
    user: process.user,
    program: process.program,
    argv: [...process.argv],
    tty: process.tty === null ? null : `pts/${process.tty}`,
    state: letterOf(process),
    leader: (terminalOf(process)?.session ?? process.group) === process.pid,
    foreground: terminalOf(process)?.foreground === process.group,
    startedAt: process.startedAt,
  }));
}

function letterOf({ ended, stopped, threads }: Process): ProcessRow['state'] {
  if (ended) return 'Z';
  if (stopped) return 'T';
  const runs = valuesOf(threads).some(({ waiting }) => waiting === null);
  return runs ? 'R' : 'S';
}

export function callInterfaces({ work, host }: On<'interfaces'>): Result {
  return done(interfaceRows(machineOf(work, host)));
}

function interfaceRows({ interfaces }: Machine): InterfaceRow[] {
  const lo: InterfaceRow = {
    name: 'lo',
    state: 'UNKNOWN',
    mac: '00:00:00:00:00:00',
    mtu: 65536,
    addrs: [
      { addr: '127.0.0.1', prefix: 8 },
      { addr: '::1', prefix: 128 },
    ],
  };
  const others = Object.values(interfaces).map(
    ({ name, up, mac, addrs }): InterfaceRow => ({
      name,
      state: up ? 'UP' : 'DOWN',
      mac,
      mtu: 1500,
      addrs: addrs.map((text) => {
        const prefix = parsePrefix(text);
        return { addr: prefix?.addr ?? text, prefix: prefix?.length ?? 32 };
      }),
    }),
  );
  return [lo, ...others];
}

export function callRoutes({ work, host }: On<'routes'>): Result {
  const machine = machineOf(work, host);
  const interfaces = Object.values(machine.interfaces);
  const rows = machine.routes
    .filter(({ kind }) => kind === 'unicast')
    .map(({ to, via }) => {
      const way = via === null ? null : findWay(machine, via);
      return { to, via, dev: way?.kind === 'link' ? way.iface.name : 'lo', src: null };
    });
  const own = interfaces.flatMap(({ name, addrs }) =>
    addrs.flatMap((text) => {
      const prefix = parsePrefix(text);
      if (!prefix || isAddress6(prefix.addr)) return [];
      const to = `${networkAddress(prefix)}/${prefix.length}`;
      return [{ to, via: null, dev: name, src: prefix.addr }];
    }),
  );
  return done([...rows, ...own]);
}

export function callNeighbour({ work, host, call }: On<'neighbour'>): Result {
  const way = findWay(machineOf(work, host), call.addr);
  if (way.kind !== 'link' || way.nextHop !== call.addr || !way.iface.up) return done(null);
  const found = findNeighbour(work, host, way.iface.name, call.addr);
  return done(found ? (machineOf(work, found.host).interfaces[found.iface]?.mac ?? null) : null);
}

export function callSysctl({ work, host, process, call }: On<'sysctl'>): Result {
  const { sysctl } = machineOf(work, host);
  const name = call.name.replaceAll('/', '.');
  const old = readSysctl(sysctl, name);
  if (old === null) return fail('ENOENT');
  if (call.value === undefined) return done(old);
  if (process.user !== 'root') return fail('EACCES');
  const value = call.value.trim().replace(/\s+/g, '\t');
  changeMachine(work, host, { sysctl: { ...sysctl, [name]: value } });
  tell(work, host, { kind: 'machine', change: 'sysctl', detail: `${name} = ${value}` });
  return done(value);
}

/** Service accounts as Debian numbers them; people have 1000. */
const uids: Readonly<Record<string, number>> = {
  root: 0,
  'www-data': 33,
  sshd: 104,
  postgres: 110,
  nobody: 65534,
};

export function callWhoami({ process }: On<'whoami'>): Result {
  return done({ user: process.user, uid: uids[process.user] ?? 1000 });
}

export function callUname({ host }: On<'uname'>): Result {
  return done({ host, kernel: '6.18.0' });
}

/** One echo request; the answer comes by `deliverIcmp`, or by the timeout. */
export function callPing(attempt: On<'ping'>): Result {
  const { work, host, process, call, waiting } = attempt;
  const { now } = work.world;
  if (waiting) {
    if (!isLate(attempt))
      return { block: { open: [], deadline: waiting.deadline, progress: waiting.progress } };
    return done({ answer: 'timeout', from: call.addr, ttl: 0, ms: now - waiting.progress });
  }
  const addr = normalizeAddress(call.addr);
  if (addr === null) return fail('EINVAL');
  const machine = machineOf(work, host);
  const way = findWay(machine, addr);
  const blocked = routeError(way.kind);
  if (blocked) return fail(blocked);
  if (isBroadcast(machine, addr)) return fail('EACCES');
  // Identifier and sequence number stand where other protocols have their ports.
  const src = { addr: 'src' in way ? way.src : addr, port: process.pid & 0xffff };
  const dst = { addr, port: call.sequence & 0xffff };
  const data = `${call.sequence}`.padEnd(call.size, '.').slice(0, call.size);
  const packet = { proto: 'icmp', type: 'echo-request', src, dst, data } as const;
  const errno = sendPacket(work, host, packet, { inCall: true });
  if (errno) return fail(errno);
  return { block: { open: [], deadline: now + call.timeout, progress: now } };
}

/** A person edits a file, or enters an address in the browser. */
export function callInteract({ work, host, process, call, thread }: On<'interact'>): Result {
  if (call.request.kind === 'edit') {
    const { path, text } = call.request;
    if (process.tty === null) return done(null);
    const terminal = machineOf(work, host).terminals[process.tty];
    if (terminal && terminal.foreground !== process.group) {
      // An editor sets its terminal's modes, which the background may not (tcsetattr(3)).
      raiseGroup(work, host, process.group, 'SIGTTOU');
    } else if (terminal?.editing?.pid !== process.pid) {
      const editing = { path, text, pid: process.pid, tid: thread.tid };
      changeTerminal(work, host, process.tty, { editing });
    }
    return { block: { open: [] } };
  }
  const { browser } = machineOf(work, host);
  if (browser?.address == null) return { block: { open: [] } };
  changeMachine(work, host, { browser: { ...browser, address: null } });
  return done(browser.address);
}

export function callShow({ work, host, call }: On<'show'>): Result {
  const { browser } = machineOf(work, host);
  const { page } = call;
  changeMachine(work, host, { browser: { address: browser?.address ?? null, page } });
  const { url, status, error } = page;
  tell(work, host, {
    kind: 'page',
    url,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  });
  return done();
}
