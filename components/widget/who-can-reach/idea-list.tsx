import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import { reachWords } from '@/content/messages/who-can-reach';
import { causes, ideas } from '@/content/messages/who-can-reach-beliefs';
import styles from './idea-list.module.css';
import { type IdeaState, type Round, scoreIdeas } from './round';

const icons = { holds: CircleCheck, shaky: CircleDot, seen: CircleDashed } as const;

function stateOf({ said, right }: IdeaState): keyof typeof icons {
  if (said === 0) return 'seen';
  return right === said ? 'holds' : 'shaky';
}

/** The score: not how fast, but which ideas the learner's guesses have held to. */
export function IdeaList({ round }: { round: Round }) {
  const met = scoreIdeas(round);
  return (
    <section className={styles.ideas} aria-label={reachWords.ideas}>
      <h3>{reachWords.ideas}</h3>
      {met.length === 0 ? (
        <p>{reachWords.ideasNone}</p>
      ) : (
        <>
          <ul>
            {met.map((idea) => {
              const state = stateOf(idea);
              const Icon = icons[state];
              return (
                <li key={idea.cause} data-state={state}>
                  <Icon size={17} aria-hidden />
                  <span>{ideas[idea.cause]}</span>
                  <span className={styles.score}>
                    <b>{reachWords.states[state]}</b> {reachWords.held(idea.right, idea.said)}
                  </span>
                </li>
              );
            })}
          </ul>
          <p>{reachWords.ideasLeft(causes.length - met.length)}</p>
        </>
      )}
    </section>
  );
}
