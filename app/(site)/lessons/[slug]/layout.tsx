import type { ReactNode } from 'react';
import { ProgressMark } from '@/components/lesson/progress-mark';
import { CourseFrame } from '@/components/site/course-frame';
import { CourseNav } from '@/components/site/course-nav';
import { loadCourse } from '@/course/load-course';
import { loadRequirements } from '@/course/load-lesson';

export default async function LessonLayout({ children }: { children: ReactNode }) {
  const [{ parts }, requirements] = await Promise.all([loadCourse(), loadRequirements()]);
  const markOf = (slug: string) => {
    const requirement = requirements[slug];
    return requirement && <ProgressMark slug={slug} requirement={requirement} />;
  };
  return <CourseFrame nav={<CourseNav parts={parts} markOf={markOf} />}>{children}</CourseFrame>;
}
