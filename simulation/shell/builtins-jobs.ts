/** Builtins of job control: jobs, fg, bg, kill, wait, disown (bash(1), JOB CONTROL). */
import { formatErrno } from '../host/error-text';
import type { Routine } from '../host/program';
import { parseSignal, signalNumber } from '../host/signal';
import { print, printError, sys } from '../host/system';
import type { Signal } from '../host/system-call';
import { builtinOptions, fail, failUsage } from './builtin-options';
import {
  continueJob,
  currentJobs,
  findJob,
  formatJob,
  jobCondition,
  jobStatus,
  recordChange,
  stopSignal,
  touchJob,
} from './jobs';
import { reapChildren, waitForeground } from './run-pipeline';
import type { Builtin, Shell } from './shell';
import type { Job } from './shell-state';
import { formatSignalTable } from './signal-table';
import { noteSignal } from './traps';

/** The job that `spec` names, the current one without; null after a complaint. */
function* pickJob(shell: Shell, name: string, spec: string | undefined): Routine<Job | null> {
  const { state } = shell;
  const job = spec === undefined ? currentJobs(state)[0] : findJob(state, spec, true);
  if (!job) yield* fail(shell, name, `${spec ?? 'current'}: no such job`);
  return job ?? null;
}

export const jobs: Builtin = {
  usage: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
  summary: 'list the jobs of this shell',
  run: function* (shell, args) {
    const { state } = shell;
    const given = builtinOptions(args, 'lnprs');
    if (!given.ok) return yield* failUsage(shell, 'jobs', given.bad);
    yield* reapChildren(state);
    let status = 0;
    const chosen: Job[] = [];
    for (const spec of given.operands) {
      const job = yield* pickJob(shell, 'jobs', spec);
      if (job) chosen.push(job);
      else status = 1;
    }
    const listed = given.operands.length > 0 ? chosen : state.jobs.toSorted((a, b) => a.id - b.id);
    for (const job of listed) {
      const condition = jobCondition(job);
      if (given.letters.includes('r') && condition !== 'running') continue;
      if (given.letters.includes('s') && condition !== 'stopped') continue;
      const text = given.letters.includes('p')
        ? `${job.group}\n`
        : formatJob(state, job, given.letters.includes('l'));
      yield* print(text);
      job.told = condition === 'stopped';
    }
    state.jobs = state.jobs.filter((job) => jobCondition(job) !== 'done');
    return status;
  },
};

export const fg: Builtin = {
  usage: 'fg [job_spec]',
  summary: 'bring a job to the foreground',
  run: function* (shell, args) {
    const { state } = shell;
    if (!state.control) return yield* fail(shell, 'fg', 'no job control');
    yield* reapChildren(state);
    const given = builtinOptions(args, '');
    if (!given.ok) return yield* failUsage(shell, 'fg', given.bad);
    const job = yield* pickJob(shell, 'fg', given.operands[0]);
    if (!job) return 1;
    if (jobCondition(job) === 'done') {
      yield* fail(shell, 'fg', 'job has terminated');
      return 1;
    }
    yield* print(`${job.text}\n`);
    yield* sys.foreground(state.control.tty, job.group);
    continueJob(job);
    touchJob(state, job);
    yield* sys.kill(job.group, 'SIGCONT', true);
    return yield* waitForeground(state, job);
  },
};

export const bg: Builtin = {
  usage: 'bg [job_spec ...]',
  summary: 'let a stopped job run on in the background',
  run: function* (shell, args) {
    const { state } = shell;
    if (!state.control) return yield* fail(shell, 'bg', 'no job control');
    yield* reapChildren(state);
    const given = builtinOptions(args, '');
    if (!given.ok) return yield* failUsage(shell, 'bg', given.bad);
    let status = 0;
    for (const spec of given.operands.length > 0 ? given.operands : [undefined]) {
      const job = yield* pickJob(shell, 'bg', spec);
      if (!job) {
        status = 1;
        continue;
      }
      if (jobCondition(job) === 'running') {
        yield* fail(shell, 'bg', `job ${job.id} already in background`);
        continue;
      }
      const [current, previous] = currentJobs(state);
      const mark = job === current ? '+' : job === previous ? '-' : ' ';
      yield* print(`[${job.id}]${mark} ${job.text} &\n`);
      continueJob(job);
      job.touched = Math.min(...state.jobs.map(({ touched }) => touched)) - 1;
      yield* sys.kill(job.group, 'SIGCONT', true);
    }
    return status;
  },
};

export const disown: Builtin = {
  usage: 'disown [-h] [-ar] [jobspec ... | pid ...]',
  summary: 'drop jobs from the list, leaving them run',
  run: function* (shell, args) {
    const { state } = shell;
    const given = builtinOptions(args, 'har');
    if (!given.ok) return yield* failUsage(shell, 'disown', given.bad);
    if (given.letters.includes('a')) state.jobs = [];
    else {
      for (const spec of given.operands.length > 0 ? given.operands : [undefined]) {
        const job = yield* pickJob(shell, 'disown', spec);
        if (!job) return 1;
        state.jobs = state.jobs.filter((other) => other !== job);
      }
    }
    return 0;
  },
};

