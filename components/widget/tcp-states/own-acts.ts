/** What the learner may have the two programs do at any moment of a story. Pure. */
import type { ActId } from '@/content/messages/tcp-states';
import type { Action } from '@/contract/action';
import type { WorldView } from '@/simulation/world/view';
import { by, type End, lossOf } from './stories';

const names = { client: 'c', server: 's' } as const;

/** The actions of an act; `end` is the program that does it, null for the cable and the clock. */
export function actionsOf(act: ActId, end: End | null): Action[] {
  if (act === 'wait') return [{ do: 'wait', ms: 60_500 }];
  if (act === 'lose') return [lossOf(100)];
  if (act === 'mend') return [lossOf(0)];
  if (end === null) return [];
  const [call, fd] = [by(end), names[end]];
  switch (act) {
    case 'send':
      return [call('send', { fd, args: { data: 'hello' } })];
    case 'shutdown':
      return [call('shutdown', { fd, args: { how: 'wr' } })];
    case 'close':
      return [call('close', { fd })];
    case 'reset': {
      const args = { option: 'SO_LINGER', value: [1, 0] };
      return [call('setsockopt', { fd, args }), call('close', { fd })];
    }
  }
}

/** Whether the program still holds its end of the connection; without it nothing can be done. */
export function holdsEnd(view: WorldView, end: End): boolean {
  const host = view.hosts.find(({ name }) => name === end);
  const process = host?.processes.find(({ label }) => label === end);
  const socket = process?.sockets[names[end]];
  return host?.sockets.some(({ id, peer }) => id === socket && peer !== null) ?? false;
}
