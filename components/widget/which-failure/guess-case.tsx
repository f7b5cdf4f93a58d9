'use client';

import { type ReactNode, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { failureWords as words } from '@/content/messages/which-failure';
import { type Cause, cases, causeWords } from '@/content/messages/which-failure-causes';
import type { Scenario } from '@/contract/scenario';
import { AnswerForm } from './answer-form';
import { ProbeBench } from './probe-bench';
import { type Found, isRight, ruledOut } from './round';
import { Symptom } from './symptom';
import { useCase } from './use-case';
import { Verdict } from './verdict';
import styles from './which-failure.module.css';

/** One case, from its symptom to the wire. `children` stand under the verdict, or beside the question. */
export function GuessCase({
  scenario,
  number,
  title,
  onFound,
  children,
}: {
  scenario: Scenario;
  number: number;
  title: string;
  onFound: (found: Found) => void;
  children: (answered: boolean) => ReactNode;
}) {
  const looked = useCase(scenario, number);
  const [found, setFound] = useState<Found | null>(null);
  const verdict = useRef<HTMLHeadingElement>(null);
  const { played, ran, trouble } = looked;

  function answer(said: Cause) {
    const next = { number, said, layers: ruledOut(ran.flatMap(({ done }) => done.events)) };
    setFound(next);
    onFound(next);
    const [page] = played?.symptom ?? [];
    if (page !== undefined) played?.session.getState().jump(page.to);
    const was = cases[number]?.cause ?? said;
    announce(words.said(isRight(next), causeWords[said].label, causeWords[was].label));
    // The verdict is drawn with this event; the eye and the focus follow.
    requestAnimationFrame(() => verdict.current?.focus());
  }

  return (
    <>
      <section className={styles.part} aria-labelledby="failure-symptom">
        <p className={styles.count}>{title}</p>
        <h2 id="failure-symptom">{words.symptom}</h2>
        <p className={styles.note}>{words.symptomNote}</p>
        {played === null ? (
          <p className={styles.opening}>
            {trouble === null ? words.opening : words.failed(trouble)}
          </p>
        ) : (
          <Symptom played={played} />
        )}
      </section>
      {played !== null && <ProbeBench looked={looked} />}
      {played !== null && found === null && (
        <>
          <AnswerForm onAnswer={answer} />
          <p className={styles.foot}>{children(false)}</p>
        </>
      )}
      {played !== null && found !== null && (
        <Verdict scenario={scenario} found={found} played={played} ran={ran} heading={verdict}>
          {children(true)}
        </Verdict>
      )}
      {played !== null && trouble !== null && <p role="alert">{words.failed(trouble)}</p>}
    </>
  );
}
