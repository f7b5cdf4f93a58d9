/** A machine that is told to switch itself off (systemd-logind(8), reboot(2)). */
import { valuesOf } from '../host/table';
import { type Attempt, done, isLate, type Result } from './attempt';
import { cutPower } from './boot';
import { raise } from './signal';
import { machineOf } from './work';

/** Milliseconds that programs have to close what they hold open. */
const GRACE = 100;

/** Every program is sent SIGTERM, then SIGCONT so that stopped ones hear it; then it is dark. */
export function callPowerOff({ work, host, process, waiting, ...attempt }: Attempt): Result {
  if (waiting === null) {
    for (const { pid } of valuesOf(machineOf(work, host).processes)) {
      if (pid === process.pid || pid === process.ppid) continue;
      raise(work, host, pid, 'SIGTERM');
      raise(work, host, pid, 'SIGCONT');
    }
    return { block: { open: [], deadline: work.world.now + GRACE } };
  }
  if (!isLate({ work, host, process, waiting, ...attempt })) {
    return { block: { open: [], deadline: waiting.deadline } };
  }
  cutPower(work, host, 'off', 'shut down');
  return done();
}
