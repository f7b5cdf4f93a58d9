import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import styles from './course-overview.module.css';

export type OverviewPart = {
  id: string;
  title: string;
  lessons: { slug: string; title: string; about: string; number: number; ready: boolean }[];
};

/** Every lesson of the course with its one idea. `markOf` draws how far the learner is. */
export function CourseOverview({
  parts,
  markOf,
}: {
  parts: readonly OverviewPart[];
  markOf?: (slug: string) => ReactNode;
}) {
  return parts.map((part, index) => (
    <section key={part.id} className={styles.part} aria-labelledby={`part-${part.id}`}>
      <div className={styles.head}>
        <p>Part {index + 1}</p>
        <h2 id={`part-${part.id}`}>{part.title}</h2>
      </div>
      <ol className={styles.lessons} start={part.lessons[0]?.number}>
        {part.lessons.map(({ slug, title, about, number, ready }) => (
          <li key={slug} className={ready ? styles.ready : styles.coming}>
            <span className={styles.number} aria-hidden="true">
              {number}
            </span>
            <div>
              <h3>{ready ? <Link href={`/lessons/${slug}`}>{title}</Link> : title}</h3>
              <p>{about}</p>
            </div>
            {ready ? markOf?.(slug) : <Badge className={styles.badge}>coming</Badge>}
          </li>
        ))}
      </ol>
    </section>
  ));
}
