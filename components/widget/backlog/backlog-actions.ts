/** What the buttons of the backlog widget do, as actions on its world. */
import type { Action } from '@/contract/action';

const place = { addr: '192.168.1.10', port: 8000 };
export const clientHost = 'phone';
export const serverHost = 'server';

const call = (
  host: string,
  process: string,
  name: string,
  rest: { fd?: string; as?: string; args?: Record<string, unknown> },
): Action => ({ do: 'call', host, process, call: name, ...rest });

const onServer = (
  name: string,
  rest: { fd?: string; as?: string; args?: Record<string, unknown> },
) => call(serverHost, 'server', name, rest);

/** socket(), bind() and listen(backlog). */
export const startListening = (backlog: number): Action[] => [
  onServer('socket', { as: 'listener', args: { type: 'tcp' } }),
  onServer('bind', { fd: 'listener', args: place }),
  onServer('listen', { fd: 'listener', args: { backlog } }),
];

/** Clients number `first` to `first + count - 1` connect, each by a socket of its own. */
export const callClients = (first: number, count: number): Action[] =>
  Array.from({ length: count }, (_, index) => `c${first + index}`).flatMap((name) => [
    call(clientHost, 'clients', 'socket', { as: name, args: { type: 'tcp' } }),
    call(clientHost, 'clients', 'connect', { fd: name, args: place }),
  ]);

/** accept(), `count` times; the descriptors are called a1, a2 and so on. */
export const acceptSome = (first: number, count: number): Action[] =>
  Array.from({ length: count }, (_, index) =>
    onServer('accept', { fd: 'listener', as: `a${first + index}` }),
  );

export const answerOverflow = (reset: boolean): Action[] => [
  {
    do: 'type',
    host: serverHost,
    tty: 0,
    line: `sysctl -w net.ipv4.tcp_abort_on_overflow=${reset ? 1 : 0}`,
  },
];

export const endProgram: Action[] = [onServer('exit', { args: { status: 0 } })];
