'use client';

import { useRef } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { type Case, cases, type Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import type { Scenario } from '@/contract/scenario';
import { Builder } from './builder';
import { CaseChooser } from './case-chooser';
import { Experiment } from './experiment';
import styles from './lab.module.css';
import { guessOf } from './read-lab';
import type { Run } from './use-experiment';

/** Where the learner stands in the lab; it outlives a look at the other tab. */
export type LabState = { here: number; runs: Readonly<Record<string, Run>>; plan: Plan };

const firstCase = cases[0] as Case;
export const freshLab: LabState = { here: 0, runs: {}, plan: firstCase.plan };

/** Case after case, and a pair of one's own below. */
export function Lab({
  scenario,
  state,
  onState,
}: {
  scenario: Scenario;
  state: LabState;
  onState: (change: (state: LabState) => LabState) => void;
}) {
  const { here, runs, plan } = state;
  const own = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const current = cases[here] ?? firstCase;

  function keep(id: string, run: Run | null) {
    onState((old) => {
      const { [id]: _, ...others } = old.runs;
      return { ...old, runs: run === null ? others : { ...others, [id]: run } };
    });
  }
  const rightOf = (id: string) => {
    const run = runs[id];
    return run === undefined ? null : run.guess === guessOf(run.failure);
  };
  const goTo = (number: number) => onState((old) => ({ ...old, here: number }));

  /** By a button that may go away: the reader follows to the new case's heading. */
  function turnTo(number: number) {
    goTo(number);
    heading.current?.focus();
  }

  function takeApart() {
    onState((old) => ({ ...old, plan: { ...current.plan } }));
    own.current?.scrollIntoView({ block: 'start' });
    own.current?.focus({ preventScroll: true });
    announce(words.copied(current.title));
  }

  return (
    <div className={styles.lab}>
      <CaseChooser here={here} rightOf={rightOf} onChoose={goTo} />
      <section className={styles.card} aria-label={current.title}>
        <p className={styles.eyebrow}>{words.caseOf(here + 1, cases.length)}</p>
        <h2 ref={heading} tabIndex={-1}>
          {current.title}
        </h2>
        <p className={styles.story}>{current.story}</p>
        <Experiment
          key={current.id}
          scenario={scenario}
          plan={current.plan}
          about={current}
          run={runs[current.id] ?? null}
          onRun={(run) => keep(current.id, run)}
        />
        <div className={styles.turn}>
          <Button aria-disabled={here === 0} onClick={() => here > 0 && turnTo(here - 1)}>
            {words.previous}
          </Button>
          <Button
            aria-disabled={here === cases.length - 1}
            onClick={() => here < cases.length - 1 && turnTo(here + 1)}
          >
            {words.next}
          </Button>
          <Button variant="quiet" onClick={takeApart}>
            {words.copy}
          </Button>
        </div>
      </section>
      <div ref={own} tabIndex={-1} className={styles.own}>
        <Builder
          scenario={scenario}
          plan={plan}
          onPlan={(next) => onState((old) => ({ ...old, plan: next }))}
        />
      </div>
    </div>
  );
}
