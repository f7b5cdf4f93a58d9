'use client';

import { useEffect, useId, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { authorWords } from '@/content/messages/author';
import styles from './content-mistakes.module.css';
import page from './page.module.css';

type Told = { place: string | null; message: string };

/** The lines of a ContentError: `content/x.yaml:3:5 what is wrong and how to mend it`. */
export function readMistakes(text: string): Told[] {
  return text.split('\n').map((line) => {
    const [, place = null, message = line] = /^(\S+:\d+:\d+) (.*)$/.exec(line) ?? [];
    return { place, message };
  });
}

/**
 * Over a page that `npm run dev` cannot make: every mistake of the author with its place and cure.
 * The page is loaded anew with the next save, so what is mended vanishes.
 */
export function ContentMistakes({ message }: { message: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const told = readMistakes(message);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <main id="main" tabIndex={-1} className={page.page}>
      <Button onClick={() => dialog.current?.showModal()}>{authorWords.reopen}</Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId}>
        <h1 id={titleId} className={styles.title}>
          {authorWords.title(told.length)}
        </h1>
        <ol className={styles.list}>
          {told.map((each) => (
            <li key={`${each.place} ${each.message}`}>
              {each.place !== null && <code>{each.place}</code>}
              <p>{each.message}</p>
            </li>
          ))}
        </ol>
        <p className={styles.then}>{authorWords.then}</p>
        <form method="dialog">
          <Button type="submit">{authorWords.close}</Button>
        </form>
      </dialog>
    </main>
  );
}
