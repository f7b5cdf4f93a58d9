'use client';

import { useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { benchWords } from '@/content/messages/interface';
import { askOfOwn, questions } from '@/content/messages/proxy-xray/questions';
import { type Setting, wellSet } from '@/content/messages/proxy-xray/setting';
import { resultWords, xrayWords as words } from '@/content/messages/proxy-xray/words';
import type { WidgetProps } from '../widget-props';
import { cameTrue } from './came-true';
import { openVisit, readVisit, timeOfVisit, type Visit } from './open-visit';
import { keyOf } from './plan-visit';
import { QuestionForm } from './question-form';
import { SettingForm, type Tried } from './setting-form';
import { Verdict } from './verdict';
import { VisitPanel } from './visit-panel';
import styles from './visit-panel.module.css';

/** A proxy's two connections: what is different is chosen, said, sent, and looked into. */
export function Widget({ scenarios }: WidgetProps) {
  const [setting, setSetting] = useState<Setting>(wellSet);
  const [tried, setTried] = useState<Tried>({});
  const [visit, setVisit] = useState<Visit | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | { trouble: string }>('idle');
  const latest = useRef(keyOf(wellSet));
  const key = keyOf(setting);
  const question = questions.find((one) => keyOf(one.setting) === key) ?? askOfOwn(setting);
  const result = tried[key];

  /** Another setting, or the same once more: what was said and seen of it is asked anew. */
  function begin(next: Setting) {
    latest.current = keyOf(next);
    setSetting(next);
    setVisit(null);
    setState('idle');
  }

  async function send(said: string) {
    const scenario = scenarios.find(({ id }) => id.startsWith(setting.machines));
    if (scenario === undefined || state === 'busy') return;
    setState('busy');
    try {
      const opened = await openVisit(scenario, setting);
      // Meanwhile something else may have been chosen.
      if (latest.current !== key) return;
      const xray = readVisit(opened);
      const came = cameTrue(question.asks, setting, xray);
      const text = question.guesses.find(({ id }) => id === came)?.text ?? came;
      setTried((all) => ({ ...all, [key]: { said, came } }));
      setVisit(opened);
      setState('idle');
      const got = resultWords[cameTrue('answer', setting, xray)]?.title ?? '';
      announce(words.announce(said === came, text, got));
    } catch (error) {
      if (latest.current !== key) return;
      setState({ trouble: words.failed(error instanceof Error ? error.message : String(error)) });
    }
  }

  return (
    <section className={styles.widget} aria-label={words.title}>
      <header className={styles.header}>
        <Badge code title={benchWords.simBadgeTip}>
          {benchWords.simBadge}
        </Badge>{' '}
        <p>{words.intro}</p>
      </header>
      <SettingForm setting={setting} tried={tried} onSet={begin} />
      {visit && result ? (
        <>
          <Verdict
            question={question}
            said={result.said}
            came={result.came}
            result={cameTrue('answer', setting, readVisit(visit))}
            took={timeOfVisit(visit)}
            onAgain={() => begin(setting)}
          />
          <VisitPanel key={key} visit={visit} />
        </>
      ) : (
        <QuestionForm
          key={key}
          question={question}
          busy={state === 'busy'}
          note={state === 'busy' ? words.opening : state === 'idle' ? null : state.trouble}
          onSend={send}
        />
      )}
    </section>
  );
}
