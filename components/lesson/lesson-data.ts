import type { FrontMatter, GlossaryEntry, Misconceptions } from '@/contract/lesson';
import type { QuizInstance } from '@/contract/quiz-instance';
import type { Scenario } from '@/contract/scenario';
import type { WidgetData } from '@/contract/widget';

/** What the words of a lesson need to know to be drawn. */
export type LessonData = {
  place: { slug: string; title: string; number: number; part: { id: string; title: string } };
  meta: FrontMatter;
  scenarios: readonly Scenario[];
  quiz: QuizInstance;
  glossary: ReadonlyMap<string, GlossaryEntry>;
  misconceptions: Misconceptions;
  widgets: readonly WidgetData[];
  course: { lessons: readonly { slug: string; title: string; ready: boolean }[] };
};
