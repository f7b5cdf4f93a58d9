/** A session read action by action: what each of them came to. */
import type { WorldView } from '@/simulation/world/view';
import { viewAt } from '@/store/session-view';
import type { Session, SessionData } from '@/store/simulation-session';
import { readPrinted } from '../read-printed';
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
