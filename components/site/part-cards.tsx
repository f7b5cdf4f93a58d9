import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './part-cards.module.css';

export type PartCard = {
  id: string;
  title: string;
  lessons: { slug: string; title: string; number: number; ready: boolean }[];
};

/** The parts of the course side by side: lessons that can be opened are links, the rest is coming. */
export function PartCards({ parts }: { parts: readonly PartCard[] }) {
  return (
    <ol className={styles.cards}>
      {parts.map((part) => (
        <li key={part.id} className={styles.card}>
          <p className={styles.numbers}>{span(part)}</p>
          <h3>{part.title}</h3>
          <ul>{part.lessons.map((lesson) => toLine(lesson))}</ul>
        </li>
      ))}
    </ol>
  );
}

function toLine({ slug, title, ready }: PartCard['lessons'][number]): ReactNode {
  if (!ready) {
    return (
      <li key={slug} className={styles.coming}>
        {title} <span>coming</span>
      </li>
    );
  }
  return (
    <li key={slug}>
      <Link href={`/lessons/${slug}`}>{title}</Link>
    </li>
  );
}

function span({ lessons }: PartCard): string {
  const first = lessons[0]?.number;
  const last = lessons.at(-1)?.number;
  return first === last ? `Lesson ${first}` : `Lessons ${first} to ${last}`;
}
