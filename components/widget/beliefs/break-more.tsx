'use client';

import { Hammer, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import type { Belief } from '@/content/messages/beliefs/belief';
import { resultSentence, beliefWords as words } from '@/content/messages/beliefs/words';
import { benchWords } from '@/content/messages/interface';
import type { Scenario } from '@/contract/scenario';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { settled } from '../open-session';
import { CommandLine } from './command-line';
import { readTruths } from './read-truth';
import styles from './widget.module.css';

/** Ways to break the true world after its last step; each begins where the steps have ended. */
export function BreakMore({
  belief,
  scenario,
  session,
}: {
  belief: Belief;
  scenario: Scenario;
  session: Session;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  const history = useSession(session, (state) => state.history);
  const steps = scenario.steps.length;
  const fault = scenario.faults.find(({ text }) => text === broken);
  const truths = fault ? readTruths(session, belief.hosts).slice(steps) : [];

  /** The steps were one deed of undo; what comes after them goes. */
  function restore() {
    while (session.getState().past.length > 1) session.getState().undo();
    setBroken(null);
  }

  async function breakIt({ text, actions }: Scenario['faults'][number]) {
    restore();
    session.getState().jump('last');
    session.getState().dispatchAll(actions);
    await settled(session);
    session.getState().jump('last');
    setBroken(text);
    const [outcome] = readTruths(session, belief.hosts).slice(-1);
    announce(`${text}. ${resultSentence(outcome?.result ?? null)} ${outcome?.printed ?? ''}`);
  }

  return (
    <section className={styles.experiment} aria-label={benchWords.parts.faults}>
      <h3>{benchWords.parts.faults}</h3>
      <div className={styles.faults}>
        {scenario.faults.map((each) => (
          <Button
            key={each.text}
            size="small"
            aria-pressed={each.text === broken}
            onClick={() => void breakIt(each)}
          >
            <Hammer size={14} aria-hidden /> {each.text}
          </Button>
        ))}
      </div>
      {fault && truths.length > 0 && (
        <>
          <h4>{words.after}</h4>
          <ol className={styles.after}>
            {history.entries.slice(steps).map(({ action }, index) => (
              <li key={JSON.stringify(action)}>
                <CommandLine action={action} />
                {truths[index]?.printed && (
                  <pre tabIndex={0} role="group" aria-label={words.screen}>
                    {truths[index]?.printed}
                  </pre>
                )}
                <p>{resultSentence(truths[index]?.result ?? null)}</p>
              </li>
            ))}
          </ol>
          <Button size="small" onClick={restore}>
            <Undo2 size={14} aria-hidden /> {words.restore}
          </Button>
        </>
      )}
    </section>
  );
}
