/** Switching machines on and off: init(1), getty(8), and the plug in the wall. */
import { emptyMemory } from '../host/machine';
import { entryOf } from '../host/table';
import { cancelHost } from './agenda';
import { homeOf } from './create-machine';
import { startProcess } from './process-life';
import {
  changeMachine,
  changeTerminal,
  machineOf,
  putOpenFile,
  takeNumber,
  tell,
  type Work,
} from './work';

function environmentOf(host: string, user: string): Record<string, string> {
  return {
    HOME: homeOf(user),
    HOSTNAME: host,
    LANG: 'C.UTF-8',
    LOGNAME: user,
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    SHELL: '/bin/bash',
    USER: user,
  };
}

/** Where the output of a container's programs is kept. */
export const CONTAINER_LOG = '/dev/console.log';

/** Starts a program that nobody waits for; on a terminal where `tty` is one. */
export function startAtBoot(
  work: Work,
  host: string,
  { argv, user, tty }: { argv: readonly string[]; user: string; tty: number | null },
): number | null {
  const name = argv[0]?.split('/').at(-1) ?? '';
  const program = work.programs[name];
  if (!program) {
    const known = Object.keys(work.programs).length > 0;
    if (known && tty === null && name !== 'browser') {
      throw new Error(
        `Host "${host}" is to run "${argv.join(' ')}" from the start, but there is no program "${name}"`,
      );
    }
    return null;
  }
  const files = machineOf(work, host).files;
  const cwd = files[homeOf(user)] ? homeOf(user) : '/';
  const file = takeNumber(work);
  putOpenFile(work, host, file, tty === null ? { kind: 'null' } : { kind: 'terminal', tty });
  let output = file;
  if (machineOf(work, host).container && tty === null) {
    output = takeNumber(work);
    putOpenFile(work, host, output, { kind: 'file', path: CONTAINER_LOG, mode: 'a', offset: 0 });
  }
  const term = tty === null ? {} : { TERM: 'xterm-256color' };
  const pid = startProcess(work, host, {
    ppid: 1,
    group: null,
    user,
    program: name,
    argv,
    env: { ...environmentOf(host, user), PWD: cwd, ...term },
    cwd,
    tty,
    fds: { 0: file, 1: output, 2: output },
    handles: program.handles ?? [],
    label: null,
  });
  if (tty !== null) changeTerminal(work, host, tty, { session: pid, foreground: pid });
  return pid;
}

/** Starts everything a host runs from the start. */
export function bootMachine(work: Work, host: string): void {
  const { boot, handDriven, user } = machineOf(work, host);
  for (const plan of boot) startAtBoot(work, host, plan);
  for (const label of handDriven) startHandDriven(work, host, label, user);
}

/** A process without a program: every call of it is made by hand. */
export function startHandDriven(work: Work, host: string, label: string, user: string): number {
  return startProcess(work, host, {
    ppid: 1,
    group: null,
    user,
    program: label,
    argv: [label],
    env: environmentOf(host, user),
    cwd: '/',
    tty: null,
    fds: {},
    handles: [],
    label,
  });
}

/** Everything in memory is gone, without a packet; files, cables and rules stay. */
export function cutPower(
  work: Work,
  host: string,
  power: 'on' | 'off',
  told: 'on' | 'off' | 'shut down' = power,
): void {
  const { terminals } = machineOf(work, host);
  cancelHost(work, host);
  const blank = Object.fromEntries(
    Object.entries(terminals).map(([tty, terminal]) => [
      tty,
      { ...terminal, foreground: 0, session: 0, input: [], running: null, editing: null },
    ]),
  );
  changeMachine(work, host, {
    ...emptyMemory,
    power,
    terminals: blank,
    browser: machineOf(work, host).browser ? { page: null, address: null } : null,
  });
  tell(work, host, { kind: 'machine', change: 'power', detail: told });
}

/** A shell that has ended makes room for the next one, as on a real terminal line. */
export function reopenTerminals(work: Work, host: string): void {
  const { terminals, processes, power, boot } = machineOf(work, host);
  if (power === 'off') return;
  for (const { tty, session, text } of Object.values(terminals)) {
    if (session === 0 || entryOf(processes, session)) continue;
    const plan = boot.find((one) => one.tty === tty);
    changeTerminal(work, host, tty, {
      text: text.endsWith('\n') || text === '' ? text : `${text}\n`,
      input: [],
    });
    if (plan) startAtBoot(work, host, plan);
  }
}
