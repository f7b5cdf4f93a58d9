'use client';

import {
  type ComponentType,
  type ReactNode,
  startTransition,
  useEffect,
  useRef,
  useState,
} from 'react';
import { Button } from '@/components/ui/button';
import { FaultBoundary } from '@/components/ui/fault-boundary';
import { permalinkIn, scenarioOfPermalink } from '@/store/permalink-code';
import type { Session } from '@/store/simulation-session';
import styles from './bench-island.module.css';
import type { BenchRootProps } from './bench-root';

type State =
  | { step: 'still' | 'loading' | 'failed' }
  | { step: 'live'; Bench: ComponentType<BenchRootProps>; session: Session; linked: boolean };

/** Until one of these, the page has only been opened: nothing heavy is fetched for it. */
const signsOfReader = ['scroll', 'pointermove', 'pointerdown', 'keydown', 'focusin'] as const;

/** The permalink in the page's address, when it is for this scenario. */
function followedLink(scenario: string): string | null {
  const code = permalinkIn(window.location.hash);
  if (code === null) return null;
  const target = scenarioOfPermalink(code);
  // One that cannot be read at all is shown by the first bench, so that somebody explains it.
  const first = document.querySelector<HTMLElement>('[data-bench]')?.dataset.bench === scenario;
  return target === scenario || (target === null && first) ? code : null;
}

/**
 * Puts the live bench in the place of the still one, which the server drew: when it is near the
 * window of a reader who does anything, or when a link points into it. Until then no engine is
 * loaded.
 */
export function BenchIsland({
  children,
  words,
  ...props
}: Omit<BenchRootProps, 'session'> & {
  children: ReactNode;
  words: { loading: string; failed: string; retry: string };
}) {
  const [state, setState] = useState<State>({ step: 'still' });
  const frame = useRef<HTMLDivElement>(null);
  const { scenario, lesson, prediction } = props;

  useEffect(() => {
    const element = frame.current;
    if (element === null || state.step !== 'still') return;
    const load = () => setState({ step: 'loading' });
    if (followedLink(scenario.id) !== null) {
      load();
      return;
    }
    let near = false;
    let acted = window.scrollY > 0;
    const loadIfWanted = () => near && acted && load();
    const onAct = () => {
      acted = true;
      loadIfWanted();
    };
    const observer = new IntersectionObserver(
      (entries) => {
        near = entries.some((entry) => entry.isIntersecting);
        loadIfWanted();
      },
      { rootMargin: '300px 0px' },
    );
    observer.observe(element);
    for (const sign of signsOfReader) window.addEventListener(sign, onAct, { passive: true });
    return () => {
      observer.disconnect();
      for (const sign of signsOfReader) window.removeEventListener(sign, onAct);
    };
  }, [state.step, scenario.id]);

  useEffect(() => {
    if (state.step !== 'loading') return;
    let left = false;
    async function open() {
      const { BenchRoot, openBench } = await import('./bench-root');
      const permalink = followedLink(scenario.id);
      const session = await openBench({ scenario, lesson, prediction, permalink });
      if (left) return;
      const linked = permalink !== null;
      startTransition(() => setState({ step: 'live', Bench: BenchRoot, session, linked }));
    }
    open().catch(() => !left && setState({ step: 'failed' }));
    return () => {
      left = true;
    };
  }, [state.step, scenario, lesson, prediction]);

  const linked = state.step === 'live' && state.linked;
  useEffect(() => {
    if (linked) frame.current?.scrollIntoView({ block: 'start' });
  }, [linked]);

  return (
    <div ref={frame} className={styles.frame} data-bench={scenario.id} data-step={state.step}>
      {state.step === 'live' ? (
        <FaultBoundary what={`“${scenario.title}”`}>
          <state.Bench {...props} session={state.session} />
        </FaultBoundary>
      ) : (
        children
      )}
      {state.step === 'loading' && (
        <p className={styles.note} role="status">
          {words.loading}
        </p>
      )}
      {state.step === 'failed' && (
        <p className={styles.note} role="alert">
          {words.failed}{' '}
          <Button variant="link" onClick={() => setState({ step: 'loading' })}>
            {words.retry}
          </Button>
        </p>
      )}
    </div>
  );
}
