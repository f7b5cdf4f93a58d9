'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import { FaultBoundary } from './fault-boundary';

/**
 * Shows `children` (readable without any script) until the reader comes near, then what `load`
 * brings. If that fails, the words stay and say so.
 */
export function NearViewport({
  what,
  load,
  children,
}: {
  /** How the part is called when it breaks. */
  what: string;
  load: () => Promise<ComponentType>;
  children: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [Part, setPart] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let gone = false;
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        load().then(
          (loaded) => gone || setPart(() => loaded),
          () => gone || setFailed(true),
        );
      },
      { rootMargin: '400px' },
    );
    if (place.current) watch.observe(place.current);
    return () => {
      gone = true;
      watch.disconnect();
    };
  }, [load]);

  return (
    <div ref={place} data-ready={Part !== null}>
      {Part ? (
        <FaultBoundary what={what}>
          <Part />
        </FaultBoundary>
      ) : (
        children
      )}
      {failed && <p role="status">This part could not be loaded. Reload the page to try again.</p>}
    </div>
  );
}
