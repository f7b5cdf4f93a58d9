'use client';

import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { LiveBench } from '@/components/bench/live-bench';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { FaultBoundary } from '@/components/ui/fault-boundary';
import { linkWords as words } from '@/content/messages/sandbox';
import type { SharedSandbox } from '@/contract/sandbox';
import { stopsWorld, validateNetwork } from '@/simulation/scenario/validate-network';
import { parseShare, type ReadShare, shareIn } from '@/store/sandbox/share-code';
import { permalinkOf } from '@/store/simulation-session';
import { BenchNotes } from './bench-notes';
import styles from './sandbox.module.css';
import { sandbox } from './sandbox-store';
import { shareAddress } from './share-panel';
import { useBench } from './use-bench';

/** What the address of this page carries; null for nothing. Followed while the page is open. */
export function useIncoming(): { read: ReadShare | null; drop: () => void } {
  const [read, setRead] = useState<ReadShare | null>(null);
  useEffect(() => {
    let left = false;
    const follow = () => {
      const code = shareIn(window.location.hash);
      if (code === null) setRead(null);
      else void parseShare(code).then((found) => !left && setRead(found));
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => {
      left = true;
      window.removeEventListener('hashchange', follow);
    };
  }, []);
  const drop = () => {
    window.history.replaceState(null, '', window.location.pathname);
    setRead(null);
  };
  return { read, drop };
}

/** Why a link cannot be opened. */
export function BrokenLink({
  read,
  onDrop,
}: {
  read: Extract<ReadShare, { ok: false }>;
  onDrop: () => void;
}) {
  return (
    <div className={styles.note} role="alert" data-failure>
      <p>
        <TriangleAlert size={16} aria-hidden /> {words.problems[read.problem]} {read.detail}{' '}
        {words.stays}
      </p>
      <Button size="small" onClick={onDrop}>
        {words.leave}
      </Button>
    </div>
  );
}

/** A world that somebody sent, to be tried out before it is taken. */
export function Incoming({ shared, onDrop }: { shared: SharedSandbox; onDrop: () => void }) {
  const { scenario: source } = shared;
  const blocked =
    Object.keys(source.hosts).length === 0 || validateNetwork(source).some(stopsWorld);
  const bench = useBench(source, blocked, shared.session, () => {});
  const { session } = bench;
  const heading =
    source.goals.length > 0 ? words.challenge(source.title) : words.world(source.title);
  const done = () => (session === null ? shared.session : permalinkOf(session.getState()));
  return (
    <section className={styles.incoming} aria-labelledby="incoming">
      <h2 id="incoming">{heading}</h2>
      <p>{words.intro}</p>
      <div className={styles.row}>
        <Button
          variant="primary"
          size="small"
          onClick={() => {
            sandbox.getState().create({ scenario: source, session: done() });
            onDrop();
            announce(words.taken(source.title));
          }}
        >
          {words.take}
        </Button>
        <Button size="small" onClick={onDrop}>
          {words.leave}
        </Button>
      </div>
      {!blocked && <BenchNotes bench={bench} />}
      {session !== null && (
        <FaultBoundary what={source.title}>
          <LiveBench
            session={session}
            lesson={null}
            solutions={source.solutions}
            addressOf={(one) =>
              shareAddress({ scenario: source, session: permalinkOf(one.getState()) })
            }
            prediction={null}
          />
        </FaultBoundary>
      )}
    </section>
  );
}
