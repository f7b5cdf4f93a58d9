import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import {
  type ActId,
  actWords,
  endActs,
  statesWords as words,
  worldActs,
} from '@/content/messages/tcp-states';
import styles from './states.module.css';
import type { End } from './stories';

const ends: readonly End[] = ['client', 'server'];

/** Things that the learner may have happen at this moment. */
export function ActPanel({
  can,
  note,
  onAct,
}: {
  /** Whose program still holds its end. */
  can: Readonly<Record<End, boolean>>;
  /** What came of the last one. */
  note: string | null;
  onAct: (act: ActId, end: End | null) => void;
}) {
  return (
    <Disclosure summary={words.act}>
      <p className={styles.note}>{words.actNote}</p>
      {ends.map((end) => (
        <div key={end} className={styles.acts} role="group" aria-label={words.actBy[end]}>
          <b>{words.actBy[end]}</b>
          {endActs.map((act) => (
            <Button
              key={act}
              size="small"
              aria-disabled={!can[end]}
              onClick={() => can[end] && onAct(act, end)}
            >
              {actWords[act]}
            </Button>
          ))}
          {!can[end] && <small>{words.cannot[end]}</small>}
        </div>
      ))}
      <div className={styles.acts} role="group" aria-label={words.actBy.world}>
        <b>{words.actBy.world}</b>
        {worldActs.map((act) => (
          <Button key={act} size="small" onClick={() => onAct(act, null)}>
            {actWords[act]}
          </Button>
        ))}
      </div>
      <p className={styles.note}>{note}</p>
    </Disclosure>
  );
}
