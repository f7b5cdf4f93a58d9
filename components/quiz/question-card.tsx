'use client';

import { type FormEvent, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { quizWords } from '@/content/messages/lesson';
import type { QuestionProgress } from '@/contract/progress';
import type { Answer, QuestionInstance } from '@/contract/quiz-instance';
import { getProgress, recordQuestion } from '@/store/progress';
import { Explanation } from './explanation';
import { parseWhole, QuestionFields } from './question-fields';
import { QuestionFrame } from './question-frame';
import {
  freshQuestion,
  isComplete,
  isSameAnswer,
  readMarks,
  withAnswer,
  withScore,
} from './question-state';
import styles from './quiz.module.css';
import { fetchScore } from './quiz-client';
import { Solution } from './solution';
import { useInstance } from './use-instance';

/** One question: choose, be told at once, look further, try again with new numbers. */
export function QuestionCard({
  slug,
  first,
  number,
  of,
  stored,
  early,
}: {
  slug: string;
  /** The instance that came with the page. */
  first: QuestionInstance;
  number: number;
  of: number;
  stored: QuestionProgress | undefined;
  early: string[] | undefined;
}) {
  const { id } = first;
  const state = stored ?? freshQuestion(first.seed, null, readEarly(first, early));
  const { instance, failed, fetchFor } = useInstance(slug, first, state.seed);
  const [dirty, setDirty] = useState(state.feedback.length === 0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const save = (next: QuestionProgress) => recordQuestion(slug, id, next);

  async function send(question: QuestionInstance, answer: Answer | null) {
    setBusy(true);
    setProblem(null);
    // The order as it first stood, or the number as written, may not be kept yet.
    if (answer !== null && !isSameAnswer(question.type, answer, state.answer)) {
      save(withAnswer(state, question.type, answer));
    }
    const result = await fetchScore(slug, { seed: question.seed, question: id, answer });
    setBusy(false);
    if (!result.ok) {
      const message = result.detail ?? quizWords.checkFailed;
      setProblem(message);
      announce(message);
      return;
    }
    // The record may have moved on while the server thought, in this tab or another.
    const now = getProgress().lessons[slug]?.quiz[id] ?? state;
    if (now.seed !== question.seed) return;
    save(withScore(now, result.value, Date.now()));
    setDirty(false);
    keepFocus();
    const { right, feedback } = result.value;
    const verdict = answer === null ? quizWords.gaveUp : right ? quizWords.right : quizWords.wrong;
    announce([verdict, ...feedback.map(({ why }) => why)].join(' ').replace(/[`*]/g, ''));
  }

  function onSubmit(event: FormEvent, question: QuestionInstance) {
    event.preventDefault();
    if (busy) return;
    const answer = readAnswer(question, state.answer, form.current);
    if (isComplete(question, answer)) {
      void send(question, answer);
      return;
    }
    const messages = { number: quizWords.notWhole, match: quizWords.matchAll };
    const message =
      question.type === 'number' || question.type === 'match'
        ? messages[question.type]
        : quizWords.nothingChosen;
    setProblem(message);
    announce(message);
  }

  /** A button that has done its work goes away; the focus must not go with it. */
  function keepFocus() {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) form.current?.focus();
    });
  }

  async function redraw(seed: number) {
    if (!(await fetchFor(seed))) {
      announce(quizWords.drawFailed);
      return;
    }
    save(freshQuestion(seed, state.scored));
    setDirty(true);
    setProblem(null);
    form.current?.focus();
  }

  const nextSeed = state.seed >= 2_147_483_647 ? 2 : state.seed + 1;
  if (instance === null) {
    return (
      <div className={styles.card}>
        <p className={styles.waiting}>{failed ? quizWords.drawFailed : quizWords.fetching}</p>
        {failed && (
          <p className={styles.actions}>
            <Button onClick={() => void fetchFor(state.seed)}>{quizWords.tryAgain}</Button>
            <Button variant="quiet" onClick={() => void redraw(first.seed)}>
              {quizWords.firstNumbers}
            </Button>
          </p>
        )}
      </div>
    );
  }

  const told = new Map(state.feedback.map((each) => [each.about, each]));
  const right = isSameAnswer(instance.type, state.answer, state.solution);
  const gaveUp = state.solution !== null && !right;
  const overall = told.get(null);
  return (
    <form
      ref={form}
      className={styles.card}
      tabIndex={-1}
      onSubmit={(event) => onSubmit(event, instance)}
      noValidate
    >
      <QuestionFrame key={state.seed} question={instance} number={number} of={of}>
        <QuestionFields
          question={instance}
          marks={readMarks(state.feedback)}
          below={(about) => {
            const said = told.get(about);
            return said && <Explanation feedback={said} />;
          }}
          actions={{
            answer: state.answer,
            onAnswer: (answer, commit) => {
              save(withAnswer(state, instance.type, answer));
              setDirty(true);
              setProblem(null);
              if (commit) void send(instance, answer);
            },
            onMoved: (text, place, count) => announce(quizWords.moved(text, place, count)),
          }}
        />
      </QuestionFrame>
      {!dirty && state.feedback.length > 0 && (
        <p className={styles.verdict} data-look={right ? 'right' : gaveUp ? 'told' : 'wrong'}>
          {right ? quizWords.right : gaveUp ? quizWords.gaveUp : quizWords.wrong}
          {state.closed && right && !state.scored?.right && <span> {quizWords.counted}</span>}
        </p>
      )}
      {overall && <Explanation feedback={overall} />}
      {gaveUp && <Solution question={instance} solution={state.solution} />}
      {problem && <p className={styles.problem}>{problem}</p>}
      {failed && <p className={styles.problem}>{quizWords.drawFailed}</p>}
      <p className={styles.actions}>
        {!(state.closed && (right || gaveUp) && !dirty) && (
          <Button type="submit" variant="primary" aria-disabled={busy}>
            {busy
              ? quizWords.checking
              : problem === quizWords.checkFailed
                ? quizWords.tryAgain
                : quizWords.check}
          </Button>
        )}
        {state.closed && (
          <Button onClick={() => void redraw(nextSeed)}>
            {state.scored?.right ? quizWords.again : quizWords.retry}
          </Button>
        )}
        {state.closed && state.solution === null && (
          <Button variant="quiet" aria-disabled={busy} onClick={() => void send(instance, null)}>
            {quizWords.show}
          </Button>
        )}
      </p>
    </form>
  );
}

function readEarly(question: QuestionInstance, early: string[] | undefined): Answer | null {
  if (early === undefined || early.length === 0) return null;
  return question.type === 'multiple' ? early : (early[0] ?? null);
}

/** The answer as it stands in the form; the order shown is an answer before anything was moved. */
function readAnswer(
  question: QuestionInstance,
  kept: Answer | null,
  form: HTMLFormElement | null,
): Answer | null {
  if (question.type === 'order') return kept ?? question.items.map(({ id }) => id);
  if (question.type !== 'number') return kept;
  const written = form && new FormData(form).get(`quiz-${question.id}`);
  return typeof written === 'string' ? parseWhole(written) : null;
}
