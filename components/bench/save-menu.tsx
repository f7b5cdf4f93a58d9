'use client';

import { Download } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { saveWords } from '@/content/messages/save';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './save-menu.module.css';

const kinds = ['svg', 'png', 'packets'] as const;

/** Saves what the bench shows: a native popover of buttons; what makes the files comes with the click. */
export function SaveMenu({ session }: { session: Session }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const silent = useSession(session, ({ history, playhead }) =>
    history.stops
      .slice(0, playhead + 1)
      .every(({ events }) => events.every(({ kind }) => kind !== 'sent')),
  );

  function place() {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined || menu.current === null) return;
    const { style } = menu.current;
    style.left = `${Math.max(8, Math.min(box.right - 270, innerWidth - 278))}px`;
    style.top = `${box.bottom + 4}px`;
  }

  async function save(what: (typeof kinds)[number]) {
    setProblem(null);
    try {
      const { saveSession } = await import('./save/save-session');
      announce(saveWords.saved(await saveSession(session, what)));
      menu.current?.hidePopover();
      button.current?.focus();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setProblem(saveWords.failed(why));
    }
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.open}
        popoverTarget={id}
        aria-label={saveWords.menu}
        title={saveWords.help}
        onClick={place}
      >
        <Download size={16} aria-hidden />
        <span className={styles.word}>{saveWords.menu}</span>
      </button>
      <div ref={menu} id={id} popover="auto" className={styles.menu}>
        <ul aria-label={saveWords.help}>
          {kinds.map((kind) => {
            const off = kind === 'packets' && silent;
            return (
              <li key={kind}>
                <button type="button" aria-disabled={off} onClick={() => !off && save(kind)}>
                  <b>{saveWords[kind]}</b>{' '}
                  <span>{off ? saveWords.noPackets : saveWords[`${kind}Help`]}</span>
                </button>
              </li>
            );
          })}
        </ul>
        {problem && <p role="alert">{problem}</p>}
      </div>
    </>
  );
}
