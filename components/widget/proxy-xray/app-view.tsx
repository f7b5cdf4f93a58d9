import { xrayWords as words } from '@/content/messages/proxy-xray/words';
import type { Seen } from './read-xray';
import styles from './visit-panel.module.css';

const rows = [
  ['peer', words.remote],
  ['forwarded', words.forwarded],
  ['host', words.host],
] as const;

/** Whom the app takes for its client, by each request that reached it. */
export function AppView({ seen }: { seen: readonly Seen[] }) {
  return (
    <section className={styles.app} aria-label={words.knows}>
      <h2>{words.knows}</h2>
      {seen.length === 0 ? (
        <p>{words.knowsNone}</p>
      ) : (
        <>
          {seen.map((one, index) => (
            // Requests keep their order.
            <dl key={index}>
              {rows.map(([row, title]) => (
                <div key={row}>
                  <dt>{title}</dt>
                  <dd>{one[row] === null ? words.nothing : <code>{one[row]}</code>}</dd>
                </div>
              ))}
            </dl>
          ))}
          <p>{words.knowsNote}</p>
        </>
      )}
    </section>
  );
}
