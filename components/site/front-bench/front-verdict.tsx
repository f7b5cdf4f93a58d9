import {
  type Belief,
  type Bind,
  type CallerId,
  callers,
  explainGuess,
  type Guess,
  guessWords,
  lessons,
} from '@/content/messages/front-bench';
import styles from './front-verdict.module.css';
import type { FrontRow, FrontRun } from './run-front-bench';

type Guessed = Partial<Record<CallerId, Guess>>;

/** What the round showed, and for each wrong guess the belief that it rests on. */
export function FrontVerdict({
  bind,
  guessed,
  run,
  trouble,
}: {
  bind: Bind;
  guessed: Guessed;
  run: FrontRun | null;
  trouble: string | null;
}) {
  if (trouble) {
    return (
      <p className={styles.hint}>
        <b>The simulation did not run.</b> {trouble} Reload the page and try again.
      </p>
    );
  }
  if (!run) {
    return <p className={styles.hint}>Guess each line first. Guesses are not scored.</p>;
  }
  const wrong = wrongGuesses(bind, guessed, run);
  const { belief, truth } = lessons[bind];
  return (
    <>
      <p className={styles.hint}>
        <b>{belief}</b> {truth}
      </p>
      {wrong.length > 0 && (
        <ul className={styles.wrong}>
          {wrong.map(({ row, guess, why }) => (
            <li key={row.caller}>
              {describeCaller(row.caller)}: you said <i>{guessWords[guess]}</i>, as if {why.belief}.{' '}
              {why.truth}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The same for the live region: results in order, then the lesson. */
export function sayVerdict(bind: Bind, guessed: Guessed, run: FrontRun): string {
  const results = run.rows.map((row) => {
    const guess = guessed[row.caller];
    const verdict = !guess ? '' : guess === row.outcome ? ', as you said' : ', not as you said';
    return `${describeCaller(row.caller)}: ${guessWords[row.outcome]}${verdict}.`;
  });
  const { belief, truth } = lessons[bind];
  return [...results, belief, truth].join(' ');
}

function wrongGuesses(bind: Bind, guessed: Guessed, run: FrontRun) {
  return run.rows.flatMap((row): { row: FrontRow; guess: Guess; why: Belief }[] => {
    const guess = guessed[row.caller];
    const why = guess ? explainGuess(bind, row.caller, guess, row.outcome) : null;
    return guess && why ? [{ row, guess, why }] : [];
  });
}

function describeCaller(id: CallerId): string {
  const caller = callers.find((each) => each.id === id);
  const who = caller?.host === 'phone' ? 'Phone' : 'Laptop';
  return `${who} to ${caller?.target}`;
}
