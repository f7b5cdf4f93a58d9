import { FastForward } from 'lucide-react';
import { formatDuration } from '@/content/messages/duration';
import { timelineWords } from '@/content/messages/interface';
import type { Attempt } from './attempt';
import { formatEndpoint } from './packet-words';
import styles from './silence-clock.module.css';

/** Seconds of one turn of the clock: enough for all tries so far, and no less than 8. */
function turnFor(attempt: Attempt): number {
  const longest = Math.max(attempt.took, ...attempt.retries) / 1000;
  return [8, 16, 32, 64, 128, 256].find((turn) => turn >= longest * 1.05) ?? longest;
}

const centre = 26;
const radius = 20;

function onDial(share: number, length: number) {
  const angle = share * 2 * Math.PI - Math.PI / 2;
  return { x: centre + Math.cos(angle) * length, y: centre + Math.sin(angle) * length };
}

/** Silence, drawn long: a clock with a tick for every time the kernel has asked again. */
export function SilenceClock({
  attempt,
  onSkip,
}: {
  attempt: Attempt;
  onSkip?: (() => void) | undefined;
}) {
  const turn = turnFor(attempt);
  const share = Math.min(1, attempt.took / 1000 / turn);
  const circumference = 2 * Math.PI * radius;
  const { addr, port } = attempt.target;
  return (
    <div className={styles.silence}>
      <svg viewBox="0 0 52 52" width="52" height="52" aria-hidden>
        <circle cx={centre} cy={centre} r={radius} className={styles.dial} />
        <circle
          cx={centre}
          cy={centre}
          r={radius}
          className={styles.gone}
          strokeDasharray={`${circumference * share} ${circumference}`}
          transform={`rotate(-90 ${centre} ${centre})`}
        />
        {[0, ...attempt.retries].map((at) => {
          const inner = onDial(at / 1000 / turn, radius - 5);
          const outer = onDial(at / 1000 / turn, radius + 4);
          return (
            <line
              key={at}
              x1={inner.x}
              y1={inner.y}
              x2={outer.x}
              y2={outer.y}
              className={styles.tick}
            />
          );
        })}
      </svg>
      <div>
        <p className={styles.word}>no answer for {formatDuration(attempt.took)}</p>
        <p className={styles.line}>
          <span>{attempt.host} →</span>{' '}
          <span>{port === null ? addr : formatEndpoint({ addr, port })}</span>
        </p>
        <p className={styles.line}>
          SYN sent at 0 s{attempt.retries.map((at) => `, ${formatDuration(at)}`).join('')}
        </p>
        {onSkip !== undefined && (
          <button type="button" className={styles.skip} onClick={onSkip}>
            <FastForward size={13} aria-hidden /> {timelineWords.skipWait}
          </button>
        )}
      </div>
    </div>
  );
}
