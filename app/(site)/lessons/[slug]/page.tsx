import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LessonPage } from '@/components/lesson/lesson-page';
import { createLessonWords } from '@/components/lesson/registry';
import { listReadySlugs, loadLesson } from '@/course/load-lesson';

type Props = { params: Promise<{ slug: string }> };

/** Every lesson that is ready is made at build time; there are no others. */
export const dynamicParams = false;

export async function generateStaticParams() {
  return (await listReadySlugs()).map((slug) => ({ slug }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const lesson = await loadLesson((await params).slug);
  return lesson ? { title: lesson.meta.title, description: lesson.meta.summary } : {};
}

export default async function LessonRoute({ params }: Props) {
  const lesson = await loadLesson((await params).slug);
  if (lesson === null) notFound();
  const { Prose, requirement, previous, next } = lesson;
  return (
    <LessonPage lesson={lesson} requirement={requirement} previous={previous} next={next}>
      <Prose components={createLessonWords(lesson)} />
    </LessonPage>
  );
}
