/**
 * The service manager's part in one unit: runs its commands, collects what they print in the
 * journal, and notes how they ended. Process 1 does that for all; here each start has its own.
 */

import { decodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { signalNumber } from '../../host/signal';
import { type ChildChange, sys } from '../../host/system';
import {
  blankState,
  currentTime,
  noteUnit,
  readUnitState,
  type UnitProcess,
  type UnitState,
  writeJournal,
  writeUnitState,
} from './unit-state';
import { findUnit, formatUnitCommand, type Unit, type UnitCommand } from './units';

/** How long a service that says when it is ready is given to fail first, in ms. */
const PATIENCE = 300;

const exitWords: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  203: 'EXEC',
};

/** `code=exited, status=1/FAILURE` in its parts. */
function describeEnd(change: ChildChange): NonNullable<UnitProcess['ended']> {
  if (change.change === 'exited') {
    return { code: 'exited', status: `${change.status}/${exitWords[change.status] ?? 'n/a'}` };
  }
  const name = change.signal.replace(/^SIG/, '');
  return { code: 'killed', status: `${signalNumber(change.signal)}/${name}` };
}

type Child = { pid: number; out: number };

function* launch({ user }: Unit, { program, argv }: UnitCommand): Routine<Child | null> {
  const pipe = yield* sys.pipe();
  const nowhere = yield* sys.open('/dev/null', 'r');
  if (!pipe.ok || !nowhere.ok) return null;
  const [out, write] = pipe.value;
  const child = yield* sys.spawn({
    ...{ program, argv: [...argv], fds: { 0: nowhere.value, 1: write, 2: write }, group: 'new' },
    env: { LANG: 'C.UTF-8', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin' },
    user,
  });
  yield* sys.close(write);
  yield* sys.close(nowhere.value);
  if (child.ok) return { pid: child.value, out };
  yield* sys.close(out);
  return null;
}

function* keepOutput(unit: Unit, { pid }: Child, program: string, bytes: string): Routine {
  yield* writeJournal({ unit: unit.name, sender: program, pid, text: decodeText(bytes) });
}

/** Runs a command to its end; what its daemon has kept open is left behind. */
export function* runUnitCommand(
  unit: Unit,
  what: string,
  command: UnitCommand,
): Routine<UnitProcess> {
  const line = formatUnitCommand(command);
  const child = yield* launch(unit, command);
  if (!child) return { pid: 0, what, line, ended: { code: 'exited', status: '203/EXEC' } };
  const ended = yield* sys.wait({ pid: child.pid });
  for (;;) {
    const ready = yield* sys.poll([child.out], 0);
    if (!ready.ok || ready.value.length === 0) break;
    const part = yield* sys.read(child.out);
    if (!part.ok || part.value === '') break;
    yield* keepOutput(unit, child, command.program, part.value);
  }
  yield* sys.close(child.out);
  const end = ended.ok && ended.value ? describeEnd(ended.value) : null;
  return { pid: child.pid, what, line, ended: end };
}

const failed = ({ ended }: UnitProcess) => ended !== null && ended.status !== '0/SUCCESS';

function* giveUp(unit: Unit, state: UnitState, of: UnitProcess, who: string): Routine<number> {
  const { name, description } = unit;
  const result = of.ended?.code === 'killed' ? 'signal' : 'exit-code';
  const { code = 'exited', status = '' } = of.ended ?? {};
  yield* noteUnit(name, `${name}.service: ${who} process exited, code=${code}, status=${status}`);
  yield* noteUnit(name, `${name}.service: Failed with result '${result}'.`);
  if (state.state === 'activating') {
    yield* noteUnit(name, `Failed to start ${name}.service - ${description}.`);
  }
  const since = yield* currentTime();
  yield* writeUnitState(name, { ...state, state: 'failed', since, result });
  return 1;
}

function* becomeActive(unit: Unit, state: UnitState): Routine<UnitState> {
  const since = yield* currentTime();
  const done = unit.type === 'oneshot' ? 'Finished' : 'Started';
  yield* noteUnit(unit.name, `${done} ${unit.name}.service - ${unit.description}.`);
  const active: UnitState = { ...state, state: 'active', since, started: since };
  yield* writeUnitState(unit.name, active);
  return active;
}

function* main({ argv }: ProgramContext): Routine<number> {
  const unit = findUnit(argv[2] ?? '');
  if (!unit || argv[1] !== '--unit') return 1;
  const { name, description, type } = unit;
  const state: UnitState = { ...blankState, state: 'activating', processes: [] };
  // A simple service is started at once, which is all that is told.
  if (type !== 'simple') yield* noteUnit(name, `Starting ${name}.service - ${description}...`);
  if (unit.before) {
    const step = yield* runUnitCommand(unit, 'ExecStartPre', unit.before);
    state.processes.push(step);
    if (failed(step)) return yield* giveUp(unit, state, step, 'Control');
  }
  if (type === 'notify' || type === 'simple') return yield* supervise(unit, state);
  const step = yield* runUnitCommand(unit, 'ExecStart', unit.start);
  state.processes.push(step);
  if (failed(step)) return yield* giveUp(unit, state, step, 'Control');
  yield* becomeActive(unit, state);
  return 0;
}

/** Starts a program that stays, and reads what it prints until it ends. */
function* supervise(unit: Unit, before: UnitState): Routine<number> {
  const line = formatUnitCommand(unit.start);
  const child = yield* launch(unit, unit.start);
  const step: UnitProcess = { pid: child?.pid ?? 0, what: 'ExecStart', line, ended: null };
  let state: UnitState = { ...before, processes: [...before.processes, step] };
  if (!child) {
    step.ended = { code: 'exited', status: '203/EXEC' };
    return yield* giveUp(unit, state, step, 'Main');
  }
  if (unit.type === 'simple') state = yield* becomeActive(unit, state);
  const until = (yield* currentTime()) + PATIENCE;
  for (;;) {
    const waits = state.state === 'activating';
    const left = waits ? Math.max(0, until - (yield* currentTime())) : null;
    const ready = yield* sys.poll([child.out], left);
    if (ready.ok && ready.value.length === 0) {
      state = yield* becomeActive(unit, state);
      continue;
    }
    const part = yield* sys.read(child.out);
    if (!part.ok || part.value === '') break;
    yield* keepOutput(unit, child, unit.start.program, part.value);
  }
  const ended = yield* sys.wait({ pid: child.pid });
  step.ended = ended.ok && ended.value ? describeEnd(ended.value) : null;
  const kept = yield* readUnitState(unit.name);
  // Whoever asked for the stop tells of it.
  if (kept?.state === 'deactivating') {
    yield* writeUnitState(unit.name, { ...kept, processes: state.processes });
    return 0;
  }
  if (failed(step)) return yield* giveUp(unit, state, step, 'Main');
  yield* noteUnit(unit.name, `${unit.name}.service: Deactivated successfully.`);
  const since = yield* currentTime();
  yield* writeUnitState(unit.name, { ...state, state: 'inactive', since });
  return 0;
}

export const systemd: Program = {
  name: 'systemd',
  usage: 'systemd --unit NAME',
  summary: 'start one service and look after it; systemctl runs this',
  main,
};
