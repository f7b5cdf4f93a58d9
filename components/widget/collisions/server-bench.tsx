'use client';

import { useEffect, useState } from 'react';
import { BenchRoot, openBench } from '@/components/bench/bench-root';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { collisionWords } from '@/content/messages/collisions/words';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import styles from './lab.module.css';

const words = collisionWords.bench;

/** A whole bench: somebody holds port 8000. `permalink`: one that leads into it, from the address. */
export function ServerBench({
  scenario,
  permalink,
}: {
  scenario: Scenario;
  permalink: string | null;
}) {
  const [session, setSession] = useState<Session | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let left = false;
    setFailed(false);
    openBench({ scenario, lesson: null, prediction: null, permalink }).then(
      (opened) => left || setSession(opened),
      () => left || setFailed(true),
    );
    return () => {
      left = true;
    };
  }, [scenario, permalink, attempt]);

  return (
    <div className={styles.lab}>
      <div className={styles.intro}>
        <h2>{words.title}</h2>
        <p className={styles.story}>{words.story}</p>
      </div>
      {session === null ? (
        <p role="status">
          {failed ? words.failed : collisionWords.opening}{' '}
          {failed && (
            <Button variant="link" onClick={() => setAttempt(attempt + 1)}>
              {words.retry}
            </Button>
          )}
        </p>
      ) : (
        <BenchRoot session={session} scenario={scenario} lesson={null} prediction={null} />
      )}
      <Disclosure summary={words.kill}>
        <p className={styles.story}>{words.killWhy}</p>
      </Disclosure>
    </div>
  );
}
