'use client';

import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { saveFile } from '@/components/ui/save-file';
import { progressWords } from '@/content/messages/lesson';
import { dropSetAside, getSetAside, subscribeProgress } from '@/store/progress';
import styles from './progress-tools.module.css';

/** A record that could not be read, for as long as it is kept: to save or to delete. */
export function SetAside() {
  const text = useSyncExternalStore(subscribeProgress, getSetAside, () => null);
  if (text === null) return null;
  return (
    <div className={styles.found}>
      <p>{progressWords.aside}</p>
      <div className={styles.row}>
        <Button size="small" onClick={() => saveFile(progressWords.asideName, text)}>
          {progressWords.asideSave}
        </Button>
        <Button size="small" variant="quiet" onClick={dropSetAside}>
          {progressWords.asideDrop}
        </Button>
      </div>
    </div>
  );
}
