'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { failureWords as words } from '@/content/messages/which-failure';
import { type Cause, causes, causeWords } from '@/content/messages/which-failure-causes';
import styles from './which-failure.module.css';

/** The causes to choose from. */
export function AnswerForm({ onAnswer }: { onAnswer: (cause: Cause) => void }) {
  const [chosen, setChosen] = useState<Cause | null>(null);
  const [missing, setMissing] = useState(false);
  const name = useId();
  return (
    <form
      className={styles.answer}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === null) setMissing(true);
        else onAnswer(chosen);
      }}
    >
      <fieldset>
        <legend>{words.answer}</legend>
        {causes.map((cause) => (
          <label key={cause}>
            <input
              type="radio"
              name={name}
              checked={cause === chosen}
              onChange={() => setChosen(cause)}
            />
            <span>{causeWords[cause].label}</span>
          </label>
        ))}
      </fieldset>
      <p className={styles.foot}>
        <Button type="submit" variant="primary">
          {words.submit}
        </Button>{' '}
        <span role="status">{missing && chosen === null ? words.choose : words.change}</span>
      </p>
    </form>
  );
}
