'use client';

import { useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Disclosure } from '@/components/ui/disclosure';
import type { Belief, Guess } from '@/content/messages/beliefs/belief';
import { resultSentence, resultWord, beliefWords as words } from '@/content/messages/beliefs/words';
import type { Scenario } from '@/contract/scenario';
import { useSession } from '@/store/use-session';
import { Replay } from '../replay';
import { differences, findParting } from './align';
import { BreakMore } from './break-more';
import { Crack } from './crack';
import { Experiment } from './experiment';
import { MomentCard } from './moment-card';
import { endOfStep, stepAt } from './read-truth';
import { StepBar } from './step-bar';
import type { TrueWorld } from './use-true-world';
import { Verdict } from './verdict';
import styles from './widget.module.css';

/** The belief and the true world side by side. The true session's playhead is the time of both. */
export function BothWorlds({
  belief,
  scenario,
  world: { session, truths },
  said,
}: {
  belief: Belief;
  scenario: Scenario;
  world: TrueWorld;
  said: Guess;
}) {
  const [watched, setWatched] = useState(false);
  const playhead = useSession(session, (state) => state.playhead);
  const history = useSession(session, (state) => state.history);
  const last = belief.steps.length - 1;
  const parting = findParting(belief.steps, truths);
  const partsAt = parting?.step ?? last;
  const step = Math.min(Math.max(stepAt({ history }, playhead), 0), last);
  const [wrong, right] = [belief.steps[step], truths[step]];

  const goTo = (next: number) =>
    session.getState().jump(endOfStep({ history: session.getState().history }, next));

  useEffect(() => {
    session.getState().jump(endOfStep(session.getState(), partsAt));
  }, [session, partsAt]);

  const differ = wrong && right ? differences(wrong, right) : [];
  const verdict =
    step < partsAt
      ? words.same
      : step === partsAt
        ? `${words.partsTitle} ${words.differ(differ)} ${belief.parting}`
        : differ.length === 0
          ? words.agreeAgain(partsAt + 1)
          : `${words.parted(partsAt + 1)} ${words.differ(differ)}`;

  // After the replay's own caption, so that both worlds are told.
  useEffect(() => {
    if (wrong === undefined || right === undefined) return;
    const place = words.stepOf(step + 1, last + 1);
    const [one, other] = [wrong, right].map(({ result }) => resultWord(result)) as [string, string];
    announce(words.announceBoth(place, one, other, verdict));
  }, [step, last, wrong, right, verdict]);

  if (wrong === undefined || right === undefined) return null;
  return (
    <>
      <Verdict belief={belief} said={said} truths={truths} partsAt={partsAt} onGoTo={goTo} />
      <StepBar
        steps={scenario.steps.slice(0, last + 1)}
        step={step}
        onGoTo={goTo}
        marks={{ parts: partsAt, breaks: last }}
      />
      <p className={styles.parting} data-here={step === partsAt || undefined}>
        {step === partsAt ? (
          <>
            <b>{words.partsTitle}</b> {words.differ(differ)} {belief.parting}
          </>
        ) : (
          verdict
        )}
      </p>
      <div className={styles.pair}>
        <MomentCard
          kind="belief"
          moment={wrong}
          other={right}
          say={wrong.say}
          printed={wrong.prints ?? ''}
          hosts={belief.hosts}
        />
        <MomentCard
          kind="truth"
          moment={right}
          other={wrong}
          say={resultSentence(right.result)}
          printed={right.printed}
          hosts={belief.hosts}
        />
      </div>
      {step === last && <Crack crack={belief.crack} />}
      <p className={styles.truth}>
        <b>{words.truth}</b> {belief.truth}
      </p>
      <Disclosure summary={words.replay} onToggle={(event) => setWatched(event.currentTarget.open)}>
        {watched && <Replay session={session} label={words.replay} />}
      </Disclosure>
      <Experiment belief={belief} step={scenario.steps[last + 1]} truth={truths[last + 1]} />
      <BreakMore belief={belief} scenario={scenario} session={session} />
    </>
  );
}
