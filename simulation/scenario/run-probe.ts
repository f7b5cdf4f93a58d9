/** Runs a probe on a fork of a world: the world itself is a value and never notices. */

import { decodeText } from '../host/bytes';
import type { Program, ProgramTable } from '../host/program';
import { entryOf } from '../host/table';
import { startProcess } from '../world/process-life';
import { advance } from '../world/settle';
import { change } from '../world/step';
import { machineOf, putOpenFile, putPipe, takeNumber } from '../world/work';
import { hostOf, type World } from '../world/world';
import { fetchPage, type ProbeReport, probe, resolveName } from './probe-program';

/** Milliseconds: longer than connect(2) waits for one address. */
export const PATIENCE = 200_000;

/** What the probe reports: `off` where the host is switched off, `endless` after `PATIENCE`. */
export function runProbe(
  world: World,
  programs: ProgramTable,
  host: string,
  argv: readonly string[],
): ProbeReport | 'off' | 'endless' {
  if (hostOf(world, host)?.power !== 'on') return 'off';
  // By descriptors: to copy the values would ask for every program's code.
  const table: Record<string, Program> = Object.defineProperties(
    {},
    Object.getOwnPropertyDescriptors(programs),
  );
  for (const one of [probe, fetchPage, resolveName]) table[one.name] = one;
  let pid = 0;
  let pipe = 0;
  const started = change(world, table, (work) => {
    pipe = takeNumber(work);
    const { user } = machineOf(work, host);
    putPipe(work, host, pipe, '');
    // Nobody reads this end: what the probe prints stays in the pipe.
    putOpenFile(work, host, takeNumber(work), { kind: 'pipe-read', pipe });
    const out = takeNumber(work);
    putOpenFile(work, host, out, { kind: 'pipe-write', pipe });
    pid = startProcess(work, host, {
      ppid: 1,
      group: null,
      user,
      program: argv[0] ?? '',
      argv,
      env: {},
      cwd: '/',
      tty: null,
      fds: { 1: out },
      handles: [],
      label: null,
    });
  }).world;
  const until = started.now + PATIENCE;
  const runs = (now: World) => entryOf(hostOf(now, host)?.processes, pid) !== undefined;
  const ended = advance(
    started,
    table,
    (next, now) => runs(now) && next.at <= until,
    () => {},
  );
  const printed = decodeText(entryOf(hostOf(ended, host)?.pipes, pipe)?.data ?? '');
  return printed === '' ? 'endless' : (JSON.parse(printed) as ProbeReport);
}
