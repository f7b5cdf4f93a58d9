/** Containers are machines that a host switches on and off: what runc(8) and containerd do. */

import type { Call, ContainerRow } from '../host/system-call';
import { valuesOf } from '../host/table';
import { type Attempt, done, fail, isLate, type Result } from './attempt';
import { bootMachine, CONTAINER_LOG, cutPower, startAtBoot } from './boot';
import { raise } from './signal';
import { changeMachine, machineOf, tell } from './work';
import { hostOf, hostsOf } from './world';

/** Milliseconds that programs have to close what they hold open. */
const GRACE = 100;

export function callContainer(attempt: Attempt<Extract<Call, { call: 'container' }>>): Result {
  const { work, host, process, call, waiting } = attempt;
  const { order } = call;
  if (process.user !== 'root') return fail('EPERM');
  if (order.do === 'list') return done(listContainers(attempt));
  const machine = hostOf(work.world, order.host);
  if (machine?.container?.on !== host) return fail('ENOENT');
  if (order.do === 'read') {
    const node = machine.files[order.path === 'log' ? CONTAINER_LOG : order.path];
    return node?.kind === 'file' ? done(node.data) : fail('ENOENT');
  }
  if (order.do === 'start') {
    if (machine.power === 'on') return done();
    changeMachine(work, machine.name, { power: 'on' });
    tell(work, machine.name, { kind: 'machine', change: 'power', detail: 'on' });
    bootMachine(work, machine.name);
    return done();
  }
  if (machine.power === 'off') return order.do === 'stop' ? done() : fail('ESRCH');
  if (order.do === 'run') {
    const pid = startAtBoot(work, machine.name, { argv: order.argv, user: 'root', tty: null });
    return pid === null ? fail('ENOENT') : done();
  }
  if (waiting === null) {
    for (const { pid } of valuesOf(machine.processes)) raise(work, machine.name, pid, 'SIGTERM');
    return { block: { open: [], deadline: work.world.now + GRACE } };
  }
  if (!isLate(attempt)) return { block: { open: [], deadline: waiting.deadline } };
  cutPower(work, machine.name, 'off', 'shut down');
  return done();
}

function listContainers({ work, host }: Attempt): ContainerRow[] {
  return hostsOf(work.world)
    .filter(({ container }) => container?.on === host)
    .map(({ name, container, interfaces, boot, power }) => ({
      host: name,
      image: container?.image ?? '',
      addr: Object.values(interfaces)[0]?.addrs[0]?.split('/')[0] ?? '',
      command: boot.find(({ tty }) => tty === null)?.argv.join(' ') ?? 'bash',
      running:
        power === 'on' &&
        valuesOf(machineOf(work, name).processes).some(({ tty, ended }) => tty === null && !ended),
    }));
}
