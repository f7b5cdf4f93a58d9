'use client';

import { useEffect, useState } from 'react';
import { parseCase, shuffleCases } from './plan';

const inFragment = /^#case=(.*)$/;
const freshSeed = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

/** The word of the page's fragment, and its case; null where the fragment is about something else. */
function readGiven(): { number: number | null } | null {
  const word = inFragment.exec(location.hash)?.[1];
  return word === undefined ? null : { number: parseCase(word) };
}

/** Cases one after the other in an order by chance; a case of a link comes before them. */
export function useDeck() {
  const [order, setOrder] = useState(() => shuffleCases(freshSeed()));
  const [at, setAt] = useState(0);
  const [given, setGiven] = useState(readGiven);
  useEffect(() => {
    const follow = () => setGiven((before) => readGiven() ?? before);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const isGiven = given !== null && given.number !== null;
  return {
    number: given?.number ?? order[at] ?? 0,
    /** Counted from 1; null for the case of a link. */
    place: isGiven ? null : at + 1,
    isLast: !isGiven && at === order.length - 1,
    badLink: given !== null && given.number === null,
    open(word: string) {
      history.replaceState(history.state, '', `#case=${word}`);
      setGiven(readGiven());
    },
    /** The next case; after the last a new round in another order. */
    next() {
      if (given !== null) {
        history.replaceState(history.state, '', location.pathname + location.search);
        setGiven(null);
        if (isGiven) return;
      }
      if (at < order.length - 1) return setAt(at + 1);
      setOrder(shuffleCases(freshSeed()));
      setAt(0);
    },
  };
}
