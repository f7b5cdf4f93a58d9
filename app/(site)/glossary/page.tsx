import type { Metadata } from 'next';
import Link from 'next/link';
import page from '@/components/site/page.module.css';
import { InlineText } from '@/components/ui/inline-text';
import { loadCourse } from '@/course/load-course';
import { loadGlossary } from '@/course/load-glossary';
import styles from './glossary.module.css';

export const metadata: Metadata = {
  title: 'Glossary',
  description: 'The words of ports, listening and network services, each in a sentence or two.',
};

export default async function GlossaryPage() {
  const [glossary, course] = await Promise.all([loadGlossary(), loadCourse()]);
  const entries = [...glossary.values()];
  const letters = [...new Set(entries.map(({ term }) => initial(term)))];
  return (
    <main id="main" tabIndex={-1} className={page.page}>
      <h1>Glossary</h1>
      <p className={page.lede}>
        {entries.length} words of the course, each in a sentence or two. Dotted words in a lesson
        open the same definitions.
      </p>
      <nav aria-label="Letters" className={styles.letters}>
        {letters.map((letter) => (
          <a key={letter} href={`#letter-${letter}`}>
            {letter}
          </a>
        ))}
      </nav>
      {letters.map((letter) => (
        <section key={letter} aria-labelledby={`letter-${letter}`} className={styles.section}>
          <h2 id={`letter-${letter}`}>{letter}</h2>
          <dl>
            {entries
              .filter(({ term }) => initial(term) === letter)
              .map((entry) => {
                const lesson = course.lessons.find(({ slug }) => slug === entry.lesson);
                return (
                  <div key={entry.id} id={entry.id} className={styles.entry}>
                    <dt>
                      <a href={`#${entry.id}`}>{entry.term}</a>
                    </dt>
                    <dd>
                      <p>
                        <InlineText>{entry.means}</InlineText>
                      </p>
                      <ul className={styles.more}>
                        {entry.see.map((other) => (
                          <li key={other}>
                            see <a href={`#${other}`}>{glossary.get(other)?.term}</a>
                          </li>
                        ))}
                        {lesson?.ready && (
                          <li>
                            lesson <Link href={`/lessons/${lesson.slug}`}>{lesson.title}</Link>
                          </li>
                        )}
                      </ul>
                    </dd>
                  </div>
                );
              })}
          </dl>
        </section>
      ))}
    </main>
  );
}

/** Digits and signs share one heading; the id of a heading must be a plain word. */
function initial(term: string): string {
  const first = term.charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : '0-9';
}
