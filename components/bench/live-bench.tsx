'use client';

import { useEffect, useMemo, useState } from 'react';
import type { LabOffer } from '@/components/live/lab-offer';
import { Stage } from '@/components/stage/stage';
import type { StageActions } from '@/components/stage/stage-actions';
import { TerminalPanel } from '@/components/terminal/terminal-panel';
import type { PacketView } from '@/contract/trace';
import {
  completeAt,
  eventsAt,
  eventsUpTo,
  isAtEnd,
  type Tab,
  tabState,
  terminalAt,
  viewAt,
} from '@/store/session-view';
import { nextScriptIndex, type Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { BenchHeader } from './bench-header';
import { BenchLayout } from './bench-layout';
import { BenchNotice } from './bench-notice';
import { CaptionPrint } from './caption-print';
import { CoachMarks } from './coach-marks';
import { DetailTabs } from './detail-tabs';
import { EchoBar } from './echo-bar';
import {
  commandForAction,
  commandForSelection,
  type Equivalent,
  endpointsOfSelection,
} from './equivalent-command';
import { FaultButtons } from './fault-buttons';
import { GoalList } from './goal-list';
import { HintList } from './hint-list';
import { usePlayback } from './playback';
import { RealSide } from './real-side';
import { socketNamed } from './socket-named';
import { fetchSolutions, type Solution, SolutionPanel } from './solution-panel';
import { TimePanel, TimeSettings } from './time-panel';
import { useGoals } from './use-goals';
import { useReading } from './use-reading';

export type LiveBenchProps = {
  session: Session;
  /** Slug of the lesson, for solutions and answers; null outside lessons. */
  lesson: string | null;
  /** Solutions that came with the scenario, outside lessons. */
  solutions?: readonly Solution[] | undefined;
  /** The address that reopens this bench; left out: this page's, with the session's permalink. */
  addressOf?: ((session: Session) => Promise<string>) | undefined;
  /** What the learner predicted, shown beside the result. */
  prediction: { id: string; said: string | null } | null;
  onGoals?: (met: readonly string[], total: number) => void;
  /** How the lab is; without it the bench has no switch to a real kernel. */
  offer?: LabOffer | undefined;
};

/** The same at every moment, so that the screen of the terminal is not painted anew. */
const noEndpoints: string[] = [];

/** The packet to inspect: the selected one, else the one the current event tells of. */
function packetOf(session: Session, selected: number | null): PacketView | null {
  const state = session.getState();
  const withPacket = (id: number | null) => {
    const events = id === null ? eventsAt(state) : eventsUpTo(state);
    return events.findLast(
      (event) =>
        (event.kind === 'sent' || event.kind === 'arrived' || event.kind === 'lost') &&
        (id === null || event.packet.id === id),
    );
  };
  const event = withPacket(selected) ?? withPacket(null);
  return event !== undefined && 'packet' in event ? event.packet : null;
}

/** One session, many views: everything here renders the world at the playhead. */
export function LiveBench({
  session,
  lesson,
  solutions: given,
  addressOf,
  prediction,
  onGoals,
  offer,
}: LiveBenchProps) {
  const state = useSession(session, (all) => all);
  const { engine } = session;
  const { scenario, history, playhead, selection, locked, speed } = state;
  usePlayback(session);
  const { view, events, before, marks, here, ahead, silent, skipSilence } = useReading(session);
  const goals = useGoals(session);
  useEffect(() => {
    if (goals.length > 0)
      onGoals?.(
        goals.filter((goal) => goal.met).map((goal) => goal.id),
        goals.length,
      );
  }, [goals, onGoals]);

  const terminals = useMemo(() => view.hosts.flatMap((host) => host.terminals), [view]);
  const [tab, setTab] = useState<Tab>(() => ({
    host: terminals[0]?.host ?? '',
    tty: terminals[0]?.tty ?? 0,
  }));
  const [echo, setEcho] = useState<Equivalent | null>(null);
  const [offered, setOffered] = useState<{ line: string } | null>(null);
  const [real, setReal] = useState(false);

  const actions = useMemo<StageActions>(() => {
    const store = session.getState();
    return {
      select(chosen) {
        store.select(chosen);
        setEcho(
          chosen === null ? null : commandForSelection(chosen, viewAt(engine, session.getState())),
        );
      },
      dispatch(action) {
        store.dispatch(action);
        setEcho(commandForAction(action));
      },
      dispatchAll: store.dispatchAll,
      openTerminal: (host) => setTab({ host, tty: 0 }),
    };
  }, [session, engine]);

  // A scripted step or a line typed elsewhere shows the terminal it happens in.
  const latest = history.entries.at(-1);
  useEffect(() => {
    const action = latest?.action;
    if (latest?.scripted !== null && action !== undefined && 'tty' in action)
      setTab({ host: action.host, tty: action.tty });
  }, [latest]);

  const readiness = tabState(engine, { history, playhead }, tab);
  const store = session.getState();
  const { dispatch, jump } = store;
  const typed = terminalAt(view, tab);
  const endpoints = useMemo(
    () => (selection === null ? noEndpoints : endpointsOfSelection(selection, view)),
    [selection, view],
  );
  const solutions = given ? given.length > 0 : lesson !== null && scenario.solutionCount > 0;
  const loadSolutions = async () =>
    given ?? (lesson === null ? null : await fetchSolutions(lesson, scenario.id));
  const foot =
    scenario.goals.length + scenario.hints.length + scenario.faults.length > 0 || solutions;

  return (
    <BenchLayout
      label={scenario.title}
      header={
        <BenchHeader
          session={session}
          title={scenario.title}
          addressOf={addressOf}
          answers={offer && { offer, real, onChange: setReal }}
        />
      }
      notice={
        <>
          <BenchNotice session={session} prediction={prediction} />
          {!locked && <CoachMarks />}
        </>
      }
      printed={<CaptionPrint session={session} />}
      stage={
        <Stage
          view={view}
          events={events}
          before={before}
          playhead={playhead}
          speed={speed}
          selection={selection}
          actions={actions}
          onSkip={silent && !isAtEnd(state) ? skipSilence : undefined}
        />
      }
      time={<TimePanel session={session} marks={marks} here={here} />}
      settings={<TimeSettings session={session} />}
      terminal={
        typed !== undefined && (
          <>
            <TerminalPanel
              terminals={terminals}
              selected={tab}
              onSelect={setTab}
              readiness={readiness}
              ahead={ahead}
              locked={locked}
              suggestions={scenario.suggestions
                .filter((one) => one.host === tab.host)
                .map((one) => one.line)}
              endpoints={endpoints}
              offered={offered}
              onLine={(line) => dispatch({ do: 'type', ...tab, line })}
              onKey={(key) => dispatch({ do: 'key', ...tab, key })}
              onEdit={(text) => dispatch({ do: 'edit', ...tab, text })}
              onGoToEnd={() => jump('last')}
              onEndpoint={(endpoint) => actions.select(socketNamed(view, tab.host, endpoint))}
              complete={(line, cursor) => completeAt(engine, session.getState(), tab, line, cursor)}
            />
            {echo !== null && (
              <EchoBar
                echo={echo}
                onUse={() => {
                  setTab({ host: echo.host, tty: 0 });
                  setOffered({ line: echo.line });
                  setEcho(null);
                }}
                onDismiss={() => setEcho(null)}
              />
            )}
          </>
        )
      }
      real={real && <RealSide session={session} />}
      details={
        <DetailTabs
          view={view}
          before={before}
          selection={selection}
          onSelect={actions.select}
          marks={marks}
          here={here}
          onGoTo={(mark) => jump(marks[mark]?.rest ?? 'last')}
          steps={scenario.steps}
          taken={nextScriptIndex(history)}
          session={session}
          packet={packetOf(session, selection?.kind === 'packet' ? selection.id : null)}
        />
      }
      foot={
        foot && (
          <>
            <div>
              <GoalList
                scenario={scenario}
                results={goals}
                slug={lesson}
                onAnswer={(id, value) => store.answer(id, value)}
              />
              <HintList hints={scenario.hints} solutions={solutions} />
            </div>
            <FaultButtons faults={scenario.faults} disabled={locked} onBreak={store.dispatchAll} />
          </>
        )
      }
      solution={solutions && <SolutionPanel session={session} load={loadSolutions} />}
    />
  );
}
