'use client';

import { useState } from 'react';
import { useStore } from 'zustand';
import { actionWords } from '@/components/bench/action-words';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { challengeWords as words } from '@/content/messages/sandbox';
import { trimSolution } from '@/simulation/scenario/prove-challenge';
import type { Session } from '@/store/simulation-session';
import { useBuilder } from './builder-context';
import styles from './sandbox.module.css';
import { createTrial } from './trial';

/** The solution: recorded from the bench, shortened, forgotten. */
export function SolutionFields({ session }: { session: Session | null }) {
  const { source, edit } = useBuilder();
  const [busy, setBusy] = useState(false);
  const solution = source.solutions[0];

  function record() {
    const actions = session?.getState().history.entries.map(({ action }) => action) ?? [];
    if (actions.length === 0) return announce(words.nothingDone);
    const [, ...others] = source.solutions;
    const title = solution?.title ?? words.solutionTitle;
    edit({ ...source, solutions: [{ title, actions }, ...others] }, words.recorded(actions.length));
  }

  async function trim() {
    if (solution === undefined || busy) return;
    setBusy(true);
    try {
      const actions = await trimSolution(solution.actions, createTrial(source));
      const [, ...others] = source.solutions;
      const left = solution.actions.length - actions.length;
      edit({ ...source, solutions: [{ ...solution, actions }, ...others] }, words.trimmed(left));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p>{words.solutionTip}</p>
      <div className={styles.row}>
        {session === null ? null : <RecordButton session={session} onRecord={record} />}
        {solution !== undefined && (
          <>
            <Button size="small" aria-disabled={busy} onClick={() => void trim()}>
              {busy ? words.proving : words.trim}
            </Button>
            <Button
              size="small"
              variant="quiet"
              onClick={() => edit({ ...source, solutions: source.solutions.slice(1) })}
            >
              {words.forget}
            </Button>
          </>
        )}
      </div>
      {solution !== undefined && (
        <ol className={styles.steps}>
          {solution.actions.map((action, index) => (
            <li key={index}>
              <code>{actionWords(action)}</code>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function RecordButton({ session, onRecord }: { session: Session; onRecord: () => void }) {
  const done = useStore(session, (state) => state.history.entries.length);
  return (
    <>
      <Button size="small" variant="primary" aria-disabled={done === 0} onClick={onRecord}>
        {words.record}
      </Button>
      {done === 0 && <span className={styles.hint}>{words.nothingDone}</span>}
    </>
  );
}