export const wait: Builtin = {
  usage: 'wait [-fn] [-p var] [id ...]',
  summary: 'wait until background jobs have ended',
  run: function* (shell, args) {
    const { state } = shell;
    const given = builtinOptions(args, 'fn');
    if (!given.ok) return yield* failUsage(shell, 'wait', given.bad);
    let status = 0;
    const wanted: Job[] = given.operands.length === 0 ? [...state.jobs] : [];
    for (const spec of given.operands) {
      const job = spec.startsWith('%')
        ? findJob(state, spec)
        : state.jobs.find(({ members }) => members.some(({ pid }) => String(pid) === spec));
      if (job) wanted.push(job);
      else if (/^\d+$/.test(spec)) {
        status = yield* fail(shell, 'wait', `pid ${spec} is not a child of this shell`, 127);
      } else if (spec.startsWith('%')) {
        status = yield* fail(shell, 'wait', `${spec}: no such job`, 127);
      } else {
        status = yield* fail(shell, 'wait', `\`${spec}': not a pid or valid job spec`, 1);
      }
    }
    for (const job of wanted) {
      while (jobCondition(job) === 'running') {
        const change = yield* sys.wait({ pid: 'any', untraced: true });
        if (change.ok && change.value) recordChange(state.jobs, change.value);
        else if (!change.ok && change.errno === 'EINTR') {
          if (noteSignal(state, change.signal))
            return 128 + signalNumber(change.signal ?? 'SIGINT');
          state.interrupted = true;
          if (state.interactive) yield* print('\n');
          return 130;
        } else if (!change.ok) break;
      }
      if (jobCondition(job) === 'stopped') {
        const warning = `warning: wait_for_job: job ${job.id} is stopped`;
        yield* printError(`${state.title}: ${warning}\n`);
        status = 128 + signalNumber(stopSignal(job));
      } else if (given.operands.length > 0) status = jobStatus(job);
    }
    // Nothing more is said of jobs that were all waited for.
    if (given.operands.length === 0) {
      state.jobs = state.jobs.filter((job) => jobCondition(job) !== 'done');
    }
    return status;
  },
};

const killUsage = 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]';

export const kill: Builtin = {
  usage: killUsage,
  summary: 'send a signal to processes or jobs',
  run: function* (shell, args) {
    const rest = [...args];
    let signal: Signal | null = 'SIGTERM';
    let probe = false;
    const first = rest[0] ?? '';
    if (first === '-l' || first === '-L') return yield* listSignals(shell, rest.slice(1));
    if (first === '-s' || first === '-n') {
      rest.shift();
      const name = rest.shift();
      if (name === undefined) {
        return yield* fail(shell, 'kill', `${first}: option requires an argument`);
      }
      signal = parseSignal(name);
      probe = name === '0';
      if (!signal && !probe)
        return yield* fail(shell, 'kill', `${name}: invalid signal specification`);
    } else if (first.startsWith('-') && first !== '--' && first !== '-') {
      rest.shift();
      signal = parseSignal(first.slice(1));
      probe = first === '-0';
      if (!signal && !probe) {
        return yield* fail(shell, 'kill', `${first.slice(1)}: invalid signal specification`);
      }
    }
    if (rest[0] === '--') rest.shift();
    if (rest.length === 0) {
      yield* printError(`kill: usage: ${killUsage}\n`);
      return 2;
    }
    let failed = 0;
    for (const target of rest) failed += yield* killOne(shell, target, probe ? null : signal);
    return failed < rest.length ? 0 : 1;
  },
};

function* listSignals(shell: Shell, names: string[]): Routine<number> {
  if (names.length === 0) yield* print(formatSignalTable());
  for (const name of names) {
    const signal = parseSignal(name);
    if (!signal) return yield* fail(shell, 'kill', `${name}: invalid signal specification`);
    yield* print(/^\d+$/.test(name) ? `${signal.slice(3)}\n` : `${signalNumber(signal)}\n`);
  }
  return 0;
}

/** 1 when it failed. A null signal only asks whether the process is there. */
function* killOne(shell: Shell, target: string, signal: Signal | null): Routine<number> {
  const { state } = shell;
  if (target.startsWith('%')) {
    yield* reapChildren(state);
    const job = findJob(state, target);
    if (!job) return yield* fail(shell, 'kill', `${target}: no such job`);
    if (!signal) return 0;
    const stopped = jobCondition(job) === 'stopped';
    const sent = yield* sys.kill(job.group, signal, true);
    if (!sent.ok) return yield* fail(shell, 'kill', `(${job.group}) - ${formatErrno(sent.errno)}`);
    if (signal === 'SIGCONT') continueJob(job);
    if (stopped && (signal === 'SIGTERM' || signal === 'SIGHUP')) {
      yield* sys.kill(job.group, 'SIGCONT', true);
    }
    // bash tells once more of a stopped job that was signalled, before its next prompt.
    if (stopped && signal !== 'SIGCONT') job.told = false;
    return 0;
  }
  if (!/^-?\d{1,9}$/.test(target)) {
    return yield* fail(shell, 'kill', `${target}: arguments must be process or job IDs`);
  }
  const pid = Number(target);
  if (!signal) {
    const all = yield* sys.processes();
    const there = all.ok && all.value.some((row) => row.pid === pid);
    return there ? 0 : yield* fail(shell, 'kill', `(${pid}) - No such process`);
  }
  // A signal to the shell itself is seen to before the next command.
  if (pid === state.pid && noteSignal(state, signal)) return 0;
  const sent = yield* sys.kill(Math.abs(pid), signal, pid < 0);
  if (!sent.ok) return yield* fail(shell, 'kill', `(${target}) - ${formatErrno(sent.errno)}`);
  if (signal === 'SIGCONT') {
    const job = state.jobs.find(({ members }) => members.some((member) => member.pid === pid));
    if (job) continueJob(job);
  }
  return 0;
}
