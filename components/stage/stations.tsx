import { Check, CircleDashed, Hourglass, type LucideIcon, Minus, X } from 'lucide-react';
import { type StationState, stationWords } from '@/content/messages/stations';
import type { StationLine } from './read-stations';
import styles from './stations.module.css';

const icons: Record<StationState, LucideIcon> = {
  passed: Check,
  stopped: X,
  waits: Hourglass,
  dark: CircleDashed,
  unused: Minus,
};

/**
 * The stations of a connection as a line that is lit as far as it came, each with its word and
 * sentence; where a program has gone on by a connection of its own, that line below. `lines` are
 * `readStations`'s.
 */
export function Stations({ lines }: { lines: readonly StationLine[] }) {
  if (lines.length === 0) return <p className={styles.none}>{stationWords.none}</p>;
  return (
    <div className={styles.stations}>
      {lines.map((line, index) => (
        // The first is the client's, the second a proxy's.
        <div key={index}>
          <p className={styles.heading}>
            {index > 0 && <span>{stationWords.onward} </span>}
            <b>{stationWords.heading(line.about)}</b>
          </p>
          <ol className={styles.line} aria-label={stationWords.list(line.about)}>
            {line.stations.map(({ id, state, at, text }) => {
              const Icon = icons[state];
              return (
                <li key={id} data-state={state}>
                  <span className={styles.lamp}>
                    <Icon size={14} strokeWidth={2.5} aria-hidden />
                  </span>
                  <b>{stationWords.names[id]}</b>{' '}
                  <span className={styles.state}>{stationWords.states[state]}</span>
                  {at !== null && state !== 'unused' && (
                    <span className={styles.at}> {stationWords.on(at)}</span>
                  )}
                  {text !== null && <span className={styles.text}> {text}</span>}
                </li>
              );
            })}
          </ol>
        </div>
      ))}
    </div>
  );
}
