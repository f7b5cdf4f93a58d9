/** What systemctl does to services: start, stop, restart, reload, enable, disable. */
import type { Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import type { ProcessRow } from '../../host/system-call';
import { runUnitCommand } from '../../program/systemd/supervisor';
import {
  blankState,
  currentTime,
  noteUnit,
  readDisabled,
  readUnitState,
  type UnitState,
  writeDisabled,
  writeUnitState,
} from '../../program/systemd/unit-state';
import { findMain, findUnit, type Unit } from '../../program/systemd/units';

/** Milliseconds after which a service that does not end is killed (TimeoutStopSec). */
const STOP_TIME = 90_000;

export type Standing = {
  /** What systemctl calls it: active, inactive, failed, activating. */
  active: 'active' | 'inactive' | 'failed' | 'activating';
  sub: 'running' | 'exited' | 'dead' | 'failed' | 'start';
  main: ProcessRow | null;
  state: UnitState | null;
  rows: readonly ProcessRow[];
};

/** How a unit stands: by its processes, and by what was noted of its start. */
export function* standingOf(unit: Unit): Routine<Standing> {
  const state = yield* readUnitState(unit.name);
  const all = yield* sys.processes();
  const rows = all.ok ? all.value : [];
  const main = findMain(unit, rows);
  const known = { main, state, rows };
  if (state?.state === 'activating') return { ...known, active: 'activating', sub: 'start' };
  if (main) return { ...known, active: 'active', sub: 'running' };
  if (state?.state === 'failed') return { ...known, active: 'failed', sub: 'failed' };
  if (unit.type === 'oneshot') {
    const part = unit.part === null ? null : findUnit(unit.part);
    const running = part !== null && findMain(part, rows) !== null;
    if (running || state?.state === 'active') return { ...known, active: 'active', sub: 'exited' };
  }
  return { ...known, active: 'inactive', sub: 'dead' };
}

const seeMore = (name: string) =>
  `See "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`;

/** One job of a unit after another: lets a start that is under way come to its end. */
function* awaitStart(unit: Unit): Routine<UnitState['state'] | null> {
  for (let waited = 0; waited < STOP_TIME; waited += 5) {
    const state = yield* readUnitState(unit.name);
    if (state?.state !== 'activating') return state?.state ?? null;
    yield* sys.sleep(5);
  }
  return 'failed';
}

export function* startUnit(unit: Unit): Routine<number> {
  const { name } = unit;
  if ((yield* standingOf(unit)).active === 'active') return 0;
  const part = unit.part === null ? null : findUnit(unit.part);
  // A failure of the part is the part's: the whole counts as started (After=, Wants=).
  if (part) yield* startQuietly(part);
  const state = yield* startQuietly(unit);
  const kept = yield* readUnitState(name);
  // A simple service counts as started, whatever becomes of it.
  if (state !== 'failed' || (unit.type === 'simple' && kept?.started != null)) return 0;
  const why =
    kept?.result === 'signal'
      ? 'a fatal signal was delivered to the control process'
      : 'the control process exited with error code';
  yield* printError(`Job for ${name}.service failed because ${why}.\n${seeMore(name)}`);
  return 1;
}

function* startQuietly(unit: Unit): Routine<UnitState['state']> {
  yield* awaitStart(unit);
  if ((yield* standingOf(unit)).main) return 'active';
  const since = yield* currentTime();
  yield* writeUnitState(unit.name, { ...blankState, state: 'activating', since });
  const argv = ['/lib/systemd/systemd', '--unit', unit.name];
  const manager = yield* sys.spawn({
    program: 'systemd',
    argv,
    fds: {},
    group: 'new',
    user: 'root',
  });
  if (!manager.ok) return 'failed';
  return (yield* awaitStart(unit)) ?? 'failed';
}

export function* stopUnit(unit: Unit): Routine<number> {
  const { name, description } = unit;
  const part = unit.part === null ? null : findUnit(unit.part);
  if (part) yield* stopUnit(part);
  yield* awaitStart(unit);
  const standing = yield* standingOf(unit);
  const before = standing.state ?? blankState;
  const ended = function* (state: UnitState): Routine {
    const since = yield* currentTime();
    yield* writeUnitState(name, { ...state, state: 'inactive', since, result: null });
  };
  if (standing.active !== 'active' && before.state !== 'active') return 0;
  yield* noteUnit(name, `Stopping ${name}.service - ${description}...`);
  yield* writeUnitState(name, { ...before, state: 'deactivating' });
  if (standing.main) yield* endMain(unit, standing.main.pid);
  yield* noteUnit(name, `${name}.service: Deactivated successfully.`);
  yield* noteUnit(name, `Stopped ${name}.service - ${description}.`);
  // Whoever looks after the process has a moment to note how it ended.
  if (unit.type === 'notify' || unit.type === 'simple') yield* sys.sleep(5);
  const kept = (yield* readUnitState(name)) ?? before;
  yield* ended({ ...kept, started: before.started ?? standing.main?.startedAt ?? null });
  return 0;
}

function* endMain(unit: Unit, pid: number): Routine {
  if (typeof unit.stop === 'string') yield* sys.kill(pid, unit.stop);
  else yield* runUnitCommand(unit, 'ExecStop', unit.stop);
  for (let waited = 0; waited < STOP_TIME; waited += 10) {
    const rows = yield* sys.processes();
    if (!rows.ok || !rows.value.some((row) => row.pid === pid && row.state !== 'Z')) return;
    yield* sys.sleep(10);
  }
  yield* sys.kill(pid, 'SIGKILL');
}

export function* reloadUnit(unit: Unit): Routine<number> {
  const { name, description, reload } = unit;
  yield* awaitStart(unit);
  const standing = yield* standingOf(unit);
  if (standing.active !== 'active') {
    yield* printError(`${name}.service is not active, cannot reload.\n`);
    return 1;
  }
  if (reload === null) {
    yield* printError(
      `Failed to reload ${name}.service: Job type reload is not applicable for unit ${name}.service.\n`,
    );
    return 1;
  }
  const part = unit.part === null ? null : findUnit(unit.part);
  if (part) yield* reloadUnit(part);
  yield* noteUnit(name, `Reloading ${name}.service - ${description}...`);
  if (typeof reload === 'string') {
    if (standing.main) yield* sys.kill(standing.main.pid, reload);
  } else {
    const step = yield* runUnitCommand(unit, 'ExecReload', reload);
    if (step.ended?.status !== '0/SUCCESS') {
      const { code = 'exited', status = '' } = step.ended ?? {};
      yield* noteUnit(
        name,
        `${name}.service: Control process exited, code=${code}, status=${status}`,
      );
      yield* noteUnit(name, `Reload failed for ${name}.service - ${description}.`);
      yield* printError(`Job for ${name}.service failed.\n${seeMore(name)}`);
      return 1;
    }
  }
  yield* noteUnit(name, `Reloaded ${name}.service - ${description}.`);
  return 0;
}

/** Puts a service into the start of the machine, or takes it out. */
export function* enableUnit(unit: Unit, on: boolean): Routine<number> {
  const { name, script, file } = unit;
  const disabled = yield* readDisabled();
  if (script) {
    const helper = '/lib/systemd/systemd-sysv-install';
    yield* printError(
      `Synchronizing state of ${name}.service with SysV service script with ${helper}.\n` +
        `Executing: ${helper} ${on ? 'enable' : 'disable'} ${name}\n`,
    );
  }
  if (disabled.includes(name) !== on) return 0;
  const link = `/etc/systemd/system/multi-user.target.wants/${name}.service`;
  yield* writeDisabled(on ? disabled.filter((one) => one !== name) : [...disabled, name]);
  yield* on ? print(`Created symlink ${link} → ${file}.\n`) : print(`Removed "${link}".\n`);
  return 0;
}
