import type { ReactNode } from 'react';
import styles from './course-nav.module.css';
import { NavLink } from './nav-link';

export type NavPart = {
  id: string;
  title: string;
  lessons: { slug: string; title: string; ready: boolean }[];
};

/** The whole course as a list. `markOf` draws how far the learner is with a ready lesson. */
export function CourseNav({
  parts,
  markOf,
}: {
  parts: readonly NavPart[];
  markOf?: (slug: string) => ReactNode;
}) {
  const sections = parts.map((part, index) => (
    <section key={part.id} className={styles.part} aria-labelledby={`nav-${part.id}`}>
      <h2 id={`nav-${part.id}`}>
        {index + 1} · {part.title}
      </h2>
      <ul>
        {part.lessons.map(({ slug, title, ready }) => (
          <li key={slug}>
            {ready ? (
              <NavLink href={`/lessons/${slug}`}>
                {markOf?.(slug) ?? <span className={styles.none} />}
                {title}
              </NavLink>
            ) : (
              <span className={styles.coming}>
                <span className={styles.dashed} />
                <span>
                  {title} <span className="visually-hidden">(coming)</span>
                </span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  ));
  return (
    <>
      {sections}
      <p className={styles.legend} aria-hidden="true">
        <span className={styles.dashed} /> coming
      </p>
    </>
  );
}
