import type { ReactNode } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { lessonPageWords } from '@/content/messages/lesson';
import { Said } from './prediction';
import styles from './prediction.module.css';

/** The result of an experiment beside its prediction; folded, so that nobody reads it first. */
export function Outcome({
  id,
  truth,
  children,
}: {
  /** `slug/prediction` */
  id: string;
  truth: string;
  children: ReactNode;
}) {
  return (
    <Disclosure className={styles.outcome} summary={lessonPageWords.outcome}>
      <Said id={id} truth={truth} />
      {children}
    </Disclosure>
  );
}
