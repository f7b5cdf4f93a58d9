/** A session read action by action: what each of them came to. */
import type { Action } from '@/contract/action';
import type { WorldView } from '@/simulation/world/view';
import { terminalAt, viewAt } from '@/store/session-view';
import type { Session, SessionData } from '@/store/simulation-session';
import type { Truth } from './align';
import { readMoment } from './read-moment';

type Played = Pick<SessionData, 'history'>;

/** The last stop of action `step`, counted from 0; of the start for -1. */
export function endOfStep({ history }: Played, step: number): number {
  if (step < 0) return 0;
  return history.entries[step + 1]?.at ?? history.stops.length - 1;
}

/** The action to which the stop at `playhead` belongs; -1 at the start. */
export function stepAt({ history }: Played, playhead: number): number {
  return history.entries.findLastIndex(({ at }) => at < playhead);
}

const escapes = /\u001b\[[0-9;]*m/g;

/**
 * What an action's own terminal printed between two views: its text without colours, without the
 * line that was typed and without the prompt that follows.
 */
export function readPrinted(action: Action, before: WorldView, after: WorldView): string {
  if (action.do !== 'type') return '';
  const [old, now] = [terminalAt(before, action), terminalAt(after, action)];
  if (old === undefined || now === undefined) return '';
  const fresh = now.text.slice(old.text.length);
  const end = now.prompt === null ? fresh.length : fresh.lastIndexOf('\n') + 1;
  return fresh
    .slice(fresh.indexOf('\n') + 1, end)
    .replace(escapes, '')
    .replaceAll('\r', '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n+$/, '');
}

/** Every action of a session, in order. `hosts`: whose rows are read. */
export function readTruths(session: Session, hosts: readonly string[]): Truth[] {
  const { history } = session.getState();
  return history.entries.map(({ action, at }, step) => {
    const end = endOfStep({ history }, step);
    const [before, after] = [at, end].map((playhead) =>
      viewAt(session.engine, { history, playhead }),
    ) as [WorldView, WorldView];
    const events = history.stops.slice(at + 1, end + 1).flatMap((stop) => stop.events);
    return { ...readMoment(events, after, hosts), printed: readPrinted(action, before, after) };
  });
}
