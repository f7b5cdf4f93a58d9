'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { type Belief, type Guess } from '@/content/messages/beliefs/belief';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import type { Scenario } from '@/contract/scenario';
import { BothWorlds } from './both-worlds';
import { Crack } from './crack';
import { MomentCard } from './moment-card';
import { Question } from './question';
import { StepBar } from './step-bar';
import { useTrueWorld } from './use-true-world';
import styles from './widget.module.css';

/**
 * One belief: played alone until it breaks, then a question, then both worlds. `comeHere`: the page
 * was opened at this belief, so the reader is brought to it.
 */
export function BeliefRun({
  belief,
  scenario,
  comeHere,
}: {
  belief: Belief;
  scenario: Scenario;
  comeHere: boolean;
}) {
  const [step, setStep] = useState(0);
  const [broken, setBroken] = useState(false);
  const [said, setSaid] = useState<Guess | null>(null);
  const { world, trouble } = useTrueWorld(belief, scenario);
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const last = belief.steps.length - 1;
  const shown = belief.steps[step] as Belief['steps'][number];

  useEffect(() => {
    if (!comeHere) return;
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  }, [comeHere]);

  function goTo(next: number) {
    const wrong = belief.steps[next];
    if (wrong === undefined) return;
    setStep(next);
    const told = words.announceWrong(words.stepOf(next + 1, last + 1), wrong.say);
    if (next < last) return announce(told);
    setBroken(true);
    const { against, say } = belief.crack;
    announce(`${told} ${words.crackTitle} ${words.crack[against]} ${say}`);
  }

  return (
    <section className={styles.run} aria-labelledby={id}>
      <h2 ref={heading} id={id} tabIndex={-1}>
        “{belief.think}”
      </h2>
      <p className={styles.tempting}>
        <b>{words.tempting}</b> {belief.tempting}
      </p>
      {said !== null && world !== null ? (
        <BothWorlds belief={belief} scenario={scenario} world={world} said={said} />
      ) : (
        <>
          <StepBar
            steps={scenario.steps.slice(0, last + 1)}
            step={step}
            onGoTo={goTo}
            marks={{ parts: null, breaks: broken ? last : null }}
          />
          <MomentCard
            kind="belief"
            moment={shown}
            say={shown.say}
            printed={shown.prints ?? ''}
            hosts={belief.hosts}
          />
          {step === last && <Crack crack={belief.crack} />}
          {broken && (
            <Question
              question={belief.question}
              ready={world !== null}
              trouble={trouble}
              onSaid={setSaid}
            />
          )}
        </>
      )}
    </section>
  );
}
