'use client';

import { Check, X } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useReading } from '@/components/bench/use-reading';
import { readStations } from '@/components/stage/read-stations';
import { Stations } from '@/components/stage/stations';
import { Badge } from '@/components/ui/badge';
import { failureWords as words } from '@/content/messages/which-failure';
import {
  cases,
  causeWords,
  explainMistake,
  visitor,
} from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { Replay } from '../replay';
import { Apart } from './apart';
import { type Found, isRight } from './round';
import type { Played, Ran } from './use-case';
import styles from './which-failure.module.css';

/** The truth beside what was said: in words, as a line of stations, and packet by packet. */
export function Verdict({
  scenario,
  found,
  played,
  ran,
  heading,
  children,
}: {
  scenario: Scenario;
  found: Found;
  played: Played;
  ran: readonly Ran[];
  heading: Ref<HTMLHeadingElement>;
  children: ReactNode;
}) {
  const { number, said, layers } = found;
  const { cause, fault } = cases[number] as (typeof cases)[number];
  const truth = causeWords[cause];
  const right = isRight(found);
  const why = explainMistake(said, cause);
  const Icon = right ? Check : X;
  return (
    <>
      <section className={styles.verdict} data-right={right} aria-labelledby="failure-verdict">
        <h2 id="failure-verdict" ref={heading} tabIndex={-1}>
          <Icon size={20} strokeWidth={2.5} aria-hidden />
          <span>
            {right ? `${words.right}. ` : `${words.wrong(causeWords[said].label)} `}
            {words.was(truth.label)}
          </span>
        </h2>
        {why !== null && (
          <p>
            <i>{words.asIf(why.belief)}</i>{' '}
            {why.code !== null && <Badge>{words.belief(why.code)}</Badge>} {words.expects}{' '}
            {causeWords[said].expects}
          </p>
        )}
        <p>
          <b>{words.did(fault)}</b> {truth.means}
        </p>
        <p>
          {words.next} {truth.next}
        </p>
        <p>{words.score(layers)}</p>
        {why !== null && <Apart scenario={scenario} number={number} said={said} ran={ran} />}
        <p className={styles.foot}>{children}</p>
      </section>
      <section className={styles.part} aria-labelledby="failure-stations">
        <h2 id="failure-stations">{words.stations}</h2>
        <p className={styles.note}>{words.stationsNote}</p>
        <Replay
          session={played.session}
          label={words.replay}
          folded={words.picture}
          hosts={[visitor, 'router', 'server', ...(cause === 'unpublished' ? ['web'] : [])]}
        >
          <LiveStations session={played.session} />
        </Replay>
      </section>
    </>
  );
}

/** The stations as they are lit at the moment that the picture shows. */
function LiveStations({ session }: { session: Session }) {
  const { before, view } = useReading(session);
  return (
    <div className={styles.stations}>
      <Stations lines={readStations(before, view, visitor)} />
    </div>
  );
}
