import type { ReactNode } from 'react';
import { benchWords } from '@/content/messages/interface';
import styles from './bench-layout.module.css';

/**
 * Where the parts of a bench stand; the static bench and the live one share it, so that nothing
 * jumps when the one takes the other's place. Wide: picture and time at the left, terminal at the
 * right. Narrow: one below the other, the buttons of time always in reach.
 */
export function BenchLayout({
  label,
  header,
  notice,
  stage,
  time,
  settings,
  terminal,
  real,
  details,
  foot,
  solution,
  printed,
}: {
  label: string;
  header: ReactNode;
  notice?: ReactNode;
  stage: ReactNode;
  time: ReactNode;
  settings?: ReactNode;
  terminal?: ReactNode;
  /** What a real kernel says to the same. */
  real?: ReactNode;
  details: ReactNode;
  foot?: ReactNode;
  solution?: ReactNode;
  /** On paper, in place of what moves. */
  printed?: ReactNode;
}) {
  return (
    <section className={styles.bench} aria-label={benchWords.label(label)}>
      {header}
      {notice}
      <div className={styles.main} data-terminal={terminal ? true : undefined}>
        <div className={styles.stage}>{stage}</div>
        <div className={styles.time}>{time}</div>
        {settings && <div className={styles.settings}>{settings}</div>}
        {terminal && <div className={styles.terminal}>{terminal}</div>}
      </div>
      {printed}
      {real}
      <div className={styles.details}>{details}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
      {solution && <div className={styles.solution}>{solution}</div>}
    </section>
  );
}
