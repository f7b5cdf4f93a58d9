import { List, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './course-frame.module.css';

/**
 * A page with the course at its left: a column on wide windows, on narrow ones a drawer that a
 * button opens. The drawer is a native popover, so it needs no script and closes on Esc.
 */
export function CourseFrame({ nav, children }: { nav: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <div className={styles.bar}>
        <button type="button" popoverTarget="course-nav" className={styles.open}>
          <List size={17} aria-hidden />
          Lessons
        </button>
      </div>
      <nav id="course-nav" popover="auto" aria-label="Lessons" className={styles.nav}>
        <button
          type="button"
          popoverTarget="course-nav"
          popoverTargetAction="hide"
          className={styles.close}
          aria-label="Close the list of lessons"
        >
          <X size={18} aria-hidden />
        </button>
        {nav}
      </nav>
      <div className={styles.page}>{children}</div>
    </div>
  );
}
