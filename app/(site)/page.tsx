import { FrontBench } from '@/components/site/front-bench/front-bench';
import { FrontTruth } from '@/components/site/front-bench/front-truth';
import { PartCards } from '@/components/site/part-cards';
import { YouStrip } from '@/components/site/you-strip';
import { ButtonLink } from '@/components/ui/button-link';
import { loadCourse } from '@/course/load-course';
import { loadFrontScenario } from '@/course/load-front-scenario';
import styles from './landing.module.css';

export default async function LandingPage() {
  const [course, scenario] = await Promise.all([loadCourse(), loadFrontScenario()]);
  const first = course.lessons.find((lesson) => lesson.ready);
  return (
    <main id="main" tabIndex={-1} className={styles.landing}>
      <div className={styles.hero}>
        <div>
          <h1>See what a port really does.</h1>
          <p className={styles.promise}>
            Short lessons on ports, listening and network services. Predict, step through it packet
            by packet, break it in a terminal, then run the same thing on real sockets.
          </p>
          <p className={styles.action}>
            <ButtonLink
              href={first ? `/lessons/${first.slug}` : '/lessons'}
              variant="primary"
              size="large"
            >
              {first ? `Start: ${first.title}` : 'See the course'}
            </ButtonLink>
            No account, nothing to install.
          </p>
        </div>
        <FrontBench scenario={scenario} />
        <noscript>
          <FrontTruth />
        </noscript>
      </div>

      <section className={styles.section} aria-labelledby="ways">
        <h2 id="ways">You do it, then you know it</h2>
        <p>
          Every lesson takes one idea through four passes. Each pass can be undone and repeated.
        </p>
        <ol className={styles.ways}>
          <li>
            <b>Predict</b>
            Say what will happen before you look. Your guess stays beside the result.
          </li>
          <li>
            <b>Step</b>
            Forwards and backwards, one event at a time: packet, socket, queue, process.
          </li>
          <li>
            <b>Break</b>
            Type the real commands and see the real error texts, then find the way out.
          </li>
          <li>
            <b>Check</b>
            Do the same on real sockets, where a real kernel has the last word.
          </li>
        </ol>
      </section>

      <section className={styles.section} aria-labelledby="course">
        <h2 id="course">
          {course.lessons.length} lessons in {course.parts.length} parts
        </h2>
        <p>Each stands on its own and none is locked.</p>
        <PartCards parts={course.parts} />
      </section>

      <div className={styles.section}>
        <YouStrip />
      </div>
    </main>
  );
}
