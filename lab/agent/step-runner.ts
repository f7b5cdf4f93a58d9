/**
 * The processes of a scenario on one host: named sockets, calls that block and come back later,
 * a death that closes everything. They share one real process, so what tells them apart is the
 * table of names; the kernel's view of each socket is a process's own.
 *
 * Every socket is non-blocking for the kernel and waits here by epoll. A call that waits holds the
 * open socket by a descriptor of its own, as a sleeping system call does: close(2) of the name
 * leaves it asleep.
 */
import type { OracleStep, OracleValue } from '@/contract/oracle';
import type { StepAnswer } from './agent-protocol';
import type { Libc } from './libc';
import type { Poller } from './poller';
import {
  type Attempt,
  endsOf,
  makeQuickCall,
  ok,
  openSocket,
  prepareCall,
  type Told,
  told,
  type Waiting,
} from './step-calls';

const DRAIN_QUIET_MS = 200;
const DRAIN_BYTES = 65536;

type Call = {
  proc: Process;
  since: number;
  done: (Told & { took: number }) | null;
  /** What is known while it waits. */
  meanwhile: OracleValue | null;
  waiters: Set<() => void>;
};
type Sleeper = { attempt: (fd: number) => Attempt; finish: (told: Told) => void };

type Open = {
  fd: number;
  nonBlocking: boolean;
  /** SO_RCVTIMEO, ms; 0: for ever. The kernel keeps it for calls that sleep in it; ours do not. */
  receiveMs: number;
  lingerSeconds: number;
  sleepers: { read: Sleeper[]; write: Sleeper[] };
  /** The sleepers' own descriptor. */
  held: number | null;
};
/** `sockets` also holds those that were closed while a call slept in them. */
type Process = { names: Map<string, Open>; sockets: Set<Open>; alive: boolean };

export type StepRunner = ReturnType<typeof createStepRunner>;

