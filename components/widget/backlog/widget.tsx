'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { backlogWords } from '@/content/messages/backlog';
import type { Session } from '@/store/simulation-session';
import { openSession } from '../open-session';
import type { WidgetProps } from '../widget-props';
import { startListening } from './backlog-actions';
import { BacklogBench } from './backlog-bench';

/** A listener that is not served: a session for each backlog that is tried. */
export function Widget({ scenarios }: WidgetProps) {
  const [backlog, setBacklog] = useState(2);
  const [round, setRound] = useState(0);
  const [session, setSession] = useState<Session | null>(null);
  const [scenario] = scenarios;

  useEffect(() => {
    let left = false;
    setSession(null);
    if (scenario === undefined) return;
    void openSession(scenario, startListening(backlog)).then((made) => left || setSession(made));
    return () => {
      left = true;
    };
  }, [scenario, backlog, round]);

  return (
    <>
      {session ? (
        <BacklogBench
          key={`${backlog}/${round}`}
          session={session}
          backlog={backlog}
          onBacklog={setBacklog}
        />
      ) : (
        <p role="status">{backlogWords.opening}</p>
      )}
      <p>
        <Button size="small" onClick={() => setRound(round + 1)}>
          {backlogWords.again}
        </Button>
      </p>
    </>
  );
}
