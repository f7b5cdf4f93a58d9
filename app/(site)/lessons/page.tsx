import type { Metadata } from 'next';
import { ProgressMark } from '@/components/lesson/progress-mark';
import { ProgressTools } from '@/components/lesson/progress-tools';
import { ComingNext } from '@/components/site/coming-next';
import { CourseOverview } from '@/components/site/course-overview';
import page from '@/components/site/page.module.css';
import { loadCourse } from '@/course/load-course';
import { loadRequirements } from '@/course/load-lesson';

export const metadata: Metadata = {
  title: 'Course',
  description: 'All lessons on ports, listening and network services, in order.',
};

export default async function CoursePage() {
  const [course, requirements] = await Promise.all([loadCourse(), loadRequirements()]);
  const ready = course.lessons.filter((lesson) => lesson.ready).length;
  const titles = Object.fromEntries(course.lessons.map(({ slug, title }) => [slug, title]));
  const markOf = (slug: string) => {
    const requirement = requirements[slug];
    return requirement && <ProgressMark slug={slug} requirement={requirement} />;
  };
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <h1>{course.title}</h1>
      <p className={page.lede}>
        {course.lessons.length} lessons in {course.parts.length} parts, {ready} of them ready. They
        build on each other, but none is locked: begin where you like.
      </p>
      <CourseOverview parts={course.parts} markOf={markOf} />
      <ComingNext />
      <section id="progress">
        <ProgressTools titles={titles} />
      </section>
    </main>
  );
}
