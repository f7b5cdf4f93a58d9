/** The job table of a shell and bash's words for it (bash(1), JOB CONTROL). */
import { formatSignal, signalNumber } from '../host/signal';
import type { ChildChange } from '../host/system';
import type { Signal } from '../host/system-call';
import type { Job, ShellState } from './shell-state';

export function createJob(text: string, pids: number[]): Job {
  const members: Job['members'] = pids.map((pid) => ({ pid, change: 'running', last: null }));
  return { id: 0, group: pids[0] ?? 0, text, members, touched: 0, told: false };
}

/** Gives the job the next number of the table. */
export function listJob(state: ShellState, job: Job): void {
  if (job.id === 0) {
    job.id = Math.max(0, ...state.jobs.map(({ id }) => id)) + 1;
    state.jobs.push(job);
  }
  touchJob(state, job);
}

export function touchJob(state: Pick<ShellState, 'jobs'>, job: Job): void {
  job.touched = Math.max(0, ...state.jobs.map(({ touched }) => touched)) + 1;
}

export function jobCondition(job: Job): 'running' | 'stopped' | 'done' {
  if (job.members.some(({ change }) => change === 'running')) return 'running';
  return job.members.some(({ change }) => change === 'stopped') ? 'stopped' : 'done';
}

/** Exit status of the job's last process; 128 and the signal's number where one ended it. */
export function jobStatus(job: Job): number {
  const last = job.members.at(-1)?.last;
  if (!last) return 127;
  return last.change === 'exited' ? last.status : 128 + signalNumber(last.signal);
}

/** Exit status of one process of the job. */
export function memberStatus(job: Job, pid: number): number {
  const members = job.members.filter((member) => member.pid === pid);
  return jobStatus({ ...job, members });
}

/** The signal by which a job was stopped. */
export function stopSignal(job: Job): Signal {
  const last = job.members.find(({ change }) => change === 'stopped')?.last;
  return last?.change === 'stopped' ? last.signal : 'SIGTSTP';
}

/** Notes what wait(2) told. */
export function recordChange(jobs: Job[], change: ChildChange): void {
  for (const job of jobs) {
    for (const member of job.members) {
      if (member.pid !== change.pid || member.change === 'exited') continue;
      member.change = change.change;
      member.last = change;
      if (change.change === 'stopped') {
        job.told = false;
        if (job.id !== 0) touchJob({ jobs }, job);
      }
    }
  }
}

export function continueJob(job: Job): void {
  for (const member of job.members) if (member.change === 'stopped') member.change = 'running';
}

/** The current and the previous job: stopped ones first, then the newest. */
export function currentJobs(state: ShellState): [Job | undefined, Job | undefined] {
  const rank = (job: Job) => (jobCondition(job) === 'stopped' ? 1e6 : 0) + job.touched;
  const [current, previous] = [...state.jobs].sort((a, b) => rank(b) - rank(a));
  return [current, previous];
}

/** A job by `%1`, `%+`, `%%`, `%-`, `%nc` or `%?text`; bare numbers only where `bare`. */
export function findJob(state: ShellState, spec: string, bare = false): Job | null {
  const name = spec.replace(/^%/, '');
  if (!bare && !spec.startsWith('%')) return null;
  if (/^\d+$/.test(name)) return state.jobs.find(({ id }) => id === Number(name)) ?? null;
  const [current, previous] = currentJobs(state);
  if (name === '' || name === '+' || name === '%') return current ?? null;
  if (name === '-') return previous ?? null;
  return (
    state.jobs.find(({ text }) =>
      name.startsWith('?') ? text.includes(name.slice(1)) : text.startsWith(name),
    ) ?? null
  );
}

/** `[1]+  Stopped                 nc -l 9000` and a newline. */
export function formatJob(state: ShellState, job: Job, pids = false): string {
  const [current, previous] = currentJobs(state);
  const mark = job === current ? '+' : job === previous ? '-' : ' ';
  const condition = jobCondition(job);
  const words = formatCondition(job, pids).padEnd(24);
  const pid = pids ? `${String(job.members[0]?.pid ?? '').padStart(5)} ` : '';
  return `[${job.id}]${mark} ${pid || ' '}${words}${job.text}${condition === 'running' ? ' &' : ''}\n`;
}

/** `long` tells by which signal a job was stopped. */
function formatCondition(job: Job, long: boolean): string {
  const condition = jobCondition(job);
  if (condition === 'running') return 'Running';
  if (condition === 'stopped') return long ? formatSignal(stopSignal(job)) : 'Stopped';
  const last = job.members.at(-1)?.last;
  if (last?.change === 'killed') return formatSignal(last.signal);
  const status = jobStatus(job);
  return status === 0 ? 'Done' : `Exit ${status}`;
}

/** Lines about jobs that stopped since, and about ended ones, which leave the table by this. */
export function takeJobNews(state: ShellState): string {
  let text = '';
  for (const job of state.jobs.toSorted((a, b) => a.id - b.id)) {
    const condition = jobCondition(job);
    if (condition === 'done') text += formatJob(state, job);
    if (condition === 'stopped' && !job.told) text += `\n${formatJob(state, job)}`;
    job.told = condition === 'stopped';
  }
  state.jobs = state.jobs.filter((job) => jobCondition(job) !== 'done');
  return text;
}
