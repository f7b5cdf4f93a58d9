import {
  type Socket,
  socketWords,
  stateWords,
  statesWords as words,
} from '@/content/messages/tcp-states';
import { MarkerSign } from './marker';
import { type Move, standing } from './read-path';
import styles from './states.module.css';

/** Each socket, the state it stands in, and what that means. */
export function Standing({ moves }: { moves: readonly Move[] }) {
  const now = standing(moves);
  return (
    <section className={styles.standing} aria-label={words.standing}>
      <h2>{words.standing}</h2>
      <dl>
        {(Object.keys(socketWords) as Socket[]).map((socket) => {
          const state = now[socket];
          return (
            <div key={socket}>
              <dt>
                <MarkerSign socket={socket} /> {socketWords[socket].name}
              </dt>
              <dd>
                {state === undefined ? (
                  words.none
                ) : (
                  <>
                    <code>{state}</code> {stateWords[state]}
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
