'use client';

import { type ComponentType, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { FaultBoundary } from '@/components/ui/fault-boundary';
import { benchTexts } from '@/content/messages/bench';
import type { Session } from '@/store/simulation-session';
import styles from './real-side.module.css';

type Panel = ComponentType<{ session: Session }>;

/** The panel of the real kernel, fetched when it is asked for, and brought into view. */
export function RealSide({ session }: { session: Session }) {
  const [Loaded, setLoaded] = useState<Panel | 'failed' | null>(null);
  const [tries, setTries] = useState(0);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let gone = false;
    setLoaded(null);
    import('./bench-twin').then(
      ({ BenchTwin }) => gone || setLoaded(() => BenchTwin),
      () => gone || setLoaded('failed'),
    );
    return () => {
      gone = true;
    };
  }, [tries]);
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (Loaded !== null) {
      place.current?.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    }
  }, [Loaded]);

  return (
    <div ref={place} className={styles.place}>
      {Loaded === null && (
        <p className={styles.note} role="status">
          {benchTexts.realLoading}
        </p>
      )}
      {Loaded === 'failed' && (
        <p className={styles.note} role="alert">
          {benchTexts.realFailed}{' '}
          <Button variant="link" onClick={() => setTries(tries + 1)}>
            {benchTexts.loadRetry}
          </Button>
        </p>
      )}
      {Loaded !== null && Loaded !== 'failed' && (
        <FaultBoundary what={benchTexts.realSide}>
          <Loaded session={session} />
        </FaultBoundary>
      )}
    </div>
  );
}
