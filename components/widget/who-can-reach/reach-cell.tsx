import { Check, Hourglass, type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  type Guess,
  guesses,
  type Result,
  reachWords,
  resultWords,
} from '@/content/messages/who-can-reach';
import { type Call, callerOf } from './plan-call';
import styles from './reach-cell.module.css';
import type { Try } from './round';

const icons: Record<Result, LucideIcon> = { open: Check, refused: X, timeout: Hourglass };

/** One pair: a guess and a button that sends; afterwards the result, which shows its packets. */
export function ReachCell({
  call,
  tried,
  picked,
  busy,
  guess,
  send,
  pick,
  children,
}: {
  call: Call;
  tried: Try | undefined;
  picked: boolean;
  busy: boolean;
  guess: (call: Call, guess: Guess | null) => void;
  send: () => void;
  pick: () => void;
  /** Who calls what, where no column says so. */
  children: ReactNode;
}) {
  const caller = callerOf(call.caller);
  const finding = tried?.finding ?? null;
  const Icon = finding && icons[finding.outcome];
  const surprise = finding && tried?.guess !== 'unsure' && tried?.guess !== finding.outcome;
  return (
    <div className={styles.cell} data-picked={picked || undefined}>
      <div className={styles.who} aria-hidden="true">
        {children}
      </div>
      {finding === null && (
        <select
          className={styles.guess}
          aria-label={reachWords.guessFor(call.bind, caller)}
          value={tried?.guess ?? ''}
          disabled={busy}
          onChange={({ currentTarget: { value } }) =>
            guess(call, guesses.find((one) => one === value) ?? null)
          }
        >
          <option value="">{reachWords.noGuess}</option>
          {guesses.map((one) => (
            <option key={one} value={one}>
              {resultWords[one]}
            </option>
          ))}
        </select>
      )}
      {/* One button all along, so that the focus stays on it when the result comes. */}
      <button
        key="act"
        type="button"
        className={finding === null ? styles.send : `${styles.result} ${styles[finding.outcome]}`}
        aria-label={
          finding === null || tried === undefined
            ? reachWords.fireCell(call.bind, caller)
            : reachWords.cell({ ...finding, bind: call.bind, caller }, tried.guess)
        }
        aria-pressed={finding === null ? undefined : picked}
        aria-disabled={finding === null && (busy || tried === undefined)}
        onClick={finding === null ? send : pick}
      >
        {finding === null || Icon === null ? (
          reachWords.fire
        ) : (
          <>
            <b>
              <Icon size={15} strokeWidth={2.5} aria-hidden /> {resultWords[finding.outcome]}
            </b>
            <code>{finding.errno ?? 'SYN-ACK'}</code>
            <span data-surprise={surprise || undefined}>
              {tried && reachWords.judged(finding.outcome, tried.guess)}
            </span>
          </>
        )}
      </button>
    </div>
  );
}
