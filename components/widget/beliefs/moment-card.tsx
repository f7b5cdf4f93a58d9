import { Badge } from '@/components/ui/badge';
import type { Moment } from '@/content/messages/beliefs/belief';
import { resultWord, beliefWords as words } from '@/content/messages/beliefs/words';
import { strangers } from './align';
import styles from './moment-card.module.css';
import { PacketLine, RowLine } from './moment-lines';

/**
 * What can be seen of one action: packets, rows, result. A belief's is drawn as what it is, a made-up
 * world: hatched, dashed and said so. What the `other` world does not show is marked.
 */
export function MomentCard({
  kind,
  moment,
  other,
  say,
  printed,
  hosts,
}: {
  kind: 'belief' | 'truth';
  moment: Moment;
  other?: Moment | undefined;
  say: string;
  printed: string;
  hosts: readonly string[];
}) {
  const wrong = kind === 'belief';
  const title = wrong ? words.wrongTitle : words.trueTitle;
  const strange = other && strangers(moment, other);
  const resultDiffers = other !== undefined && other.result !== moment.result;
  return (
    <section className={styles.card} data-kind={kind} aria-label={title}>
      <header>
        {wrong ? (
          <span className={styles.wrong}>{words.wrongBadge}</span>
        ) : (
          <Badge code>{words.trueBadge}</Badge>
        )}
        <h3>{title}</h3>
        <p>{wrong ? words.wrongNote : words.trueNote}</p>
      </header>
      <p className={styles.say}>{say}</p>
      <h4>{words.packets}</h4>
      {moment.packets.length === 0 ? (
        <p className={styles.none}>{words.noPackets}</p>
      ) : (
        <ol className={styles.lines}>
          {moment.packets.map((packet, index) => (
            <PacketLine key={index} packet={packet} differs={strange?.packets[index] ?? false} />
          ))}
        </ol>
      )}
      {hosts.map((host) => {
        const rows = moment.rows.flatMap((row, index) =>
          row.host === host ? [{ row, differs: strange?.rows[index] ?? false, index }] : [],
        );
        return (
          <div key={host}>
            <h4>{words.rows(host)}</h4>
            {rows.length === 0 ? (
              <p className={styles.none}>{words.noRows}</p>
            ) : (
              <ul className={styles.lines}>
                {rows.map(({ row, differs, index }) => (
                  <RowLine key={index} row={row} differs={differs} />
                ))}
              </ul>
            )}
          </div>
        );
      })}
      {printed !== '' && (
        <>
          <h4>{words.screen}</h4>
          <pre className={styles.screen} tabIndex={0} role="group" aria-label={words.screen}>
            {printed}
          </pre>
        </>
      )}
      <p className={styles.result} data-differs={resultDiffers || undefined}>
        {words.result} <b>{resultWord(moment.result)}</b>
        {resultDiffers && <em>≠ {words.differs}</em>}
      </p>
    </section>
  );
}
