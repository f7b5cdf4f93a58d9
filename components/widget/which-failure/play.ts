/** Cases played in a session: broken, looked at as a visitor would, and probed. */
import { failureWords as words } from '@/content/messages/which-failure';
import { probes, site, symptomLines, visitor } from '@/content/messages/which-failure-causes';
import type { Action } from '@/contract/action';
import type { Scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { hostIn, terminalAt, viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { openSession, settled } from '../open-session';
import { readPrinted } from '../read-printed';
import { breakingOf, type Shown, saysSame } from './plan';

/** For how long somebody looks at something that does not go on: a minute, and a little. */
const PATIENCE = 61_000;

/** The page, then the same by commands. */
export const symptomActions: readonly Action[] = [
  { do: 'browse', host: visitor, url: site },
  ...symptomLines.map((line): Action => ({ do: 'type', host: visitor, tty: 0, line })),
];

export const probeAction = ({ host, line }: (typeof probes)[number]): Action => ({
  ...{ do: 'type', tty: 0 },
  ...{ host, line },
});

/** The broken world of a case, before anybody has looked. Rejects where code cannot be fetched. */
export function openCase(scenario: Scenario, number: number): Promise<Session> {
  return openSession({ ...scenario, faults: [] }, breakingOf(scenario, number));
}

const endViewOf = (session: Session) => {
  const { history } = session.getState();
  return viewAt(session.engine, { history, playhead: history.stops.length - 1 });
};

function isBusy(session: Session, action: Action): boolean {
  const view = endViewOf(session);
  if (action.do === 'browse') return hostIn(view, action.host)?.browser?.loading === true;
  if (action.do !== 'type' || hostIn(view, action.host)?.power === 'off') return false;
  const terminal = terminalAt(view, action);
  return terminal !== undefined && terminal.prompt === null;
}

async function act(session: Session, action: Action): Promise<void> {
  session.getState().dispatch(action);
  await settled(session);
  const { problem } = session.getState();
  if (problem !== null)
    throw new Error(problem.kind === 'engine' ? problem.reason : `The bench said: ${problem.kind}`);
}

/** All that has happened since stop `from`, but it. */
const eventsSince = (session: Session, from: number): TraceEvent[] =>
  session
    .getState()
    .history.stops.slice(from + 1)
    .flatMap(({ events }) => events);

/** Events of one thing that was done, beside what it showed. */
export type Done = { shown: Shown; from: number; to: number; events: readonly TraceEvent[] };

/**
 * Does one thing at the end of time, waits as long as a person would, and gives up with Ctrl-C.
 * @returns what was shown; `from` and `to` are the stops before it and at its end
 */
export async function perform(session: Session, action: Action): Promise<Done> {
  session.getState().jump('last');
  const from = session.getState().history.stops.length - 1;
  const before = endViewOf(session);
  await act(session, action);
  if (isBusy(session, action)) await act(session, { do: 'wait', ms: PATIENCE });
  const gaveUp = isBusy(session, action);
  const waited = endViewOf(session).now - before.now;
  if (gaveUp && action.do === 'type')
    await act(session, { do: 'key', host: action.host, tty: action.tty, key: 'C' });
  session.getState().jump('last');
  const events = eventsSince(session, from);
  const after = endViewOf(session);
  const took = gaveUp ? waited : (endedAt(action, events) ?? before.now) - before.now;
  const line = action.do === 'browse' ? action.url : action.do === 'type' ? action.line : '';
  const host = 'host' in action ? action.host : '';
  const printed =
    action.do === 'browse'
      ? tellPage(hostIn(after, action.host)?.browser ?? null)
      : hostIn(before, host)?.power === 'off'
        ? words.noPrompt
        : readPrinted(action, before, after);
  const to = session.getState().history.stops.length - 1;
  return { shown: { line, host, printed, took, gaveUp }, from, to, events };
}

function endedAt(action: Action, events: readonly TraceEvent[]): number | undefined {
  return events.findLast((event) =>
    action.do === 'browse'
      ? event.kind === 'page' && (event.status !== undefined || event.error !== undefined)
      : event.kind === 'command' && event.change === 'finished',
  )?.at;
}

type Page = { error?: string | undefined; status?: number | undefined; text?: string | undefined };
/** As the browser's window says it; nothing while it still loads. */
const tellPage = (page: Page | null): string =>
  page?.error ?? (page?.status === undefined ? '' : words.status(page.status));

/**
 * The first thing, symptom or probe, that shows something else in the two cases: what it shows in
 * each. Null where nothing does.
 */
export async function tellApart(
  scenario: Scenario,
  one: number,
  other: number,
): Promise<{ one: Shown; other: Shown } | null> {
  const [here, there] = await Promise.all([openCase(scenario, one), openCase(scenario, other)]);
  for (const action of [...symptomActions, ...probes.map(probeAction)]) {
    const { shown } = await perform(here, action);
    const { shown: elsewhere } = await perform(there, action);
    if (!saysSame(shown, elsewhere)) return { one: shown, other: elsewhere };
  }
  return null;
}
