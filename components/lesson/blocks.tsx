import { Lightbulb, ListChecks, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { InlineText } from '@/components/ui/inline-text';
import { lessonPageWords } from '@/content/messages/lesson';
import styles from './blocks.module.css';

/** What the learner can do afterwards; drawn at the top from the front matter. */
export function Objectives({ objectives }: { objectives: readonly string[] }) {
  return (
    <section className={styles.objectives} aria-labelledby="objectives">
      <p id="objectives" className={styles.label}>
        {lessonPageWords.objectives}
      </p>
      <ul>
        {objectives.map((objective) => (
          <li key={objective}>
            <InlineText>{objective}</InlineText>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A belief that many hold, and what is true instead. */
export function Pitfall({
  title,
  belief,
  playable,
  children,
}: {
  title: string;
  /** In the words of somebody who holds it. */
  belief?: string | undefined;
  /** Its code, where the widget `beliefs` plays it. */
  playable?: string | undefined;
  children: ReactNode;
}) {
  return (
    <aside className={styles.pitfall} aria-label={`${lessonPageWords.pitfall}: ${title}`}>
      <p className={styles.label}>
        <TriangleAlert size={15} aria-hidden /> {lessonPageWords.pitfall}
        {belief && <span className={styles.belief}>“{belief}”</span>}
      </p>
      <p className={styles.title}>{title}</p>
      {children}
      {playable && (
        <p className={styles.play}>
          <Link href={`/explore/beliefs#belief=${playable}`} prefetch={false}>
            {lessonPageWords.pitfallPlay}
          </Link>
        </p>
      )}
    </aside>
  );
}

export function DeepDive({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Disclosure className={styles.deep} summary={`${lessonPageWords.deepDive}: ${title}`}>
      {children}
    </Disclosure>
  );
}

export function Recap({ children }: { children: ReactNode }) {
  return (
    <section className={styles.recap} aria-labelledby="recap">
      <h2 id="recap" className={styles.label}>
        <ListChecks size={15} aria-hidden /> {lessonPageWords.recap}
      </h2>
      {children}
    </section>
  );
}

export function CheatCard({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section
      className={styles.cheat}
      aria-label={title ? `${lessonPageWords.cheatCard}: ${title}` : lessonPageWords.cheatCard}
    >
      <p className={styles.label}>
        <Lightbulb size={15} aria-hidden /> {lessonPageWords.cheatCard}
      </p>
      {title && <p className={styles.title}>{title}</p>}
      {children}
    </section>
  );
}

export function Figure({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <figure className={styles.figure}>
      {children}
      <figcaption>
        <InlineText>{caption}</InlineText>
      </figcaption>
    </figure>
  );
}

export function Steps({ children }: { children: ReactNode }) {
  return <div className={styles.steps}>{children}</div>;
}

/** A wide table scrolls inside its own frame, and can be reached by keyboard to do so. */
export function ProseTable({ children }: { children?: ReactNode }) {
  return (
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  );
}
