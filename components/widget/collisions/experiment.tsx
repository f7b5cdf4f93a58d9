'use client';

import { useId, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { type Case, type Guess, guesses, type Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import type { Scenario } from '@/contract/scenario';
import { Findings } from './findings';
import styles from './lab.module.css';
import { Programs } from './programs';
import { type Run, useExperiment } from './use-experiment';
import { Verdict } from './verdict';

/**
 * Two programs and what they ask for: said beforehand, tried, and looked at. With `about` it is a
 * case, which asks for a prediction; without, a pair of the learner's own.
 */
export function Experiment({
  scenario,
  plan,
  about,
  run,
  onRun,
}: {
  scenario: Scenario;
  plan: Plan;
  about: Case | null;
  run: Run | null;
  onRun: (run: Run | null) => void;
}) {
  const [guess, setGuess] = useState<Guess | null>(run?.guess ?? null);
  const { busy, trouble, fire } = useExperiment(scenario, plan, onRun);
  const name = useId();
  const ready = !busy && (guess !== null || about === null);
  const between = words.between[plan.order];
  return (
    <>
      {between !== null && <p className={styles.between}>{between}</p>}
      <Programs plan={plan} session={run?.session ?? null} />
      <fieldset className={styles.guess}>
        <legend>
          {words.ask} <Badge code>SIM</Badge>
        </legend>
        {guesses.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={name}
              checked={guess === each}
              disabled={run !== null}
              onChange={() => setGuess(each)}
            />
            {words.guesses[each]}
          </label>
        ))}
        <p>
          {run === null ? (
            <Button variant="primary" aria-disabled={!ready} onClick={() => ready && fire(guess)}>
              {words.fire}
            </Button>
          ) : (
            <Button size="small" onClick={() => onRun(null)}>
              {words.repeat}
            </Button>
          )}{' '}
          <span role="status">
            {trouble !== null
              ? words.failed(trouble)
              : busy
                ? words.opening
                : run === null && guess === null && (about === null ? words.free : words.sayFirst)}
          </span>
        </p>
      </fieldset>
      {run !== null && (
        <>
          <Verdict run={run} plan={plan} about={about} />
          <Findings run={run} plan={plan} />
        </>
      )}
    </>
  );
}
