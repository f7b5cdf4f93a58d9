/**
 * `docker-proxy`: listens on a published port of the host and hands every connection on to the
 * container, for whatever address translation does not catch (callers by 127.0.0.1).
 */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { sendAll } from '../socket-io';

type Ends = { client: number; addr: string; port: number };

function* main({ argv }: ProgramContext): Routine<number> {
  const value = (name: string) => argv[argv.indexOf(name) + 1] ?? '';
  const hostAddr = value('-host-ip');
  const six = hostAddr.includes(':');
  const made = yield* sys.socket(six ? 'tcp6' : 'tcp');
  if (!made.ok) return 1;
  const fd = made.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (six) yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  let ready = yield* sys.bind(fd, hostAddr, Number(value('-host-port')));
  if (ready.ok) ready = yield* sys.listen(fd, 4096);
  // Who started it reads from descriptor 3 whether it stands.
  yield* sys.writeText(3, ready.ok ? '0\n' : `1\n${formatErrno(ready.errno).toLowerCase()}\n`);
  yield* sys.close(3);
  if (!ready.ok) return 1;
  const back = { addr: value('-container-ip'), port: Number(value('-container-port')) };
  for (;;) {
    const got = yield* sys.accept(fd);
    if (!got.ok) return 0;
    yield* sys.thread('relay', { client: got.value.fd, ...back } satisfies Ends);
  }
}

/** A container that refuses leaves the caller with a connection that is closed at once. */
function* relay(_: ProgramContext, { client, addr, port }: Ends): Routine {
  const made = yield* sys.socket('tcp');
  const server = made.ok ? made.value : -1;
  const reached = yield* sys.connect(server, addr, port);
  const open = new Set(reached.ok ? [client, server] : []);
  while (open.size > 0) {
    const ready = yield* sys.poll([...open], null);
    if (!ready.ok) break;
    for (const from of ready.value) {
      const to = from === client ? server : client;
      const part = yield* sys.recv(from);
      if (part.ok && part.value !== '') {
        const sent = yield* sendAll(to, part.value);
        if (sent.ok) continue;
        open.clear();
      } else if (part.ok) {
        yield* sys.shutdown(to, 'wr');
        open.delete(from);
      } else open.clear();
    }
  }
  if (server >= 0) yield* sys.close(server);
  yield* sys.close(client);
}

export const dockerProxy: Program = {
  name: 'docker-proxy',
  usage:
    'docker-proxy -proto tcp -host-ip ADDRESS -host-port PORT -container-ip ADDRESS -container-port PORT',
  summary: 'hand connections to a published port on to a container; docker starts it',
  main,
  threads: { relay: relay as (context: ProgramContext, arg: never) => Routine<void> },
};
