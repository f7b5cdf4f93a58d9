import { ChevronRight } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import styles from './disclosure.module.css';

/** More for those who want it, on the native `details`: findable by search and open in print. */
export function Disclosure({
  summary,
  children,
  className,
  ...rest
}: { summary: ReactNode } & ComponentProps<'details'>) {
  return (
    <details className={[styles.disclosure, className].filter(Boolean).join(' ')} {...rest}>
      <summary className={styles.summary}>
        <ChevronRight size={16} aria-hidden />
        {summary}
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
