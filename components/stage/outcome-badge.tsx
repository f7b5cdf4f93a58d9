import {
  CircleCheck,
  CircleX,
  Clock3,
  type LucideIcon,
  SearchX,
  Unlink,
  Unplug,
} from 'lucide-react';
import { benchTexts } from '@/content/messages/bench';
import { formatDuration } from '@/content/messages/duration';
import { fillOutcome, type Outcome, outcomes } from '@/content/messages/outcomes';
import type { Attempt } from './attempt';
import styles from './outcome-badge.module.css';
import { formatEndpoint } from './packet-words';

const icons: Record<Outcome, LucideIcon> = {
  open: CircleCheck,
  refused: CircleX,
  timeout: Clock3,
  reset: Unlink,
  unreachable: Unplug,
  noname: SearchX,
};

const tones: Record<Outcome, string> = {
  open: 'open',
  refused: 'refused',
  timeout: 'waiting',
  reset: 'refused',
  unreachable: 'waiting',
  noname: 'waiting',
};

const tools = { curl: 'curl -v', nc: 'nc -zv', browser: 'browser', ssh: 'ssh' } as const;

/** One of the six ways a try can end: icon, word, errno, and what each tool prints of it. */
export function OutcomeBadge({ attempt }: { attempt: Attempt & { outcome: Outcome } }) {
  const words = outcomes[attempt.outcome];
  const Icon = icons[attempt.outcome];
  const { addr, port } = attempt.target;
  const target = { addr, port: port ?? '' };
  const errno = attempt.errno ?? words.errno;
  return (
    <div className={`${styles.badge} ${styles[tones[attempt.outcome] ?? '']}`}>
      <p className={styles.head}>
        <Icon size={18} aria-hidden />
        <b>{words.word}</b>
        {errno !== null && <code>{errno}</code>}
      </p>
      <p className={styles.line}>
        <span>{attempt.host} →</span>{' '}
        <span>{port === null ? addr : formatEndpoint({ addr, port })}</span>{' '}
        {attempt.outcome !== 'noname' && <span>after {formatDuration(attempt.took)}</span>}
      </p>
      <details className={styles.more}>
        <summary>{benchTexts.whatTools}</summary>
        <p>{words.sentence}</p>
        <dl>
          {(Object.keys(tools) as (keyof typeof tools)[]).map((tool) => (
            <div key={tool}>
              <dt>{tools[tool]}</dt>
              <dd>{fillOutcome(words.prints[tool], target)}</dd>
            </div>
          ))}
        </dl>
        <p>{words.next}</p>
      </details>
    </div>
  );
}
