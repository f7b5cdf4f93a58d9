'use client';

import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { goalWords } from '@/content/messages/interface';
import type { Goal, Scenario } from '@/contract/scenario';
import { isFirstCelebration } from '@/store/saved-session';
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

/**
 * Goals, each met or with what was found instead; reaching one is spoken. When all are reached, the
 * first time and only then, a line is drawn under them.
 */
export function GoalList({
  scenario,
  results,
  slug,
  celebrated = true,
  onAnswer,
}: {
  scenario: Scenario;
  results: readonly GoalResult[];
  slug: string | null;
  /** False where somebody else reaches them: a solution that is only watched. */
  celebrated?: boolean;
  onAnswer: (id: string, value: string) => void;
}) {
  const before = useRef<ReadonlyMap<string, boolean> | null>(null);
  const [celebrating, setCelebrating] = useState(false);
  const met = results.filter((result) => result.met).length;
  const all = met > 0 && met === results.length;
  useEffect(() => {
    const was = before.current;
    before.current = new Map(results.map((result) => [result.id, result.met]));
    if (was === null) return;
    const reached = scenario.goals.filter(
      (goal) => was.get(goal.id) === false && before.current?.get(goal.id) === true,
    );
    if (reached.length === 0) return;
    const words = reached.map((goal) => goalWords.announceMet(goal.text));
    if (all && celebrated && isFirstCelebration(slug, scenario.id)) {
      setCelebrating(true);
      words.push(goalWords.celebrate);
    }
    announce(words.join(' '));
  }, [results, scenario, slug, all, celebrated]);

  if (scenario.goals.length === 0) return null;
  return (
    <div
      role="group"
      className={styles.goals}
      data-celebrating={(celebrating && all) || undefined}
      aria-label={goalWords.title}
    >
      <h4 className={styles.head}>
        {goalWords.title}
        <span>{all ? goalWords.allMet : goalWords.progress(met, results.length)}</span>
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
