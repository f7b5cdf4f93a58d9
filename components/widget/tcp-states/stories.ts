/** What the two programs do, call by call: the lives that a connection can have. Pure data. */
import type { StoryId } from '@/content/messages/tcp-states';
import type { Action } from '@/contract/action';

const place = { addr: '192.168.1.10', port: 8000 };
const lan = 'office';

/**
 * Actions that follow one another; with `withinMs`, each is done so many simulated milliseconds
 * after the one before, whatever that is still waiting for.
 */
export type Act = { actions: readonly Action[]; withinMs?: number };

export type End = 'client' | 'server';

type Rest = { fd?: string; as?: string; args?: Record<string, unknown> };
/** A system call of that end's program. */
export const by =
  (name: End) =>
  (call: string, rest: Rest = {}): Action => ({
    ...{ do: 'call', host: name, process: name, call },
    ...rest,
  });
const client = by('client');
const server = by('server');
/** Per cent of the packets that are lost from now on. */
export const lossOf = (loss: number): Action => ({ do: 'segment', lan, quality: { loss } });

const listening = [
  server('socket', { as: 'listener', args: { type: 'tcp' } }),
  server('bind', { fd: 'listener', args: place }),
  server('listen', { fd: 'listener', args: { backlog: 5 } }),
];
const calling = [
  client('socket', { as: 'c', args: { type: 'tcp' } }),
  client('connect', { fd: 'c', args: place }),
];
const accepting = server('accept', { fd: 'listener', as: 's' });
const connected: Act = { actions: [...listening, ...calling, accepting] };
const closeClient = client('close', { fd: 'c' });
const closeServer = server('close', { fd: 's' });
/** TIME-WAIT takes 60 s on Linux. */
const lastWait: Act = { actions: [{ do: 'wait', ms: 60_500 }] };

export const stories: Readonly<Record<StoryId, readonly Act[]>> = {
  client: [connected, { actions: [closeClient, closeServer] }, lastWait],
  server: [connected, { actions: [closeServer, closeClient] }, lastWait],
  both: [connected, { actions: [closeClient], withinMs: 0 }, { actions: [closeServer] }, lastWait],
  half: [
    connected,
    {
      actions: [
        client('shutdown', { fd: 'c', args: { how: 'wr' } }),
        server('send', { fd: 's', args: { data: 'still here' } }),
        client('recv', { fd: 'c' }),
        closeServer,
        closeClient,
      ],
    },
    lastWait,
  ],
  reset: [
    connected,
    {
      actions: [
        server('setsockopt', { fd: 's', args: { option: 'SO_LINGER', value: [1, 0] } }),
        closeServer,
      ],
    },
  ],
  refused: [{ actions: calling }],
  lost: [
    { actions: [...listening, lossOf(100)] },
    { actions: calling, withinMs: 500 },
    { actions: [lossOf(0)] },
    { actions: [accepting, closeClient, closeServer] },
    lastWait,
  ],
  crash: [
    connected,
    { actions: [client('send', { fd: 'c', args: { data: 'hello' } })] },
    { actions: [server('exit', { args: { status: 1 } })] },
  ],
};
