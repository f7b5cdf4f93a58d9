'use client';

import { useMemo, useState } from 'react';
import { usePlayback } from '@/components/bench/playback';
import { TimePanel, TimeSettings } from '@/components/bench/time-panel';
import { useReading } from '@/components/bench/use-reading';
import { Stage } from '@/components/stage/stage';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import type { Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import { viewHolders } from '@/simulation/world/view-holders';
import { isAtEnd } from '@/store/session-view';
import { useSession } from '@/store/use-session';
import { onlyHosts } from '../only-hosts';
import styles from './lab.module.css';
import { visitor } from './plan-actions';
import { PortTableView } from './port-table';
import { readAsked, readTable } from './read-lab';
import { type Act, actsAfter, doAct, type Run, worldOf } from './use-experiment';

/** Whose tables are shown: those of the two programs, and the phone's where it may keep a row. */
function tablesOf({ first, second, order }: Plan): string[] {
  const phone = order === 'client-closed' || order === 'server-closed' ? [visitor.host] : [];
  return [...new Set([second.host, first.host, ...phone])];
}

/** Tables and time of an experiment, all at the moment at which its session stands. */
export function Findings({ run, plan }: { run: Run; plan: Plan }) {
  const { session, failure } = run;
  usePlayback(session);
  const state = useSession(session, (all) => all);
  const { view, events, before, marks, here, silent, skipSilence } = useReading(session);
  const [done, setDone] = useState<{ act: Act; said: string } | null>(null);

  const asked = readAsked(view, events);
  const world = worldOf(session);
  const hosts = useMemo(
    () => [...new Set([plan.first.host, plan.second.host, visitor.host])],
    [plan],
  );
  const acts = done === null ? actsAfter(plan, failure) : [];
  const labels: Record<Act, string> = {
    end: words.endFirst,
    wait: words.waitMinute,
    call: words.callers(plan.first.port),
  };

  function act(which: Act) {
    const said = doAct(which, plan, run);
    setDone({ act: which, said });
    announce(said);
  }

  return (
    <>
      <div className={styles.tables} role="group" aria-label={words.tables}>
        <h3>{words.tables}</h3>
        {tablesOf(plan).map((host) => (
          <PortTableView
            key={host}
            table={readTable(view, host, viewHolders(world, host, asked), asked)}
            quiet={asked === null ? words.idle : words.elsewhere}
          />
        ))}
      </div>
      <div className={styles.time} role="group" aria-label={words.time}>
        <TimePanel session={session} marks={marks} here={here} />
        <TimeSettings session={session} />
      </div>
      {(acts.length > 0 || done !== null) && (
        <div className={styles.acts} role="group" aria-label={words.acts}>
          {acts.map((which) => (
            <Button key={which} onClick={() => act(which)}>
              {labels[which]}
            </Button>
          ))}
          {done !== null && <p>{done.said}</p>}
        </div>
      )}
      <Disclosure summary={words.picture}>
        <Stage
          view={onlyHosts(view, hosts)}
          events={events}
          before={before}
          playhead={state.playhead}
          speed={state.speed}
          selection={state.selection}
          onSkip={silent && !isAtEnd(state) ? skipSilence : undefined}
        />
      </Disclosure>
    </>
  );
}
