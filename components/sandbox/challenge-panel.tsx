'use client';

import { useState } from 'react';
import { whenHere } from '@/components/bench/programs-here';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { challengeWords as words } from '@/content/messages/sandbox';
import { goalText } from '@/content/messages/sandbox-findings';
import { addGoal, type GoalIdea, suggestGoals } from '@/simulation/scenario/suggest-goals';
import type { World } from '@/simulation/world/world';
import type { Session } from '@/store/simulation-session';
import { fieldId, useBuilder } from './builder-context';
import { TextField } from './fields';
import { type CheckKind, firstCheck } from './goal-fields';
import { GoalForm } from './goal-form';
import { changeAt } from './part-props';
import { ProofView } from './proof-view';
import { RowList } from './row-list';
import styles from './sandbox.module.css';
import { SolutionFields } from './solution-fields';

/** What holds at the playhead of the bench, as goals to pick from. */
async function lookAt(session: Session): Promise<GoalIdea[]> {
  const { history, playhead } = session.getState();
  const [first, now] = [history.stops[0], history.stops[playhead]];
  if (first === undefined || now === undefined) return [];
  const world = (stop: typeof first) => stop.world as World;
  const { programs } = await import('@/components/bench/programs-here');
  return whenHere(() => suggestGoals(world(first), world(now), programs));
}

/** Goals, hints, solution, and the proof that they fit together. */
export function ChallengePanel({ session, runs }: { session: Session | null; runs: boolean }) {
  const { source, edit } = useBuilder();
  const [ideas, setIdeas] = useState<GoalIdea[] | 'looking' | null>(null);
  const [kind, setKind] = useState<CheckKind>('probe');

  async function look() {
    if (session === null) return;
    setIdeas('looking');
    // The word is drawn before the probes run.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const found = await lookAt(session).catch(() => []);
    setIdeas(found);
    if (found.length === 0) announce(words.nothing);
  }
  const hints = (next: string[]) =>
    edit({ ...source, hints: next.map((text, index) => ({ ...source.hints[index], text })) });
  const hintTexts = source.hints.map(({ text }) => text);

  return (
    <div className={styles.stack}>
      <p>{words.intro}</p>
      <h4>{words.goals}</h4>
      {source.goals.length === 0 && <p className={styles.hint}>{words.noGoals}</p>}
      <div className={styles.columns}>
        <div className={styles.stack}>
          <p>{words.suggestTip}</p>
          <div>
            <Button
              size="small"
              aria-disabled={session === null || ideas === 'looking'}
              onClick={() => void look()}
            >
              {ideas === 'looking' ? words.looking : words.look}
            </Button>
          </div>
          {Array.isArray(ideas) &&
            (ideas.length === 0 ? (
              <p className={styles.hint}>{words.nothing}</p>
            ) : (
              <ul className={styles.ideas} aria-label={words.suggest}>
                {ideas.map(({ check, fromStart }) => {
                  const text = goalText(check);
                  const known = source.goals.some(
                    (goal) => JSON.stringify(goal.check) === JSON.stringify(check),
                  );
                  return (
                    <li key={text}>
                      <Button
                        size="tiny"
                        aria-label={words.add(text)}
                        aria-disabled={known}
                        onClick={() =>
                          !known && edit(addGoal(source, text, check), words.added(text))
                        }
                      >
                        {known ? words.taken : words.take}
                      </Button>
                      <span>
                        {text} {fromStart && <small>{words.fromStart}</small>}
                      </span>
                    </li>
                  );
                })}
              </ul>
            ))}
        </div>
        <div className={styles.stack}>
          <label className={styles.pick}>
            {words.kind}
            <select value={kind} onChange={(event) => setKind(event.target.value as CheckKind)}>
              {Object.entries(words.kinds).map(([key, text]) => (
                <option key={key} value={key}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          <div>
            <Button
              size="small"
              onClick={() => {
                const check = firstCheck(kind, source);
                edit(addGoal(source, goalText(check), check), words.added(goalText(check)));
              }}
            >
              {words.addKind}
            </Button>
          </div>
        </div>
      </div>
      {source.goals.length > 0 && (
        <ol className={styles.goals}>
          {source.goals.map((goal, index) => (
            <li key={goal.id}>
              <div role="group" aria-label={words.goal(index + 1)}>
                <GoalForm goal={goal} index={index} />
                <Button
                  size="tiny"
                  variant="quiet"
                  aria-label={words.removeGoal(index + 1)}
                  onClick={() =>
                    edit({ ...source, goals: changeAt(source.goals, index, undefined) })
                  }
                >
                  {words.remove}
                </Button>
              </div>
            </li>
          ))}
        </ol>
      )}
      <h4>{words.hints}</h4>
      <RowList
        path={['hints']}
        add={words.addHint}
        onAdd={() => hints([...hintTexts, words.newHint])}
        rows={hintTexts.map((text, index) => ({
          key: String(index),
          name: words.hint(index + 1),
          onRemove: () => edit({ ...source, hints: changeAt(source.hints, index, undefined) }),
          fields: (
            <TextField
              path={['hints', index]}
              label={words.hint(index + 1)}
              value={text}
              onCommit={(next) => hints(changeAt(hintTexts, index, next))}
            />
          ),
        }))}
      >
        <p>{words.hintTip}</p>
      </RowList>
      <h4 id={fieldId(['goals'])} tabIndex={-1}>
        {words.solution}
      </h4>
      <SolutionFields session={session} />
      <h4>{words.prove}</h4>
      <ProofView runs={runs} />
    </div>
  );
}
