'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { challengeWords as words } from '@/content/messages/sandbox';
import type { ScenarioSource } from '@/contract/scenario';
import { type ChallengeProof, proveChallenge } from '@/simulation/scenario/prove-challenge';
import { settingOf } from '@/simulation/scenario/repeat-actions';
import { useBuilder } from './builder-context';
import styles from './sandbox.module.css';
import { createTrial } from './trial';

type State = { proof: ChallengeProof } | { failure: string } | 'trying' | null;

/** How long a challenge must stand before it is tried out, in milliseconds. */
const settledAfter = 400;

/** Tries the challenge out whenever it has changed, and says what is not yet right. */
export function ProofView({ runs }: { runs: boolean }) {
  const { source } = useBuilder();
  const { goals, solutions } = source;
  const [state, setState] = useState<State>(null);
  const subject = useMemo(
    () => JSON.stringify([settingOf(source), source.goals, source.solutions]),
    [source],
  );
  const ready = runs && goals.length > 0 && solutions.length > 0;

  // Not on everything it reads: title and hints need no new proof
  useEffect(() => {
    if (!ready) {
      setState(null);
      return;
    }
    let left = false;
    setState('trying');
    const timer = setTimeout(() => {
      const trial = createTrial(source);
      const asked: typeof trial = (actions) =>
        left ? Promise.reject(new Error('left')) : trial(actions);
      proveChallenge(source, asked).then(
        (proof) => {
          if (left) return;
          setState({ proof });
          announce(proof.fair ? words.fair : (unfairWords(source, proof)[0] ?? ''));
        },
        (error: unknown) => {
          if (left) return;
          setState({ failure: error instanceof Error ? error.message : String(error) });
        },
      );
    }, settledAfter);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [subject, ready]);

  if (!runs) return <Verdict says={[words.unfair.world]} />;
  if (goals.length === 0) return <Verdict says={[words.unfair.goals]} />;
  if (solutions.length === 0) return <Verdict says={[words.unfair.solution]} />;
  if (state === null || state === 'trying') return <p className={styles.hint}>{words.proving}</p>;
  if ('failure' in state) return <Verdict says={[words.unfair.failed(state.failure)]} />;
  return state.proof.fair ? (
    <p className={styles.fair}>
      <CircleCheck size={17} aria-hidden /> {words.fair}
    </p>
  ) : (
    <Verdict says={unfairWords(source, state.proof)} />
  );
}

/** Why a challenge is none yet. */
function unfairWords(
  { goals }: Pick<ScenarioSource, 'goals'>,
  { untouched, solutions }: ChallengeProof,
): string[] {
  const textOf = (id: string) => goals.find((goal) => goal.id === id)?.text ?? id;
  return [
    ...(untouched.every(({ met }) => met) ? [words.unfair.easy] : []),
    ...solutions.flatMap(({ results, idle }) => [
      ...results
        .filter(({ met }) => !met)
        .map(({ id, observed }) => words.unfair.fails(textOf(id), observed)),
      ...(idle.length > 0
        ? [words.unfair.idle(idle.map((index) => words.unfair.step(index + 1)).join(', '))]
        : []),
    ]),
  ];
}

function Verdict({ says }: { says: readonly string[] }) {
  return (
    <ul className={styles.unfair}>
      {says.map((say) => (
        <li key={say}>
          <TriangleAlert size={16} aria-hidden /> {say}
        </li>
      ))}
    </ul>
  );
}
