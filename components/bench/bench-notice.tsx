'use client';

import { Lock, MessageCircleQuestion, TriangleAlert, X } from 'lucide-react';
import { benchTexts } from '@/content/messages/bench';
import { benchWords } from '@/content/messages/interface';
import type { Session, SessionData } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './bench-notice.module.css';

function problemText(problem: NonNullable<SessionData['problem']>): string {
  switch (problem.kind) {
    case 'engine':
      return benchWords.failed(
        problem.reason.endsWith('.') ? problem.reason : `${problem.reason}.`,
      );
    case 'stale':
      return benchWords.linkStale;
    case 'other-scenario':
      return benchTexts.otherLink;
    case 'broken':
      return benchWords.linkBroken;
    case 'fetch':
      return benchTexts.fetchFailed;
  }
}

/** What stands between the learner and the bench: an open prediction, a problem, a damaged link, code on its way. */
export function BenchNotice({
  session,
  prediction,
}: {
  session: Session;
  prediction: { id: string; said: string | null } | null;
}) {
  const problem = useSession(session, (state) => state.problem);
  const locked = useSession(session, (state) => state.locked);
  const fetching = useSession(session, (state) => state.fetching);

  function goToQuestion() {
    const card = document.getElementById(`prediction-${prediction?.id.split('/')[1] ?? ''}`);
    card?.scrollIntoView({ block: 'center' });
    card?.querySelector('input')?.focus({ preventScroll: true });
  }

  return (
    <>
      {locked && prediction !== null && (
        <p className={styles.locked}>
          <Lock size={15} aria-hidden /> {benchTexts.lockedNote}
          <button type="button" onClick={goToQuestion}>
            {benchTexts.lockedGo}
          </button>
        </p>
      )}
      {!locked && prediction?.said != null && (
        <p className={styles.said}>
          <MessageCircleQuestion size={15} aria-hidden />
          <span>
            {benchTexts.yourPrediction} <b>{prediction.said}</b>
          </span>
        </p>
      )}
      {fetching && (
        <p className={styles.fetching} role="status">
          {benchTexts.fetching}
        </p>
      )}
      {problem !== null && (
        <p className={styles.problem} role="alert">
          <TriangleAlert size={15} aria-hidden />
          <span>{problemText(problem)}</span>
          {problem.kind === 'fetch' && (
            <button type="button" onClick={() => session.getState().retry()}>
              {benchTexts.loadRetry}
            </button>
          )}
          <button
            type="button"
            aria-label={benchTexts.dismiss}
            onClick={() => session.getState().clearProblem()}
          >
            <X size={15} aria-hidden />
          </button>
        </p>
      )}
    </>
  );
}
