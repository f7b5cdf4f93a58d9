'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { saveFile } from '@/components/ui/save-file';
import { shelfWords as words } from '@/content/messages/sandbox';
import { dropSetAside, getSetAside } from '@/store/sandbox/sandbox';
import styles from './sandbox.module.css';
import { sandbox, useSandbox } from './sandbox-store';

const shelf = () => window.localStorage;

/** What the learner must be told about the storage, and what was set aside in it. */
export function ShelfNotice() {
  const notice = useSandbox((state) => state.notice);
  const [aside, setAside] = useState(() => getSetAside(shelf));
  if (notice === null && aside === null) return null;
  return (
    <div className={styles.note} role="status" data-failure>
      <p>{words.notices[notice ?? 'set-aside']}</p>
      <div className={styles.row}>
        {aside !== null && (
          <>
            <Button size="small" onClick={() => saveFile(words.asideName, aside)}>
              {words.saveAside}
            </Button>
            <Button
              size="small"
              variant="quiet"
              onClick={() => {
                dropSetAside(shelf);
                setAside(null);
                sandbox.getState().dismissNotice();
              }}
            >
              {words.dropAside}
            </Button>
          </>
        )}
        {aside === null && (
          <Button size="small" variant="quiet" onClick={() => sandbox.getState().dismissNotice()}>
            {words.dismiss}
          </Button>
        )}
      </div>
    </div>
  );
}
