/** Segments, and interfaces that are switched, and their addresses: netdevice(7), ip-link(8), ip-address(8). */
import type { LinkQuality } from '@/contract/action';
import { emptyMemory } from '../host/machine';
import type { Call } from '../host/system-call';
import { parsePrefix } from '../packet/address';
import { changeInterfaces } from './addresses';
import { type Attempt, done, fail, type Result } from './attempt';
import { changeMachine, machineOf, tell, type Work } from './work';
import { hostsOf, LINK_DELAY } from './world';

/** False where no host is plugged into such a segment. */
export function setSegment(work: Work, lan: string, quality: LinkQuality): boolean {
  const first = hostsOf(work.world).find(({ interfaces }) =>
    Object.values(interfaces).some((iface) => iface.lan === lan),
  );
  if (!first) return false;
  work.world.links = { ...work.world.links, [lan]: quality };
  const { loss = 0, delay = LINK_DELAY, jitter = 0 } = quality;
  const detail = `${lan} loss ${loss}% delay ${delay}ms ${jitter}ms`;
  tell(work, first.name, { kind: 'machine', change: 'segment', detail });
  return true;
}

/** False where there is no such interface. */
export function setLink(work: Work, host: string, iface: string, state: 'up' | 'down'): boolean {
  const { interfaces } = machineOf(work, host);
  const one = interfaces[iface];
  if (!one) return false;
  changeMachine(work, host, {
    interfaces: { ...interfaces, [iface]: { ...one, up: state === 'up' } },
    // Without a carrier the kernel forgets who is out there.
    ...(state === 'down' ? { neighbours: emptyMemory.neighbours } : {}),
  });
  tell(work, host, { kind: 'machine', change: 'link', detail: `${iface} ${state}` });
  return true;
}

/** `lo` cannot be switched here: nothing of the course would be left. */
export function callLink(attempt: Attempt<Extract<Call, { call: 'link' }>>): Result {
  const { work, host, process, call } = attempt;
  if (!machineOf(work, host).interfaces[call.iface]) return fail('ENOENT');
  if (process.user !== 'root') return fail('EPERM');
  setLink(work, host, call.iface, call.state);
  return done();
}

/** Gives an interface an address with its prefix length, or takes it away. */
export function callAddress(attempt: Attempt<Extract<Call, { call: 'address' }>>): Result {
  const { work, host, process, call } = attempt;
  const { interfaces } = machineOf(work, host);
  const iface = interfaces[call.iface];
  if (!iface) return fail('ENOENT');
  if (process.user !== 'root') return fail('EPERM');
  if (!parsePrefix(call.addr)) return fail('EINVAL');
  const has = iface.addrs.includes(call.addr);
  if (call.change === 'add' && has) return fail('EEXIST');
  if (call.change === 'del' && !has) return fail('EADDRNOTAVAIL');
  const addrs = has ? iface.addrs.filter((one) => one !== call.addr) : [...iface.addrs, call.addr];
  changeInterfaces(work, host, { ...interfaces, [call.iface]: { ...iface, addrs } });
  const detail = `${call.iface} ${call.change} ${call.addr}`;
  tell(work, host, { kind: 'machine', change: 'address', detail });
  return done();
}
