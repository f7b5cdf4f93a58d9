'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Belief, Guess } from '@/content/messages/beliefs/belief';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import styles from './question.module.css';

/** What the true world will do: asked before it is shown. `ready`: it can be shown. */
export function Question({
  question: { text, guesses },
  ready,
  trouble,
  onSaid,
}: Pick<Belief, 'question'> & {
  ready: boolean;
  trouble: string | null;
  onSaid: (guess: Guess) => void;
}) {
  const [chosen, setChosen] = useState<Guess | null>(null);
  const name = useId();
  const off = chosen === null || !ready;
  return (
    <form
      className={styles.question}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null && ready) onSaid(chosen);
      }}
    >
      <fieldset>
        <legend>{words.ask}</legend>
        <p>{text}</p>
        {guesses.map((guess) => (
          <label key={guess.text}>
            <input
              type="radio"
              name={name}
              checked={guess === chosen}
              onChange={() => setChosen(guess)}
            />
            <span>{guess.text}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.foot}>
        <Button type="submit" variant="primary" aria-disabled={off}>
          {words.reveal}
        </Button>
        <span>
          {trouble !== null ? words.failed(trouble) : ready ? words.askNote : words.opening}
        </span>
      </div>
    </form>
  );
}
