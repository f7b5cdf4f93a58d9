/**
 * One thread that serves many connections (epoll(7)): every task runs until its next poll(2), and
 * the loop waits for all of them at once. Descriptors of tasks must not block.
 */
import type { Routine } from '../host/program';
import { sys } from '../host/system';
import type { Call, Reply, Signal } from '../host/system-call';

type Poll = Extract<Call, { call: 'poll' }>;
export type Task = {
  routine: Routine;
  /** What it waits for, and until when; null while it can run. */
  waits: (Poll & { until: number | null }) | null;
  reply: Reply;
};
export type EventLoop = { tasks: Task[] };

export function createEventLoop(): EventLoop {
  return { tasks: [] };
}

export function startTask(loop: EventLoop, routine: Routine): Task {
  const task: Task = { routine, waits: null, reply: { ok: true, value: null } };
  loop.tasks.push(task);
  return task;
}

/** Ends a task where it waits. */
export function stopTask(loop: EventLoop, task: Task): void {
  loop.tasks = loop.tasks.filter((one) => one !== task);
  task.routine.return();
}

function* currentTime(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

/** Runs until no task is left, or until `onSignal` says false. */
export function* runEventLoop(
  loop: EventLoop,
  onSignal: (signal: Signal) => Routine<boolean>,
): Routine {
  for (;;) {
    yield* runReady(loop);
    if (loop.tasks.length === 0) return;
    const until = loop.tasks.flatMap(({ waits }) => waits?.until ?? []);
    const timed = until.length > 0;
    const left = timed ? Math.max(0, Math.min(...until) - (yield* currentTime())) : null;
    const waits = loop.tasks.flatMap((task) => task.waits ?? []);
    const ready = yield* sys.poll(
      waits.flatMap(({ fds }) => fds),
      left,
      waits.flatMap(({ fds, events }) => events ?? fds.map(() => 'IN' as const)),
    );
    if (!ready.ok) {
      if (ready.signal && !(yield* onSignal(ready.signal))) return;
      continue;
    }
    const now = timed ? yield* currentTime() : 0;
    for (const task of loop.tasks) {
      const fds = task.waits?.fds.filter((fd) => ready.value.includes(fd)) ?? [];
      const late = task.waits?.until != null && now >= task.waits.until;
      if (fds.length === 0 && !late) continue;
      task.waits = null;
      task.reply = { ok: true, value: fds };
    }
  }
}

/** Lets every task that can run go on to its next wait. */
function* runReady(loop: EventLoop): Routine {
  // Tasks may start others, which are then at the end of the list.
  for (let at = 0; at < loop.tasks.length; at += 1) {
    const task = loop.tasks[at];
    while (task && !task.waits) {
      const step = task.routine.next(task.reply);
      if (step.done) {
        loop.tasks = loop.tasks.filter((one) => one !== task);
        at -= 1;
        break;
      }
      const call = step.value;
      if (call.call !== 'poll') {
        task.reply = yield call;
        continue;
      }
      const { timeout } = call;
      task.waits = { ...call, until: timeout === null ? null : (yield* currentTime()) + timeout };
    }
  }
}
