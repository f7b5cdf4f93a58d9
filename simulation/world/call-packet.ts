/** What packet(7) and raw(7) give: packets as they pass the interfaces, and packets made by hand. */
import { findWay } from '../host/route';
import type { Call } from '../host/system-call';
import { entryOf } from '../host/table';
import { normalizeAddress } from '../packet/address';
import { type Attempt, done, fail, type Result, reach } from './attempt';
import { routeError } from './call-connect';
import { addDescriptor } from './descriptor';
import { sendPacket } from './send-packet';
import { changeMachine, machineOf, processOf, putOpenFile } from './work';

type On<Name extends Call['call']> = Attempt<Extract<Call, { call: Name }>>;

/** Opens a tap on one interface, or on `any` (needs CAP_NET_RAW). */
export function callTap({ work, host, process, call: { iface } }: On<'tap'>): Result {
  if (process.user !== 'root') return fail('EPERM');
  const { interfaces, taps } = machineOf(work, host);
  if (iface !== 'any' && iface !== 'lo' && !interfaces[iface]) return fail('ENOENT');
  const fd = addDescriptor(work, host, process.pid, { kind: 'tap', iface, queue: [] });
  const opened = entryOf(processOf(work, host, process.pid)?.fds, fd);
  if (opened !== undefined) changeMachine(work, host, { taps: [...taps, opened] });
  return done(fd);
}

/** The next packet that passed, in the order of their passing. */
export function callSeen(attempt: On<'seen'>): Result {
  const { work, host, call } = attempt;
  const reached = reach(attempt, call.fd);
  if (!reached) return fail('EBADF');
  const { id, file } = reached;
  if (file.kind !== 'tap') return fail('ENOTSOCK');
  const [first, ...queue] = file.queue;
  if (!first) return { block: { open: [id] } };
  putOpenFile(work, host, id, { ...file, queue });
  return done(first);
}

/** A SYN that no connection of this host stands behind (raw(7), needs CAP_NET_RAW). */
export function callRawSyn({ work, host, process, call }: On<'raw-syn'>): Result {
  if (process.user !== 'root') return fail('EPERM');
  const addr = normalizeAddress(call.addr);
  if (addr === null) return fail('EINVAL');
  const way = findWay(machineOf(work, host), addr);
  const blocked = routeError(way.kind);
  if (blocked) return fail(blocked);
  const errno = sendPacket(
    work,
    host,
    {
      proto: 'tcp',
      src: { addr: 'src' in way ? way.src : addr, port: call.sport & 0xffff },
      dst: { addr, port: call.port & 0xffff },
      flags: { syn: true, fin: false, rst: false, psh: false, ack: false },
      seq: call.seq >>> 0,
      ack: 0,
      window: 1024,
      data: '',
      mss: 1460,
    },
    { inCall: true },
  );
  return errno ? fail(errno) : done();
}
