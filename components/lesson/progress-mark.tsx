'use client';

import { lessonPageWords } from '@/content/messages/lesson';
import type { LessonRequirement } from '@/contract/progress';
import { readLessonStatus } from '@/store/lesson-status';
import { useProgress } from '@/store/use-progress';
import styles from './progress-mark.module.css';

/** How far a lesson is: an empty ring, a part of it, or a tick; and in words. */
export function ProgressMark({
  slug,
  requirement,
}: {
  slug: string;
  requirement: LessonRequirement;
}) {
  const status = readLessonStatus(useProgress().lessons[slug], requirement);
  const all = status.goals + status.questions;
  const share = all > 0 ? (status.goalsMet + status.quizRight) / all : 0;
  const started = status.state === 'started';
  return (
    <span
      className={styles.mark}
      data-state={status.state}
      style={
        started ? { ['--share' as string]: `${Math.max(10, Math.round(share * 100))}%` } : undefined
      }
    >
      <span className="visually-hidden">({lessonPageWords.states[status.state]})</span>
    </span>
  );
}
