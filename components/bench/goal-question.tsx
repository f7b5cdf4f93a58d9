'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { goalWords } from '@/content/messages/interface';
import { type GoalAnswerRequest, goalAnswerResponse } from '@/contract/goal-answer';
import type { Scenario } from '@/contract/scenario';
import styles from './goal-question.module.css';

type Question = Scenario['questions'][number];

async function ask(slug: string, request: GoalAnswerRequest): Promise<boolean | null> {
  try {
    const response = await fetch(`/api/lessons/${slug}/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const read = goalAnswerResponse.safeParse(await response.json());
    return response.ok && read.success ? read.data.right : null;
  } catch {
    return null;
  }
}

/** A question that a goal asks. The right answer is known to the server alone. */
export function GoalQuestion({
  slug,
  scenario,
  question,
  onRight,
}: {
  slug: string;
  scenario: string;
  question: Question;
  onRight: (value: string) => void;
}) {
  const [value, setValue] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const id = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (value.trim() === '' || asking) return;
    setAsking(true);
    const right = await ask(slug, { scenario, question: question.id, value: value.trim() });
    setAsking(false);
    if (right === true) onRight(value.trim());
    setNote(
      right === null
        ? goalWords.answerFailed
        : right
          ? goalWords.answerRight
          : goalWords.answerWrong,
    );
  }

  return (
    <form className={styles.question} onSubmit={submit}>
      {question.choices === undefined ? (
        <label htmlFor={id}>{question.text}</label>
      ) : (
        <fieldset>
          <legend>{question.text}</legend>
          {question.choices.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={id}
                value={choice}
                checked={value === choice}
                onChange={() => setValue(choice)}
              />{' '}
              {choice}
            </label>
          ))}
        </fieldset>
      )}
      <span className={styles.row}>
        {question.choices === undefined && (
          <input
            id={id}
            className={styles.field}
            value={value}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        )}
        <Button size="small" type="submit" aria-disabled={asking}>
          {goalWords.answer}
        </Button>
      </span>
      {note !== null && (
        <p className={styles.note} role="status">
          {note}
        </p>
      )}
    </form>
  );
}
