/** What programs had opened before the first thing was done on a bench, told as their calls. */
import type { Machine } from '../host/machine';
import type { Socket } from '../host/socket';
import { sizeOf } from '../host/table';
import { socketsAtStart } from './twin-cast';
import { refuse } from './twin-refusal';
import type { Teller } from './twin-steps';

function optionsOf({ options, type }: Socket): [option: string, value: number][] {
  const six = type === 'tcp6' || type === 'udp6';
  return [
    ...(options.reuseaddr ? [['SO_REUSEADDR', 1] as [string, number]] : []),
    ...(options.reuseport ? [['SO_REUSEPORT', 1] as [string, number]] : []),
    ...(options.broadcast ? [['SO_BROADCAST', 1] as [string, number]] : []),
    ...(six ? [['IPV6_V6ONLY', options.v6only ? 1 : 0] as [string, number]] : []),
  ];
}

/** Opens every socket that stood; a connection cannot be made to have stood. */
export function openAtStart(teller: Teller, machine: Machine): void {
  for (const { socket, file } of socketsAtStart(machine)) {
    const sock = teller.sockOf(machine.name, file ?? undefined);
    const listens = socket.proto === 'tcp' && socket.tcb.state === 'LISTEN';
    const idle = socket.proto === 'udp' ? socket.queue.length === 0 : listens;
    const waits = socket.proto === 'tcp' && sizeOf(socket.acceptQueue) > 0;
    if (!idle || waits || socket.peer || !sock) return refuse('running', machine.name);
    const { proc, name } = sock.cast;
    const { addr, port } = socket.local;
    teller.push({ proc, op: 'socket', sock: name, type: socket.type }, null);
    for (const [option, value] of optionsOf(socket)) {
      teller.push({ proc, op: 'setsockopt', sock: name, option, value }, null);
    }
    if (port !== 0) teller.push({ proc, op: 'bind', sock: name, addr, port }, null);
    if (socket.proto === 'tcp' && socket.tcb.state === 'LISTEN') {
      teller.push({ proc, op: 'listen', sock: name, backlog: socket.tcb.backlog }, null);
    }
  }
}
