'use client';

import { useEffect, useRef } from 'react';
import { announce } from '@/components/ui/announce';
import styles from './caption.module.css';

/** One sentence for the moment, and why. It is spoken by the page's one polite live region. */
export function CaptionText({
  say,
  why,
  silent,
}: {
  say: string;
  why: string | undefined;
  silent: boolean;
}) {
  const last = useRef(say);
  useEffect(() => {
    if (last.current === say) return;
    last.current = say;
    if (!silent) announce(why === undefined ? say : `${say} ${why}`);
  }, [say, why, silent]);
  return (
    <p className={styles.caption}>
      <b>{say}</b> {why !== undefined && <span className={styles.why}>{why}</span>}
    </p>
  );
}
