/**
 * Lets one thread make its next call. A thread is the list of its replies: the live generator is
 * only a cache, found by the frozen thread it belongs to, and made anew where it is missing.
 */

import { encodeText } from '../host/bytes';
import type { Thread, Waiting } from '../host/process';
import { MissingProgram, type ProgramContext, type Routine } from '../host/program';
import type { Call, Reply } from '../host/system-call';
import { entryOf, sizeOf, valuesOf, withEntry } from '../host/table';
import { schedule } from './agenda';
import type { Attempt, Result } from './attempt';
import { tryCall } from './call-table';
import { releaseFile } from './descriptor';
import { carryOver, keepLive, type Live, takeLive } from './live-program';
import { endProcess } from './process-life';
import { takePending } from './signal';
import { subjectOf, traceCall } from './trace-call';
import { cancelRuns, scheduleRun } from './wake';
import {
  changeProcess,
  dropThread,
  machineOf,
  processOf,
  putThread,
  takeNumber,
  type Work,
} from './work';

function createLive(work: Work, host: string, pid: number, thread: Thread): Live {
  const process = processOf(work, host, pid);
  const program = process ? work.programs[process.program] : undefined;
  if (!process || !program) throw new Error(`no program for process ${pid} of ${host}`);
  const terminal = process.tty === null ? null : machineOf(work, host).terminals[process.tty];
  const context: ProgramContext = {
    pid,
    argv: [...process.argv],
    env: process.env,
    cwd: process.startedIn,
    user: process.user,
    host,
    columns: terminal?.columns ?? 80,
  };
  if (thread.entry === null) return program.main(context);
  const entry = program.threads?.[thread.entry];
  if (!entry) throw new Error(`${process.program} has no thread "${thread.entry}"`);
  return entry(context, thread.arg as never) as Routine<void>;
}

/** The generator after it was given every reply but the last `keep`. */
function revive(work: Work, host: string, pid: number, thread: Thread, keep: number): Live {
  const known = takeLive(thread);
  if (known) return known;
  const generator = createLive(work, host, pid, thread);
  const replies = valuesOf(thread.replies);
  const given = replies.slice(0, replies.length - keep);
  if (replies.length === 0 && keep === 1) return generator;
  generator.next();
  for (const reply of given) generator.next(reply);
  return generator;
}

/** A step of one thread: the next call, or another try at a blocked one. */
export function runThread(work: Work, host: string, pid: number, tid: number): void {
  const process = processOf(work, host, pid);
  const thread = entryOf(process?.threads, tid);
  if (!process || !thread || process.ended || process.stopped) return;
  if (thread.waiting) return retry(work, host, pid, thread, thread.waiting);
  if (thread.hand) return begin(work, host, pid, thread, thread.hand.call, null);
  let made: IteratorResult<Call, number | void>;
  let generator: Live | null = null;
  try {
    generator = revive(work, host, pid, thread, 1);
    const last = entryOf(thread.replies, sizeOf(thread.replies) - 1);
    made = last ? generator.next(last) : generator.next();
  } catch (error) {
    if (error instanceof MissingProgram) throw error;
    return crash(work, host, pid, error);
  }
  if (made.done) return finish(work, host, pid, thread, made.value ?? 0);
  begin(work, host, pid, thread, made.value, generator);
}

/** A fault in a program ends that program and not the world. */
function crash(work: Work, host: string, pid: number, error: unknown): void {
  const process = processOf(work, host, pid);
  const thread = process ? valuesOf(process.threads)[0] : undefined;
  const what = error instanceof Error ? error.message : String(error);
  if (process && thread) {
    const data = encodeText(`${process.program}: fault in the program: ${what}\n`);
    const call: Call = { call: 'write', fd: 2, data };
    tryCall({ work, host, process, thread, call, waiting: null });
  }
  endProcess(work, host, pid, { status: 70 });
}

