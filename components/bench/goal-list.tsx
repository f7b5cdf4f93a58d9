'use client';

import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { announce } from '@/components/ui/announce';
import { goalWords } from '@/content/messages/interface';
import type { Goal, Scenario } from '@/contract/scenario';
import type { GoalResult } from '@/store/session-engine';
import styles from './goal-list.module.css';
import { GoalQuestion } from './goal-question';

/** Ids of the questions that a goal asks. */
function questionsOf(goal: Goal): string[] {
  const { check } = goal;
  const parts =
    'all' in check
      ? check.all
      : 'any' in check
        ? check.any
        : 'not' in check
          ? [check.not]
          : [check];
  return parts.flatMap((part) => ('answered' in part ? [part.answered] : []));
}

/** Goals, each met or with what was found instead; reaching or losing one is spoken. */
export function GoalList({
  scenario,
  results,
  slug,
  onAnswer,
}: {
  scenario: Scenario;
  results: readonly GoalResult[];
  slug: string | null;
  onAnswer: (id: string, value: string) => void;
}) {
  const before = useRef<ReadonlyMap<string, boolean> | null>(null);
  useEffect(() => {
    const now = new Map(results.map((result) => [result.id, result.met]));
    for (const goal of scenario.goals) {
      const was = before.current?.get(goal.id);
      const is = now.get(goal.id);
      if (was === false && is === true) announce(goalWords.announceMet(goal.text));
    }
    before.current = now;
  }, [results, scenario]);

  if (scenario.goals.length === 0) return null;
  const met = results.filter((result) => result.met).length;
  return (
    <div role="group" className={styles.goals} aria-label={goalWords.title}>
      <h4 className={styles.head}>
        {goalWords.title}
        <span>
          {met === results.length && met > 0
            ? goalWords.allMet
            : goalWords.progress(met, results.length)}
        </span>
      </h4>
      <ul>
        {scenario.goals.map((goal) => {
          const result = results.find((one) => one.id === goal.id);
          const done = result?.met ?? false;
          return (
            <li key={goal.id} data-met={done || undefined}>
              {done ? (
                <CircleCheck size={17} aria-hidden />
              ) : (
                <CircleDashed size={17} aria-hidden />
              )}
              <div>
                <span className={styles.text}>
                  {goal.text}
                  <span className="visually-hidden">: {done ? goalWords.met : goalWords.open}</span>
                </span>
                {!done && result !== undefined && result.observed !== '' && (
                  <span className={styles.observed}>{goalWords.observed(result.observed)}</span>
                )}
                {!done &&
                  slug !== null &&
                  questionsOf(goal).map((id) => {
                    const question = scenario.questions.find((one) => one.id === id);
                    return question === undefined ? null : (
                      <GoalQuestion
                        key={id}
                        slug={slug}
                        scenario={scenario.id}
                        question={question}
                        onRight={(value) => onAnswer(id, value)}
                      />
                    );
                  })}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
