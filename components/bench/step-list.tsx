import { Check, ChevronRight } from 'lucide-react';
import { benchWords, goalWords } from '@/content/messages/interface';
import styles from './step-list.module.css';

/** The prepared walk at a glance: what is done, and what comes next. */
export function StepList({ steps, taken }: { steps: readonly { text: string }[]; taken: number }) {
  return (
    <ol className={styles.steps} tabIndex={0} aria-label={benchWords.parts.steps}>
      {steps.map((step, index) => (
        <li
          key={index}
          aria-current={index === taken ? 'step' : undefined}
          data-done={index < taken || undefined}
        >
          <span className={styles.mark}>
            {index < taken ? (
              <Check size={14} aria-label={goalWords.met} />
            ) : index === taken ? (
              <ChevronRight size={14} aria-hidden />
            ) : null}
          </span>
          {step.text}
        </li>
      ))}
    </ol>
  );
}
