import { Check, X } from 'lucide-react';
import { cases } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import styles from './lab.module.css';

/** All cases by number, with how each came out where it was tried. */
export function CaseChooser({
  here,
  rightOf,
  onChoose,
}: {
  here: number;
  /** Whether the guess was right; null where there is none. */
  rightOf: (id: string) => boolean | null;
  onChoose: (number: number) => void;
}) {
  const all = cases.map(({ id }) => rightOf(id)).filter((right) => right !== null);
  return (
    <nav className={styles.chooser} aria-label={words.chooser}>
      <ol>
        {cases.map(({ id, title }, index) => {
          const right = rightOf(id);
          const Mark = right ? Check : X;
          return (
            <li key={id}>
              <button
                type="button"
                title={title}
                aria-label={words.chip(index + 1, title, right)}
                aria-current={index === here ? 'true' : undefined}
                data-right={right ?? undefined}
                onClick={() => onChoose(index)}
              >
                {index + 1}
                {right !== null && <Mark size={13} aria-hidden />}
              </button>
            </li>
          );
        })}
      </ol>
      <p>{words.score(all.filter(Boolean).length, all.length)}</p>
    </nav>
  );
}
