'use client';

import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { LabBar, useLabNotice } from '@/components/live/lab-bar';
import panel from '@/components/live/live-panel.module.css';
import { type AlignedStep, alignTwins } from '@/components/live/twin/align-twins';
import { markOf } from '@/components/live/twin/step-view';
import twin from '@/components/live/twin/twin-panel.module.css';
import {
  announceStep,
  StepControls,
  TwinSteps,
  TwinSummary,
} from '@/components/live/twin/twin-steps';
import { usePaperSide, useRealSide } from '@/components/live/twin/use-twin';
import { useLabAttention, useLiveLab } from '@/components/live/use-live-lab';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { benchTwinWords } from '@/content/messages/bench-twin';
import { twinWords } from '@/content/messages/twin';
import { type Twin, type TwinStop, twinOf } from '@/simulation/scenario/twin-of';
import type { TwinRefusal } from '@/simulation/scenario/twin-refusal';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './bench-twin.module.css';

const refusalOf = ({ what, about }: TwinRefusal) => {
  const { why, instead } = benchTwinWords.refusals[what];
  return { why: why(about), instead };
};

const sameScenario = (a: Twin, b: Twin | TwinRefusal) =>
  b.ok && JSON.stringify(a.scenario) === JSON.stringify(b.scenario);

/** The first step at which there is something to see: one that differs, else the last. */
function placeToLook(steps: readonly AlignedStep[]): number {
  const odd = steps.findIndex((step) => markOf(step) === 'unexpected');
  const other = steps.findIndex((step) => markOf(step) !== 'same');
  return odd >= 0 ? odd : other >= 0 ? other : steps.length - 1;
}

/** One asking of the real kernel; made anew for each. */
function Play({ told }: { told: Twin }) {
  const { scenario, seen } = told;
  const paper = usePaperSide(scenario);
  const { side, play, mayPlay } = useRealSide(scenario);
  const [chosen, setChosen] = useState<number | null>(null);
  const started = useRef(false);
  const list = useRef<HTMLDivElement>(null);
  const outcome = side.is === 'played' ? side.result.outcome : null;
  const steps = useMemo(
    () => paper && alignTwins(scenario, paper, outcome),
    [paper, outcome, scenario],
  );
  useEffect(() => {
    if (started.current || !mayPlay || side.is !== 'not-asked') return;
    started.current = true;
    void play();
  });
  const at = chosen ?? (steps ? placeToLook(steps) : 0);
  const shown = steps !== null && outcome !== null;
  useEffect(() => {
    const frame = list.current;
    const row = frame?.querySelector<HTMLElement>('[aria-current="step"]');
    if (!frame || !row) return;
    const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (bottom > frame.scrollTop + frame.clientHeight) {
      frame.scrollTop = Math.min(top, bottom - frame.clientHeight);
    }
  }, [at, shown]);

  if (!steps) return <p className={twin.loading}>{twinWords.calculating}</p>;
  const go = (to: number) => {
    setChosen(to);
    announceStep(steps[to], steps.length);
  };
  return (
    <div className={twin.body}>
      <div className={twin.head}>
        <StepControls at={at} of={steps.length} go={go} />
        {side.is !== 'playing' && (
          <Button
            size="small"
            variant="quiet"
            aria-disabled={!mayPlay}
            onClick={() => mayPlay && void play()}
          >
            {twinWords.again}
          </Button>
        )}
      </div>
      {side.is === 'not-possible' ? (
        <p className={twin.summary}>{twinWords.noRealSide(side.why)}</p>
      ) : (
        <div role="status">
          <TwinSummary real={side} steps={steps} />
        </div>
      )}
      <div ref={list} className={styles.list}>
        <TwinSteps
          scenario={scenario}
          steps={steps}
          at={at}
          compared={outcome !== null}
          seen={seen}
          go={go}
        />
      </div>
    </div>
  );
}

/** What stands in the way, why, and what can be done instead. */
function Refused({ refusal }: { refusal: TwinRefusal }) {
  const { why, instead } = refusalOf(refusal);
  useEffect(() => announce(`${benchTwinWords.refused} ${why} ${instead}`), [why, instead]);
  return (
    <div className={styles.refused} data-refused={refusal.what}>
      <p>
        <b>{benchTwinWords.refused}</b>
      </p>
      <p>{why}</p>
      <p>{instead}</p>
    </div>
  );
}

/**
 * A bench's other side: the calls that its programs made, on paper again and on two machines of the
 * lab. It stands for one moment of the bench until it is asked about another.
 */
export function BenchTwin({ session }: { session: Session }) {
  useLabAttention();
  const id = useId();
  const history = useSession(session, (state) => state.history);
  const playhead = useSession(session, (state) => state.playhead);
  const { scenario } = session.getState();
  const now = useMemo(
    // A session keeps the worlds of the engine that it was given: simulation-engine.ts.
    () => twinOf(history.stops.slice(0, playhead + 1) as readonly TwinStop[], scenario.id),
    [history, playhead, scenario.id],
  );
  const [asked, setAsked] = useState<{ told: Twin; number: number } | null>(() =>
    now.ok ? { told: now, number: 1 } : null,
  );
  const phase = useLiveLab((lab) => lab.phase);
  const complaint = useLiveLab((lab) => lab.complaint);
  const notice = useLabNotice(twinWords.noRealSide(''));
  const ask = () => now.ok && setAsked({ told: now, number: (asked?.number ?? 0) + 1 });
  const moved = asked !== null && !sameScenario(asked.told, now);
  return (
    <section className={styles.twin} aria-labelledby={id}>
      <LabBar title={benchTwinWords.title} headingId={id} />
      {notice && <p className={phase.is === 'off' ? panel.off : panel.notice}>{notice}</p>}
      {complaint && <p className={panel.notice}>{complaint}</p>}
      {asked === null && !now.ok && <Refused refusal={now} />}
      {(asked === null ? now.ok : moved) && (
        <div className={styles.moved}>
          {moved && <p>{benchTwinWords.moved}</p>}
          {now.ok ? (
            <Button size="small" onClick={ask}>
              {benchTwinWords.ask}
            </Button>
          ) : (
            <p>{benchTwinWords.alsoRefused(refusalOf(now).why)}</p>
          )}
        </div>
      )}
      {asked !== null && (
        <>
          <div className={twin.intro}>
            <p>
              {benchTwinWords.about(
                asked.told.scenario.steps.length,
                Math.max(1, Math.round(asked.told.ms / 1000)),
              )}
            </p>
            <p className={twin.small}>{twinWords.shortened}</p>
          </div>
          <Play key={asked.number} told={asked.told} />
        </>
      )}
    </section>
  );
}