/** How many sockets and bytes a scenario takes was judged before any of it runs (labd's plan). */
export function createStepRunner(libc: Libc, poller: Poller) {
  const processes = new Map<string, Process>();
  const calls = new Map<number, Call>();

  const processOf = (name: string): Process => {
    const known = processes.get(name) ?? { names: new Map(), sockets: new Set(), alive: true };
    processes.set(name, known);
    return known;
  };

  function adopt(proc: Process, name: string, fd: number): void {
    const made: Open = {
      fd,
      nonBlocking: false,
      receiveMs: 0,
      lingerSeconds: 0,
      sleepers: { read: [], write: [] },
      held: null,
    };
    proc.sockets.add(made);
    proc.names.set(name, made);
  }

  /** Nobody sleeps in it any more: its second descriptor goes, and what is closed is forgotten. */
  function letGo(proc: Process, socket: Open): void {
    const { read, write } = socket.sleepers;
    if (read.length + write.length > 0) return;
    if (socket.held !== null) {
      poller.forget(socket.held);
      libc.close(socket.held);
      socket.held = null;
    }
    if (socket.fd < 0) proc.sockets.delete(socket);
  }

  /** First come, first served, as in the kernel's own queues of sleepers. */
  function wake(proc: Process, socket: Open): void {
    for (const queue of [socket.sleepers.read, socket.sleepers.write]) {
      for (;;) {
        const [first] = queue;
        const fd = socket.held;
        if (!first || fd === null) break;
        const answer = first.attempt(fd);
        if (answer === 'not-now') break;
        queue.shift();
        first.finish(answer);
      }
    }
    watch(proc, socket);
  }

  function watch(proc: Process, socket: Open): void {
    const { read, write } = socket.sleepers;
    if (read.length + write.length === 0) return letGo(proc, socket);
    if (socket.held === null) {
      const second = libc.dup(socket.fd);
      if (!second.ok) return;
      socket.held = second.value;
    }
    const interest = { read: read.length > 0, write: write.length > 0 };
    poller.watch(socket.held, interest, () => wake(proc, socket));
  }

  function sleep(
    proc: Process,
    socket: Open,
    { side, attempt }: Waiting,
    finish: (told: Told) => void,
  ): () => void {
    const sleeper: Sleeper = { attempt, finish };
    const queue = socket.sleepers[side];
    queue.push(sleeper);
    watch(proc, socket);
    return () => {
      const at = queue.indexOf(sleeper);
      if (at < 0) return;
      queue.splice(at, 1);
      watch(proc, socket);
    };
  }

  function close(proc: Process, name: string, finish: (told: Told) => void): void {
    const socket = proc.names.get(name);
    if (!socket) return finish(told(libc.close(-1)));
    proc.names.delete(name);
    const { fd } = socket;
    socket.fd = -1;
    letGo(proc, socket);
    // With a time to linger, close(2) itself sleeps, whatever the socket's flags.
    if (socket.lingerSeconds > 0) libc.closeLater(fd, () => finish(ok()));
    else finish(told(libc.close(fd)));
  }

  /** exit(2) or SIGKILL: descriptors are closed in their order, and nobody lingers for the dead. */
  function end(name: string): Told {
    const proc = processOf(name);
    proc.alive = false;
    for (const socket of [...proc.sockets].sort((a, b) => a.fd - b.fd)) {
      socket.sleepers = { read: [], write: [] };
      if (socket.lingerSeconds > 0 && socket.fd >= 0)
        libc.setOption(socket.fd, 'SO_LINGER', [0, 0]);
      if (socket.fd >= 0) {
        libc.close(socket.fd);
        socket.fd = -1;
      }
      letGo(proc, socket);
    }
    proc.names.clear();
    return ok();
  }

  function setOption(socket: Open, step: OracleStep): Told | null {
    const value = Array.isArray(step.value) ? (step.value[0] ?? 0) : (step.value ?? 0);
    if (step.option === 'O_NONBLOCK') socket.nonBlocking = value !== 0;
    else if (step.option === 'SO_RCVTIMEO') socket.receiveMs = value;
    else {
      if (step.option === 'SO_LINGER' && Array.isArray(step.value)) {
        socket.lingerSeconds = value ? (step.value[1] ?? 0) : 0;
      }
      return null;
    }
    return ok();
  }

  /** recv(2) again and again until nothing comes for a while. */
  function drain(proc: Process, socket: Open, finish: (told: Told) => void): void {
    let n = 0;
    const once = (): boolean => {
      const got = libc.recv(socket.fd, DRAIN_BYTES);
      if (got.ok) n += got.value.length;
      if (got.ok ? got.value.length > 0 : got.errno === 'EAGAIN') return true;
      finish(got.ok || n > 0 ? ok({ n }) : told(got));
      return false;
    };
    const again = () => {
      const timer = setTimeout(() => {
        stop();
        finish(ok({ n }));
      }, DRAIN_QUIET_MS);
      const readable = (fd: number): Attempt => {
        const seen = libc.pollNow(fd);
        return seen.ok && seen.value.some((each) => each !== 'OUT') ? ok() : 'not-now';
      };
      const stop = sleep(proc, socket, { side: 'read', attempt: readable }, () => {
        clearTimeout(timer);
        if (once()) again();
      });
    };
    if (once()) again();
  }

  function perform(proc: Process, step: OracleStep, call: Call, finish: (told: Told) => void) {
    const { op, sock = '' } = step;
    if (op === 'socket') {
      const made = openSocket(libc, step);
      if (made.ok) adopt(proc, sock, made.value);
      return finish(told(made));
    }
    if (op === 'close') return close(proc, sock, finish);
    const socket = proc.names.get(sock);
    if (op === 'setsockopt' && socket) {
      const mine = setOption(socket, step);
      if (mine) return finish(mine);
    }
    const fd = socket?.fd ?? -1;
    const quick = makeQuickCall(libc, fd, step);
    if (quick) return finish(quick);
    if (op === 'drain' && socket) return drain(proc, socket, finish);
    const once = socket?.nonBlocking ?? true;
    const waiting = prepareCall(libc, step, once, (made) => adopt(proc, step.as ?? '', made));
    if (!waiting) return finish(told(libc.close(-1)));
    const answer = waiting.attempt(fd);
    if (answer !== 'not-now') return finish(answer);
    if (!socket || once) return finish({ result: 'EAGAIN' });
    if (op === 'connect') call.meanwhile = endsOf(libc, fd, ['local']);
    let timer: NodeJS.Timeout | null = null;
    const stop = sleep(proc, socket, waiting, (result) => {
      if (timer) clearTimeout(timer);
      finish(result);
    });
    if (socket.receiveMs > 0 && waiting.side === 'read') {
      timer = setTimeout(() => {
        stop();
        finish({ result: 'EAGAIN' });
      }, socket.receiveMs);
    }
  }

  function answerOf(call: Call): StepAnswer {
    if (!call.done) return { done: false, value: call.meanwhile };
    const { result, value, took } = call.done;
    return { done: true, result, value: value ?? null, tookMs: took };
  }

  /** Waits for a call's end, at most `ms`. What came at the last moment still counts. */
  function waitFor(call: Call, ms: number): Promise<StepAnswer> {
    if (call.done) return Promise.resolve(answerOf(call));
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        call.waiters.delete(over);
        resolve(answerOf(call));
      };
      // After a pause of the whole machine, timers come before what happened meanwhile.
      const timer = setTimeout(() => {
        for (const socket of call.proc.sockets) if (socket.held !== null) wake(call.proc, socket);
        setImmediate(over);
      }, ms);
      call.waiters.add(over);
    });
  }

  return {
    /** Makes one call of one process; it may go on when `waitMs` are over. */
    step(number: number, name: string, step: OracleStep, waitMs: number): Promise<StepAnswer> {
      const proc = processOf(name);
      const since = performance.now();
      const call: Call = { proc, since, done: null, meanwhile: null, waiters: new Set() };
      calls.set(number, call);
      const finish = (result: Told) => {
        call.done ??= { ...result, took: performance.now() - since };
        for (const waiter of call.waiters) waiter();
      };
      if (!proc.alive) finish({ result: 'ESRCH' });
      else if (step.op === 'exit' || step.op === 'kill') finish(end(name));
      else perform(proc, step, call, finish);
      return waitFor(call, waitMs);
    },
    /** The same call again, some time later. */
    wait(number: number, waitMs: number): Promise<StepAnswer> {
      const call = calls.get(number);
      if (!call) return Promise.resolve({ done: true, result: 'EINVAL', value: null, tookMs: 0 });
      return waitFor(call, waitMs);
    },
    /** Numbers of the calls that have ended. */
    ended: () => [...calls].filter(([, call]) => call.done).map(([number]) => number),
  };
}
