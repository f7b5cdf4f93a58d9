'use client';

import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Stage } from '@/components/stage/stage';
import { Transcript } from '@/components/terminal/transcript';
import { Button } from '@/components/ui/button';
import { benchTexts } from '@/content/messages/bench';
import { goalWords } from '@/content/messages/interface';
import { type SolutionsResponse, solutionsResponse } from '@/contract/goal-answer';
import { createSession, type Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { actionWords } from './action-words';
import { BenchNotice } from './bench-notice';
import { GoalList } from './goal-list';
import { usePlayback } from './playback';
import styles from './solution-panel.module.css';
import { TimePanel } from './time-panel';
import { useGoals } from './use-goals';
import { useReading } from './use-reading';

export type Solution = SolutionsResponse['solutions'][number];

/** A lesson's solutions, from the server. Null where it does not give them. */
export async function fetchSolutions(lesson: string, scenario: string): Promise<Solution[] | null> {
  try {
    const address = `/api/lessons/${lesson}/solutions?scenario=${encodeURIComponent(scenario)}`;
    const response = await fetch(address);
    const read = solutionsResponse.safeParse(await response.json());
    return response.ok && read.success ? read.data.solutions : null;
  } catch {
    return null;
  }
}

/** Solutions on request, each in a session of its own beside the learner's work. */
export function SolutionPanel({
  session,
  load,
}: {
  session: Session;
  /** Null where they cannot be had now. */
  load: () => Promise<readonly Solution[] | null>;
}) {
  const [solutions, setSolutions] = useState<readonly Solution[] | null>(null);
  const [state, setState] = useState<'closed' | 'loading' | 'failed' | 'open'>('closed');
  const [chosen, setChosen] = useState(0);
  async function open() {
    setState('loading');
    const found = solutions ?? (await load());
    setSolutions(found);
    setState(found === null ? 'failed' : 'open');
  }

  const solution = solutions?.[chosen];
  return (
    <div className={styles.panel}>
      {state !== 'open' && (
        <p className={styles.ask}>
          <Button size="small" variant="quiet" onClick={open} aria-disabled={state === 'loading'}>
            {goalWords.showSolution}
          </Button>
          <span role="status">
            {state === 'loading'
              ? benchTexts.loadingSolution
              : state === 'failed'
                ? goalWords.solutionFailed
                : goalWords.showSolutionAsk}
          </span>
        </p>
      )}
      {state === 'open' && solution !== undefined && (
        <section aria-label={goalWords.solution(chosen + 1, solution.title)}>
          <div className={styles.head}>
            <h4>{goalWords.solution(chosen + 1, solution.title)}</h4>
            {solutions !== null &&
              solutions.length > 1 &&
              solutions.map((one, index) => (
                <Button
                  key={one.title}
                  size="small"
                  aria-pressed={index === chosen}
                  onClick={() => setChosen(index)}
                >
                  {index + 1}
                </Button>
              ))}
            <Button
              size="small"
              variant="quiet"
              square
              aria-label={benchTexts.solutionClose}
              onClick={() => setState('closed')}
            >
              <X size={16} aria-hidden />
            </Button>
          </div>
          <SolutionRun key={chosen} session={session} solution={solution} />
        </section>
      )}
    </div>
  );
}

function SolutionRun({ session, solution }: { session: Session; solution: Solution }) {
  const own = useMemo(() => {
    const { scenario, seed } = session.getState();
    const run = createSession(session.engine, { ...scenario, steps: [] }, { seed, mode: 'play' });
    for (const action of solution.actions) run.getState().dispatch(action);
    run.getState().jump('first');
    return run;
  }, [session, solution]);
  const state = useSession(own, (all) => all);
  usePlayback(own);
  const goals = useGoals(own);
  const { playhead, scenario } = state;
  const { view, events, before, marks, here } = useReading(own);
  const terminals = view.hosts
    .flatMap((host) => host.terminals)
    .filter((one) => one.history.length > 0);
  return (
    <div className={styles.run}>
      <BenchNotice session={own} prediction={null} />
      <div className={styles.words}>
        <p>{benchTexts.solutionStep}</p>
        <h5>{benchTexts.solutionCommands}</h5>
        <ol>
          {solution.actions.map((action, index) => (
            <li key={index}>
              <code>{actionWords(action)}</code>
            </li>
          ))}
        </ol>
        <GoalList
          scenario={{ ...scenario, questions: [] }}
          results={goals}
          slug={null}
          celebrated={false}
          onAnswer={() => {}}
        />
      </div>
      <div className={styles.picture}>
        <Stage
          view={view}
          events={events}
          before={before}
          playhead={playhead}
          speed={state.speed}
        />
        <div className={styles.time}>
          <TimePanel session={own} marks={marks} here={here} />
        </div>
        {terminals.map((one) => (
          <div key={`${one.host}:${one.tty}`} className={styles.transcript}>
            <Transcript host={one.host} text={one.text} endpoints={[]} />
          </div>
        ))}
      </div>
    </div>
  );
}
