/** socket, setsockopt, bind, listen, and then accept or not: a server, call by call. */
import type { Listener, ListenRequest, ListenResult } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import { programs, type Talk } from './behaviours';
import { type Connection, type Machine, openConnection } from './connection';
import type { Result } from './libc';
import { familyOf } from './socket-address';

/** What events call the process; the probe is the other one. */
const program = 'server';

export type OpenListener = { listener: Listener; close: () => void };
type Opened = { result: ListenResult; open: OpenListener | null };

/**
 * @param room how many more connections may be accepted; at 0 they wait in the kernel's queue.
 */
export function openListener(
  machine: Machine,
  host: LabHostName,
  request: ListenRequest & { listenerId: string },
  room: { accepted: number },
): Opened {
  const { libc, poller, recorder, limits } = machine;
  const { addr, port, behaviour } = request;
  const family = familyOf(addr);
  const at = { addr, port };

  const refuse = (call: string, errno: string, fd: number | null): Opened => {
    if (fd !== null) {
      doing('close', fd, {}, () => libc.close(fd));
      recorder.forget(fd);
    }
    return { result: { ok: false, call, errno }, open: null };
  };
  const doing = <T>(
    call: string,
    fd: number | null,
    args: Record<string, unknown>,
    perform: () => Result<T>,
  ) => recorder.make({ program, call, fd, args }, perform);

  const made = doing('socket', null, { type: family === 4 ? 'tcp' : 'tcp6' }, () =>
    libc.socket(family),
  );
  if (!made.ok) return refuse('socket', made.errno, null);
  const fd = made.value;
  for (const [option, on] of [
    ['SO_REUSEADDR', request.reuseAddr],
    ['SO_REUSEPORT', request.reusePort],
  ] as const) {
    if (!on) continue;
    const set = doing('setsockopt', fd, { option, value: 1 }, () => libc.setOption(fd, option, 1));
    if (!set.ok) return refuse('setsockopt', set.errno, fd);
  }
  const bound = doing('bind', fd, at, () => libc.bind(fd, at));
  if (!bound.ok) return refuse('bind', bound.errno, fd);

  const connections = new Set<Connection>();
  const close = () => {
    poller.forget(fd);
    doing('close', fd, {}, () => libc.close(fd));
    recorder.forget(fd);
    for (const connection of connections) connection.close();
  };
  const listener: Listener = {
    id: request.listenerId,
    host,
    local: libc.localName(fd) ?? at,
    backlog: request.backlog,
    behaviour,
  };
  const opened: Opened = { result: { ok: true, listener }, open: { listener, close } };
  if (behaviour === 'bind-only') return opened;

  const { backlog } = request;
  const listening = doing('listen', fd, { backlog }, () => libc.listen(fd, backlog));
  if (!listening.ok) return refuse('listen', listening.errno, fd);
  recorder.state(fd, { local: listener.local, peer: null }, 'passive OPEN', 'RFC 9293, 3.10.1');

  const talker = programs[behaviour];
  if (!talker.accepts) return opened;

  const serve = (child: number, peer: { addr: string; port: number }) => {
    const ends = { local: libc.localName(child) ?? listener.local, peer };
    recorder.born(child, program, 'SYN-RECEIVED');
    recorder.state(child, ends, 'handshake completed by the kernel', 'RFC 9293, 3.10.7.4');
    room.accepted++;
    let heard = '';
    const connection = openConnection(machine, child, ends, {
      program,
      data(_connection, fresh) {
        const text = fresh.toString('latin1');
        heard = (heard + text).slice(-limits.messageBytes);
        talker.data?.(talk, heard, text);
      },
      closed() {
        room.accepted--;
        connections.delete(connection);
        // A full house may have left some in the queue.
        watch();
      },
    });
    const talk: Talk = {
      ...ends,
      send: (text) => connection.send(Buffer.from(text, 'latin1')),
      end: connection.end,
      reset: connection.reset,
    };
    connections.add(connection);
    talker.opened?.(talk);
  };

  let open = true;
  const watch = () => {
    if (open) poller.watch(fd, { read: room.accepted < limits.connections }, ready);
  };
  const ready = () => {
    while (room.accepted < limits.connections) {
      const call = { program, call: 'accept', fd, args: {} };
      const accepted = libc.accept(fd);
      if (!accepted.ok) break;
      recorder.returned(call, accepted);
      serve(accepted.value.fd, accepted.value.peer);
    }
    watch();
  };
  watch();
  opened.open = {
    listener,
    close() {
      open = false;
      close();
    },
  };
  return opened;
}
