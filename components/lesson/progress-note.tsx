'use client';

import { progressWords } from '@/content/messages/lesson';
import { dismissProgressNotice } from '@/store/progress';
import { useProgressNotice } from '@/store/use-progress';

/** Tells of a record that could not be read or kept. Nothing is shown while all is well. */
export function ProgressNote({ className }: { className?: string | undefined }) {
  const notice = useProgressNotice();
  if (notice === null) return null;
  return (
    <p className={className} role="alert">
      {progressWords.notices[notice]}{' '}
      <button type="button" onClick={dismissProgressNotice}>
        {progressWords.dismiss}
      </button>
    </p>
  );
}
