import Link from 'next/link';
import { type ReactNode, useId } from 'react';
import { InlineText } from '@/components/ui/inline-text';
import { lessonPageWords } from '@/content/messages/lesson';
import type { GlossaryEntry } from '@/contract/lesson';
import styles from './term.module.css';

/**
 * A glossary word in a sentence. Its definition is in the page and opens by the browser's own
 * popover, so it needs no script, closes on Esc and gives the focus back.
 */
export function Term({
  entry,
  related,
  lesson,
  children,
}: {
  entry: GlossaryEntry;
  related: readonly GlossaryEntry[];
  /** The lesson that teaches it, where it has a page. */
  lesson: { slug: string; title: string } | null;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <>
      <button type="button" className={styles.word} popoverTarget={id}>
        {children}
      </button>
      <span popover="auto" id={id} role="note" className={styles.card}>
        <strong className={styles.name}>{entry.term}</strong>{' '}
        <span className={styles.means}>
          <InlineText>{entry.means}</InlineText>
        </span>{' '}
        <span className={styles.more}>
          {related.map(({ id: other, term }) => (
            <Link key={other} href={`/glossary#${other}`} prefetch={false}>
              {term}
            </Link>
          ))}
          {lesson && (
            <span>
              {lessonPageWords.wordTaught}{' '}
              <Link href={`/lessons/${lesson.slug}`} prefetch={false}>
                {lesson.title}
              </Link>
            </span>
          )}
        </span>
      </span>
    </>
  );
}
