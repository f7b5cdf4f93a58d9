/** The second connection of FTP, which carries a listing or a file and ends with it. */
import type { Routine } from '../../host/program';
import { type Outcome, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { listenOn } from '../listen';
import { createInbox, receiveMore, sendAll } from '../socket-io';
import type { DataEndpoint } from './endpoint';

/** `passive`: we listen on `fd`; `active`: we call the client. */
export type DataPlan =
  | { kind: 'passive'; fd: number; own: DataEndpoint }
  | { kind: 'active'; to: DataEndpoint };

/** How long a call of the client's or to the client may take, milliseconds. */
const PATIENCE = 60_000;

/** Listens on a port of its own beside the control connection `control`. */
export function* openPassive(
  control: number,
  { low, high }: { low: number; high: number },
): Routine<(DataPlan & { kind: 'passive' }) | null> {
  const own = yield* sys.getsockname(control);
  if (!own.ok) return null;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const at = yield* sys.random(Math.max(1, high - low + 1));
    const port = low + (at.ok ? at.value : 0);
    const fd = yield* listenOn(own.value.addr, port, 1);
    if (fd.ok) return { kind: 'passive', fd: fd.value, own: { addr: own.value.addr, port } };
  }
  return null;
}

/** The connected socket, or null where it does not come about. */
function* connectData(plan: DataPlan): Routine<number | null> {
  if (plan.kind === 'passive') {
    const ready = yield* sys.poll([plan.fd], PATIENCE);
    const caller = ready.ok && ready.value.length > 0 ? yield* sys.accept(plan.fd) : null;
    yield* sys.close(plan.fd);
    return caller?.ok ? caller.value.fd : null;
  }
  const { addr, port } = plan.to;
  const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!opened.ok) return null;
  if ((yield* connectInTime(opened.value, addr, port, PATIENCE)).ok) return opened.value;
  yield* sys.close(opened.value);
  return null;
}

/** Connects, tells the client so by `announce`, sends all and closes. */
export function* sendData(
  plan: DataPlan,
  data: string,
  announce: () => Routine<Outcome<null>>,
): Routine<'sent' | 'cut' | 'refused'> {
  const fd = yield* connectData(plan);
  if (fd === null) return 'refused';
  yield* announce();
  const sent = yield* sendAll(fd, data);
  yield* sys.close(fd);
  return sent.ok ? 'sent' : 'cut';
}

/** Connects, announces, and takes all that comes; null where there is no connection. */
export function* receiveData(
  plan: DataPlan,
  announce: () => Routine<Outcome<null>>,
): Routine<string | null> {
  const fd = yield* connectData(plan);
  if (fd === null) return null;
  yield* announce();
  const inbox = createInbox(fd);
  for (;;) {
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) break;
  }
  yield* sys.close(fd);
  return inbox.bytes;
}
