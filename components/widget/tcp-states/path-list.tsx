import { socketWords, statesWords as words } from '@/content/messages/tcp-states';
import { MarkerSign } from './marker';
import type { Move } from './read-path';
import styles from './states.module.css';
import { eventSays } from './tell-move';

/** The way so far in words: whose socket, from where to where, why, by which rule, and what was said. */
export function PathList({
  moves,
  said,
}: {
  moves: readonly Move[];
  said: Readonly<Record<number, string>>;
}) {
  return (
    <section className={styles.path} aria-label={words.path}>
      <h2>{words.path}</h2>
      {moves.length === 0 ? (
        <p>{words.notYet}</p>
      ) : (
        <ol>
          {moves.map((move, index) => (
            // The way only grows at its end.
            <li key={index} aria-current={index === moves.length - 1 ? 'step' : undefined}>
              <MarkerSign socket={move.socket} />
              <span>
                {socketWords[move.socket].name}: <code>{move.from}</code> → <code>{move.to}</code>.{' '}
                {eventSays(move)}{' '}
                <small>
                  {move.event} · {move.rfc} · {words.at(move.at)}
                  {said[index] !== undefined && ` · ${words.said(said[index])}`}
                </small>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