function finish(work: Work, host: string, pid: number, thread: Thread, status: number): void {
  if (thread.entry === null) return endProcess(work, host, pid, { status: status & 0xff });
  dropThread(work, host, pid, thread.tid);
}

function begin(
  work: Work,
  host: string,
  pid: number,
  thread: Thread,
  call: Call,
  generator: Live | null,
): void {
  const process = processOf(work, host, pid);
  if (!process) return;
  const attempt: Attempt = { work, host, process, thread, call, waiting: null };
  const subject = subjectOf(attempt);
  const result = tryCall(attempt);
  const after = processOf(work, host, pid);
  if ('reply' in result) {
    if (subject) traceCall(attempt, subject, 'both', result);
    if (after && !after.ended) conclude(work, host, pid, thread, result.reply, generator);
    return;
  }
  if (!after || after.ended) return;
  const { open, socket = null, deadline = null, progress = 0 } = result.block;
  const order = takeNumber(work);
  const waiting: Waiting = { call, order, open, socket, deadline, progress, answer: null };
  const next: Thread = { ...thread, waiting };
  keepLive(next, generator);
  putThread(work, host, pid, next);
  if (subject) traceCall(attempt, subject, 'start', null);
  if (deadline !== null) schedule(work, { kind: 'run', at: deadline, host, pid, tid: thread.tid });
  const signal = takePending(work, host, pid);
  if (signal) {
    const answer: Reply = { ok: false, errno: 'EINTR', signal };
    retry(work, host, pid, next, { ...waiting, answer });
  }
}

function retry(work: Work, host: string, pid: number, thread: Thread, waiting: Waiting): void {
  const process = processOf(work, host, pid);
  if (!process) return;
  const { call } = waiting;
  const attempt: Attempt = { work, host, process, thread, call, waiting };
  const subject = subjectOf(attempt);
  const result: Result = waiting.answer ? { reply: waiting.answer } : tryCall(attempt);
  const after = processOf(work, host, pid);
  if (!after || after.ended) return;
  if ('reply' in result) {
    const generator = takeLive(thread);
    if (subject) traceCall(attempt, subject, 'return', result);
    conclude(work, host, pid, thread, result.reply, generator);
    for (const file of waiting.open) releaseFile(work, host, file);
    return;
  }
  const { progress = waiting.progress, open } = result.block;
  if (progress === waiting.progress) return;
  const next: Thread = { ...thread, waiting: { ...waiting, progress, open } };
  carryOver(thread, next);
  putThread(work, host, pid, next);
}

/** Notes the reply; the thread goes on in a step of its own. */
function conclude(
  work: Work,
  host: string,
  pid: number,
  thread: Thread,
  reply: Reply,
  generator: Live | null,
): void {
  cancelRuns(work, host, pid, thread.tid);
  if (thread.hand) return concludeHand(work, host, pid, thread, reply);
  const replies = withEntry(thread.replies, sizeOf(thread.replies), reply);
  const next: Thread = { ...thread, waiting: null, replies };
  keepLive(next, generator);
  putThread(work, host, pid, next);
  scheduleRun(work, host, pid, thread.tid);
}

/** A call made by hand is done: its descriptor gets its name, its reply is kept for the asker. */
function concludeHand(work: Work, host: string, pid: number, thread: Thread, reply: Reply): void {
  const process = processOf(work, host, pid);
  const { hand } = thread;
  if (!process || !hand) return;
  const fd = reply.ok ? descriptorIn(reply.value) : null;
  const names =
    hand.as !== null && fd !== null ? { ...process.names, [hand.as]: fd } : process.names;
  dropThread(work, host, pid, thread.tid);
  if (names !== process.names) changeProcess(work, host, pid, { names });
  work.world.handReplies = withEntry(work.world.handReplies, hand.id, reply);
}

function descriptorIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const fd = (value as { fd?: unknown } | null)?.fd;
  return typeof fd === 'number' ? fd : null;
}
