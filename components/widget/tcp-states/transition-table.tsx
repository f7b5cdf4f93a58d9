import { Disclosure } from '@/components/ui/disclosure';
import { statesWords as words } from '@/content/messages/tcp-states';
import { transitions } from '@/simulation/tcp/transition';
import { type Move, standing } from './read-path';
import styles from './states.module.css';

/** Every row of the engine's table: the diagram in words, short cuts included. */
export function TransitionTable({ moves }: { moves: readonly Move[] }) {
  const present = new Set(Object.values(standing(moves)));
  return (
    <Disclosure summary={words.table}>
      <p className={styles.note}>{words.tableNote}</p>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={words.table}>
        <table className={styles.table}>
          <thead>
            <tr>
              {words.columns.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {transitions.map(({ from, event, to, rfc }) => (
              <tr key={`${from} ${event}`} data-here={present.has(from) || undefined}>
                <td>
                  <code>{from}</code> {present.has(from) && <em>({words.here})</em>}
                </td>
                <td>{event}</td>
                <td>
                  <code>{to}</code>
                </td>
                <td>{rfc}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}
