'use client';

import { useEffect, useState } from 'react';

const inFragment = /^#belief=(M\d\d)$/;

/** Whether the page was opened at a belief, by its fragment. */
export const readFragment = (): string | null => inFragment.exec(location.hash)?.[1] ?? null;

/**
 * The belief that is played, by its code: the fragment names it, so that any page can link to one.
 * Choosing another changes the fragment and leaves the browser's history alone.
 */
export function useChosen(): [string | null, (code: string) => void] {
  const [code, setCode] = useState(readFragment);
  useEffect(() => {
    const follow = () => setCode((before) => readFragment() ?? before);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  function choose(next: string) {
    history.replaceState(history.state, '', `#belief=${next}`);
    setCode(next);
  }
  return [code, choose];
}
