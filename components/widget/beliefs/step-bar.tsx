'use client';

import { Split, StepBack, StepForward, Unlink } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import type { Scenario } from '@/contract/scenario';
import { CommandLine } from './command-line';
import styles from './step-bar.module.css';

/** The actions that both worlds share, as a row of numbers; the chosen one in words below. */
export function StepBar({
  steps,
  step,
  onGoTo,
  marks,
}: {
  steps: Scenario['steps'];
  step: number;
  onGoTo: (step: number) => void;
  /** Steps with a moment of their own, by index; null where there is none yet. */
  marks: { parts: number | null; breaks: number | null };
}) {
  const now = steps[step];
  const [first, last] = [step === 0, step === steps.length - 1];
  const nameOf = (index: number) =>
    [
      words.stepOf(index + 1, steps.length),
      ...(index === marks.parts ? [words.parts] : []),
      ...(index === marks.breaks ? [words.breaks] : []),
    ].join(', ');
  return (
    <div className={styles.bar} role="group" aria-label={words.steps}>
      <div className={styles.row}>
        <Button aria-disabled={first} onClick={() => !first && onGoTo(step - 1)}>
          <StepBack size={15} aria-hidden /> {words.back}
        </Button>
        <ol className={styles.numbers}>
          {steps.map(({ text }, index) => (
            <li key={text}>
              <button
                type="button"
                aria-current={index === step ? 'step' : undefined}
                aria-label={nameOf(index)}
                title={nameOf(index)}
                data-done={index < step || undefined}
                onClick={() => onGoTo(index)}
              >
                {index + 1}
                {index === marks.parts && <Split size={13} aria-hidden />}
                {index === marks.breaks && <Unlink size={13} aria-hidden />}
              </button>
            </li>
          ))}
        </ol>
        <Button
          variant={last ? 'plain' : 'primary'}
          aria-disabled={last}
          onClick={() => !last && onGoTo(step + 1)}
        >
          {words.next} <StepForward size={15} aria-hidden />
        </Button>
      </div>
      {now && (
        <div className={styles.now}>
          <p>
            <b>{words.stepOf(step + 1, steps.length)}.</b> {now.text}
          </p>
          <CommandLine action={now.action} />
        </div>
      )}
    </div>
  );
}
