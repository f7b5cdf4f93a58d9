'use client';

import { Bookmark, X } from 'lucide-react';
import { type FormEvent, useRef } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { momentWords } from '@/content/messages/moments';
import { bookmarksIn, longestName, mostBookmarks } from '@/store/session-moments';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './moments-panel.module.css';

/** Moments under names of the learner's own: keep one, go to one, rename, remove. */
export function BookmarkList({
  session,
  placeOf,
}: {
  session: Session;
  placeOf: (at: number) => { number: number; words: string };
}) {
  const history = useSession(session, (state) => state.history);
  const all = useSession(session, (state) => state.bookmarks);
  const playhead = useSession(session, (state) => state.playhead);
  const field = useRef<HTMLInputElement>(null);
  const bookmarks = bookmarksIn({ history, bookmarks: all });
  const here = bookmarks.find((one) => one.at === playhead);
  const full = here === undefined && bookmarks.length >= mostBookmarks;
  const place = placeOf(playhead);

  function keep(event: FormEvent) {
    event.preventDefault();
    if (full || field.current === null) return;
    const name = field.current.value.trim() || momentWords.eventNumber(place.number);
    session.getState().bookmark(name);
    announce(momentWords.bookmarkAdded(name));
  }

  function remove(one: (typeof bookmarks)[number]) {
    session.getState().removeBookmark(one.stop);
    announce(momentWords.bookmarkRemoved(one.name));
    // The button that had the focus is gone.
    field.current?.focus({ preventScroll: true });
  }

  return (
    <>
      <form className={styles.add} onSubmit={keep}>
        <label>
          <span>{momentWords.bookmarkName}</span>
          <input
            key={`${playhead} ${here?.name ?? ''}`}
            ref={field}
            defaultValue={here?.name ?? ''}
            placeholder={momentWords.eventNumber(place.number)}
            maxLength={longestName}
            autoComplete="off"
          />
        </label>
        <Button size="small" type="submit" aria-disabled={full}>
          <Bookmark size={14} aria-hidden />
          {here === undefined ? momentWords.bookmarkAdd : momentWords.bookmarkRename}
        </Button>
      </form>
      {full && <p className={styles.note}>{momentWords.bookmarksFull(mostBookmarks)}</p>}
      {bookmarks.length === 0 ? (
        <p className={styles.note}>{momentWords.bookmarksEmpty}</p>
      ) : (
        <ul className={styles.bookmarks}>
          {bookmarks.map((one) => (
            <li key={one.at}>
              <button
                type="button"
                aria-current={one === here ? 'step' : undefined}
                onClick={() => session.getState().jump(one.at)}
              >
                <b>{one.name}</b> <span>{placeOf(one.at).words}</span>
              </button>
              <Button
                size="tiny"
                square
                variant="quiet"
                aria-label={momentWords.bookmarkRemove(one.name)}
                onClick={() => remove(one)}
              >
                <X size={14} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
