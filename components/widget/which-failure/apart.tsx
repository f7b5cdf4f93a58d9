'use client';

import { useEffect, useState } from 'react';
import { failureWords as words } from '@/content/messages/which-failure';
import { type Cause, probes } from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import { Output } from './output';
import { caseOf, type Shown } from './plan';
import { tellApart } from './play';
import type { Ran } from './use-case';
import styles from './which-failure.module.css';

type Pair = { one: Shown; other: Shown } | null;

/** The first output that is another in the world that the learner has named: both, side by side. */
export function Apart({
  scenario,
  number,
  said,
  ran,
}: {
  scenario: Scenario;
  number: number;
  said: Cause;
  ran: readonly Ran[];
}) {
  const [pair, setPair] = useState<Pair | undefined>();
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    tellApart(scenario, number, caseOf(said)).then(
      (found) => !gone && setPair(found),
      (error: unknown) => !gone && setTrouble(words.failed(String(error))),
    );
    return () => {
      gone = true;
    };
  }, [scenario, number, said]);
  return (
    <div className={styles.apart}>
      <h3>{words.apart}</h3>
      {pair ? (
        <>
          <p>{tellWhether(pair.one, ran)}</p>
          <div className={styles.pair}>
            <div>
              <h4>{words.here}</h4>
              <Output shown={pair.one} />
            </div>
            <div>
              <h4>{words.there}</h4>
              <Output shown={pair.other} />
            </div>
          </div>
        </>
      ) : (
        <p>{trouble ?? (pair === null ? words.apartNone : words.apartLoading)}</p>
      )}
    </div>
  );
}

function tellWhether({ line }: Shown, ran: readonly Ran[]): string {
  const probe = probes.find((one) => one.line === line);
  if (probe === undefined) return words.apartSeen;
  return ran.some(({ id }) => id === probe.id) ? words.apartRan : words.apartMissed;
}
