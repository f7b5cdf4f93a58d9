'use client';

import { type ChangeEvent, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { saveFile } from '@/components/ui/save-file';
import { useEarlyInput } from '@/components/ui/use-early-input';
import { progressWords } from '@/content/messages/lesson';
import type { Progress } from '@/contract/progress';
import { getProgress, replaceProgress, resetLessonProgress, resetProgress } from '@/store/progress';
import { useProgress } from '@/store/use-progress';
import { ProgressNote } from './progress-note';
import styles from './progress-tools.module.css';
import { SetAside } from './set-aside';

/** Save, open and forget the record; for one lesson or all. `titles` names lessons by slug. */
export function ProgressTools({ titles }: { titles: Readonly<Record<string, string>> }) {
  const progress = useProgress();
  const chooser = useRef<HTMLInputElement>(null);
  const tools = useRef<HTMLElement>(null);
  useEarlyInput(tools);
  const [found, setFound] = useState<Progress | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const visited = Object.keys(progress.lessons);
  const empty = visited.length === 0 && Object.keys(progress.predictions).length === 0;

  function tell(message: string | null) {
    setTold(message);
    if (message !== null) announce(message);
  }

  async function onExport() {
    const { formatProgressFile } = await import('@/store/progress-file');
    const now = new Date();
    const name = progressWords.exportName(now.toISOString().slice(0, 10));
    saveFile(name, formatProgressFile(getProgress(), now));
    tell(progressWords.exported);
  }

  async function onFile({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0];
    if (!file) return;
    const { largestFile, parseProgressFile } = await import('@/store/progress-file');
    const reasons = {
      'not-json': progressWords.notJson,
      'not-progress': progressWords.notProgress,
      'too-large': progressWords.tooLarge,
    };
    try {
      const read =
        file.size > largestFile
          ? ({ ok: false, reason: 'too-large' } as const)
          : parseProgressFile(await file.text());
      setFound(read.ok ? read.progress : null);
      tell(read.ok ? null : reasons[read.reason]);
    } catch {
      tell(progressWords.unreadable);
    }
    // The same file may be chosen again after a mistake.
    target.value = '';
  }

  async function onImport(merge: boolean) {
    if (!found) return;
    const { mergeProgress } = await import('@/store/progress-file');
    replaceProgress(merge ? mergeProgress(getProgress(), found) : found);
    setFound(null);
    tell(progressWords.imported);
    chooser.current?.focus();
  }

  return (
    <section ref={tools} className={styles.tools} aria-labelledby="record">
      <h2 id="record">{progressWords.title}</h2>
      <p>{progressWords.where}</p>
      <ProgressNote className={styles.notice} />
      <SetAside />
      <div className={styles.row}>
        <Button aria-disabled={empty} onClick={() => !empty && void onExport()}>
          {progressWords.export}
        </Button>
        <label className={styles.open}>
          {progressWords.import}
          <input ref={chooser} type="file" accept="application/json,.json" onChange={onFile} />
        </label>
      </div>
      {found && (
        <div className={styles.found}>
          <p>
            {progressWords.importFound(
              Object.keys(found.lessons).length,
              Object.keys(found.predictions).length,
            )}
          </p>
          <div className={styles.row}>
            <Button variant="primary" onClick={() => void onImport(true)}>
              {progressWords.merge}
            </Button>
            <Button onClick={() => void onImport(false)}>{progressWords.replace}</Button>
            <Button variant="quiet" onClick={() => setFound(null)}>
              {progressWords.cancel}
            </Button>
          </div>
          <p className={styles.small}>
            {progressWords.merge}: {progressWords.mergeTip} {progressWords.replace}:{' '}
            {progressWords.replaceTip}
          </p>
        </div>
      )}
      {told && <p className={styles.told}>{told}</p>}
      {empty ? (
        <p className={styles.small}>{progressWords.empty}</p>
      ) : (
        <details className={styles.forget}>
          <summary>{progressWords.reset}</summary>
          <div className={styles.row}>
            {visited.map((slug) => (
              <Button
                key={slug}
                size="small"
                onClick={() => {
                  resetLessonProgress(slug);
                  tell(progressWords.lessonForgotten(titles[slug] ?? slug));
                }}
              >
                {progressWords.resetLesson(titles[slug] ?? slug)}
              </Button>
            ))}
          </div>
          <p>{progressWords.resetAsk}</p>
          <Button
            size="small"
            onClick={() => {
              resetProgress();
              tell(progressWords.resetDone);
              chooser.current?.focus();
            }}
          >
            {progressWords.resetYes}
          </Button>
        </details>
      )}
    </section>
  );
}
