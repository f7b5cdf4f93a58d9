'use client';

import { Check, Hourglass, X } from 'lucide-react';
import { type Ref, useEffect, useState } from 'react';
import { ProbeList } from '@/components/bench/probe-list';
import { useReading } from '@/components/bench/use-reading';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import {
  callLine,
  type Guess,
  otherLines,
  reachWords,
  resultHelp,
  resultWords,
  switches,
  tellStation,
} from '@/content/messages/who-can-reach';
import { explainGuess, ideas } from '@/content/messages/who-can-reach-beliefs';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { Replay } from '../replay';
import styles from './call-panel.module.css';
import { openCall, startOfCall } from './open-call';
import { type Call, callerOf } from './plan-call';
import type { Finding } from './read-call';

const icons = { open: Check, refused: X, timeout: Hourglass } as const;

/** One call: what came of it, beside what was said; its way, its commands, and its packets. */
export function CallPanel({
  scenario,
  call,
  guess,
  finding,
  heading,
  onBack,
}: {
  scenario: Scenario;
  call: Call;
  guess: Guess;
  finding: Finding;
  heading: Ref<HTMLHeadingElement>;
  onBack: () => void;
}) {
  const caller = callerOf(call.caller);
  const told = { ...finding, bind: call.bind, caller };
  const { outcome } = finding;
  const why = explainGuess(guess, finding.cause, call.bind, caller);
  const Icon = icons[outcome];
  const broken = switches.filter(({ id }) => call.broken.includes(id));
  return (
    <section className={styles.panel} aria-label={reachWords.callTitle(told)}>
      <div className={styles.title}>
        <h3 ref={heading} tabIndex={-1}>
          {reachWords.callTitle(told)}
        </h3>
        <Button size="small" onClick={onBack}>
          {reachWords.back}
        </Button>
      </div>
      <p className={styles.setting}>
        {reachWords.callBound(
          call.bind,
          broken.map(({ label }) => label),
        )}
      </p>
      <div className={`${styles.verdict} ${styles[outcome]}`}>
        <p className={styles.outcome}>
          <Icon size={19} strokeWidth={2.5} aria-hidden /> <b>{resultWords[outcome]}</b>{' '}
          {finding.errno !== null && <code>{finding.errno}</code>}{' '}
          <span>{reachWords.after(finding.took)}</span>
        </p>
        <p>
          {resultHelp[outcome].means} <b>{ideas[finding.cause]}</b>
        </p>
        {why === null ? (
          <p>{reachWords.verdict(outcome, guess)}</p>
        ) : (
          <p>
            {reachWords.verdict(outcome, guess).replace(/\.$/, ',')}{' '}
            <i>{reachWords.asIf(why.belief)}</i>{' '}
            {why.code !== null && <Badge>{reachWords.belief(why.code)}</Badge>} {why.truth}
          </p>
        )}
        <p className={styles.next}>{resultHelp[outcome].next}</p>
      </div>
      <div className={styles.facts}>
        <div>
          <h4>{reachWords.stations}</h4>
          <ol>
            {finding.stations.map((station, index) => (
              // A way is told once and does not change.
              <li key={index}>{tellStation(station)}</li>
            ))}
          </ol>
        </div>
        <div>
          <h4>{reachWords.commands}</h4>
          <p>{reachWords.typed(caller.host)}</p>
          <pre>
            <code>{`$ ${callLine(caller)}\n${finding.printed.trimEnd()}`}</code>
          </pre>
          {otherLines(caller.target).map(({ host, line }) => (
            <div key={line}>
              <p>
                {host === 'laptop' ? reachWords.alsoLaptop : reachWords.alsoCaller(caller.host)}
              </p>
              <pre>
                <code>{`$ ${line}`}</code>
              </pre>
            </div>
          ))}
        </div>
      </div>
      <CallReplay
        scenario={scenario}
        call={call}
        hosts={['laptop', caller.host, ...finding.stations.map(({ host }) => host)]}
        label={reachWords.replay(told)}
      />
    </section>
  );
}

/** The packets, from the moment at which the call is typed. */
function CallReplay({
  scenario,
  call,
  hosts,
  label,
}: {
  scenario: Scenario;
  call: Call;
  hosts: readonly string[];
  label: string;
}) {
  const [session, setSession] = useState<Session | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    openCall(scenario, call).then(
      (opened) => {
        if (gone) return;
        opened.getState().jump(startOfCall(opened));
        setSession(opened);
      },
      (error) => !gone && setTrouble(reachWords.failed(String(error.message ?? error))),
    );
    return () => {
      gone = true;
    };
  }, [scenario, call]);
  if (session === null) return <p className={styles.loading}>{trouble ?? reachWords.loading}</p>;
  return (
    <>
      <Replay session={session} label={label} hosts={hosts} />
      <CallLayers session={session} />
    </>
  );
}

/** What the caller can conclude at the moment that is shown. */
function CallLayers({ session }: { session: Session }) {
  const { before, view } = useReading(session);
  return (
    <Disclosure summary={reachWords.layers}>
      <ProbeList events={before} now={view.now} />
    </Disclosure>
  );
}
