import Link from 'next/link';
import type { ReactNode } from 'react';
import { lessonPageWords } from '@/content/messages/lesson';
import type { LessonRequirement } from '@/contract/progress';
import { Objectives } from './blocks';
import type { LessonData } from './lesson-data';
import styles from './lesson-page.module.css';
import { LessonStatus } from './lesson-status';
import { ProgressNote } from './progress-note';
import prose from './prose.module.css';

type Neighbour = { slug: string; title: string } | null;

/** Everything around a lesson's prose: title, objectives, where the learner stands, neighbours. */
export function LessonPage({
  lesson: { place, meta, course },
  requirement,
  previous,
  next,
  children,
}: {
  lesson: LessonData;
  requirement: LessonRequirement;
  previous: Neighbour;
  next: Neighbour;
  children: ReactNode;
}) {
  const before = course.lessons.filter(({ slug }) => meta.after.includes(slug));
  return (
    <main id="main" tabIndex={-1} className={styles.main}>
      <p className={styles.eyebrow}>
        {lessonPageWords.eyebrow(place.part.title, place.number, meta.minutes)}
      </p>
      <h1>{meta.title}</h1>
      <p className={styles.lede}>{meta.summary}</p>
      <ProgressNote className={styles.notice} />
      <Objectives objectives={meta.objectives} />
      {before.length > 0 && (
        <p className={styles.after}>
          {lessonPageWords.after}{' '}
          {before.map(({ slug, title, ready }, index) => (
            <span key={slug}>
              {index > 0 && ', '}
              {ready ? (
                <Link href={`/lessons/${slug}`} prefetch={false}>
                  {title}
                </Link>
              ) : (
                `${title} (${lessonPageWords.coming})`
              )}
            </span>
          ))}
        </p>
      )}
      <article className={prose.prose}>{children}</article>
      <LessonStatus slug={place.slug} requirement={requirement} />
      <nav className={styles.pager} aria-label={lessonPageWords.pager}>
        <PagerLink lesson={previous} rel="prev" label={lessonPageWords.previous} />
        <PagerLink lesson={next} rel="next" label={lessonPageWords.next} />
        {(previous === null || next === null) && (
          <Link href="/lessons" prefetch={false}>
            <span>{lessonPageWords.course}</span>
            <strong>{lessonPageWords.toMap}</strong>
          </Link>
        )}
      </nav>
    </main>
  );
}

function PagerLink({ lesson, rel, label }: { lesson: Neighbour; rel: string; label: string }) {
  if (lesson === null) return null;
  return (
    <Link href={`/lessons/${lesson.slug}`} rel={rel} prefetch={false}>
      <span>{label}</span>
      <strong>{lesson.title}</strong>
    </Link>
  );
}
