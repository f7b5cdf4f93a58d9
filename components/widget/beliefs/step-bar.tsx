'use client';

import { Split, StepBack, StepForward } from 'lucide-react';
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
  /** What there is to say of a step besides its text, by its index. */
  marks: Readonly<Record<number, string>>;
}) {
  const now = steps[step];
  const [first, last] = [step === 0, step === steps.length - 1];
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
                aria-label={[words.stepOf(index + 1, steps.length), marks[index]]
                  .filter(Boolean)
                  .join(': ')}
                data-done={index < step || undefined}
                onClick={() => onGoTo(index)}
              >
                {index + 1}
                {marks[index] && <Split size={13} aria-hidden />}
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
