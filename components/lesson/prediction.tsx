'use client';

import { type ReactNode, useId, useRef, useSyncExternalStore } from 'react';
import { useEarlyInput } from '@/components/ui/use-early-input';
import { lessonPageWords } from '@/content/messages/lesson';
import {
  getPrediction,
  getServerPrediction,
  recordPrediction,
  subscribePredictions,
} from '@/store/predictions';
import styles from './prediction.module.css';

function usePrediction(id: string): string | null {
  return useSyncExternalStore(subscribePredictions, () => getPrediction(id), getServerPrediction);
}

/** A question before an experiment. The choice is kept, never scored, and opens the bench. */
export function Prediction({
  id,
  choices,
  children,
}: {
  /** `slug/prediction` */
  id: string;
  choices: readonly string[];
  children: ReactNode;
}) {
  const said = usePrediction(id);
  const name = useId();
  const form = useRef<HTMLFormElement>(null);
  useEarlyInput(form);
  return (
    // What the browser remembers of the form is not what the learner said: the record knows that.
    <form
      ref={form}
      autoComplete="off"
      className={styles.card}
      id={`prediction-${id.split('/')[1]}`}
    >
      <fieldset>
        <legend className={styles.legend}>{lessonPageWords.predictionTitle}</legend>
        <div className={styles.question}>{children}</div>
        <div className={styles.choices}>
          {choices.map((choice) => (
            <label key={choice} className={styles.choice}>
              <input
                type="radio"
                name={name}
                value={choice}
                checked={said === choice}
                onChange={() => recordPrediction(id, choice)}
              />
              <span>{choice}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p className={styles.note}>
        {said === null ? lessonPageWords.predictionFree : lessonPageWords.predictionKept}
      </p>
    </form>
  );
}

/** What the learner said, beside what happened. */
export function Said({ id, truth }: { id: string; truth: string }) {
  const said = usePrediction(id);
  if (said === null) return <p className={styles.said}>{lessonPageWords.outcomeUntold(truth)}</p>;
  return (
    <p className={styles.said} data-as-expected={said === truth}>
      {said === truth
        ? lessonPageWords.outcomeAsExpected(said)
        : lessonPageWords.outcomeOtherwise(said, truth)}
    </p>
  );
}
