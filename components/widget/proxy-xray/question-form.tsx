import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Question } from '@/content/messages/proxy-xray/questions';
import { xrayWords as words } from '@/content/messages/proxy-xray/words';
import styles from './visit-panel.module.css';

/** What is said before the visit. `note`: why nothing comes yet. */
export function QuestionForm({
  question,
  note,
  busy,
  onSend,
}: {
  question: Question;
  note: string | null;
  busy: boolean;
  onSend: (said: string) => void;
}) {
  const [said, setSaid] = useState<string | null>(null);
  const name = useId();
  const off = said === null || busy;

  function send(event: FormEvent) {
    event.preventDefault();
    if (said !== null && !busy) onSend(said);
  }

  return (
    <form className={styles.question} onSubmit={send}>
      <fieldset>
        <legend>{words.ask}</legend>
        <p>{question.text}</p>
        {question.guesses.map(({ id, text }) => (
          <label key={id}>
            <input type="radio" name={name} checked={said === id} onChange={() => setSaid(id)} />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <p className={styles.foot}>
        <Button type="submit" variant="primary" aria-disabled={off}>
          {words.send}
        </Button>
        <span role="status">{note ?? (said === null ? words.sayFirst : '')}</span>
      </p>
    </form>
  );
}
