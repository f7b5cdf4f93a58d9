'use client';

import { Check } from 'lucide-react';
import { useState } from 'react';
import { formatDuration } from '@/content/messages/duration';
import type { ExperimentId } from '@/content/messages/experiments';
import { experiments } from '@/content/messages/experiments';
import type { LiveOutcome } from '@/store/live-lab';
import { planExperiment } from './experiment-plan';
import styles from './experiment-steps.module.css';
import { OutcomeIcon } from './outcome-icon';
import { outcomeCard } from './outcome-words';
import { useLabBusy, useLiveLab, useLiveLabStore } from './use-live-lab';

/** How the step ended, beside the step: on a narrow screen the full story stands further down. */
function StepResult({ outcome }: { outcome: LiveOutcome | undefined }) {
  if (!outcome) return null;
  const { tone, word, errno, ms } = outcomeCard(outcome);
  return (
    <p className={styles[tone]}>
      <OutcomeIcon tone={tone} size={14} /> <b>{word}</b> {errno && <code>{errno}</code>}
      {ms !== null && ` · ${formatDuration(ms)}`}
    </p>
  );
}

/** An experiment's steps as buttons, in order; nothing keeps the learner from another order. */
export function ExperimentSteps({ id }: { id: ExperimentId }) {
  const store = useLiveLabStore();
  const phase = useLiveLab((lab) => lab.phase);
  const tier = useLiveLab((lab) => lab.status?.tier ?? 'netns');
  const [results, setResults] = useState<ReadonlyMap<number, LiveOutcome>>(new Map());
  const [running, setRunning] = useState<number | null>(null);
  const busy = useLabBusy() || running !== null;
  const session = phase.is === 'open' ? phase.session : null;
  const { intro, steps } = planExperiment(experiments[id], tier, session);

  async function run(index: number) {
    if (busy) return;
    setRunning(index);
    try {
      const lab = store.getState();
      if (!(await lab.open())) return;
      const { phase: now } = store.getState();
      if (now.is !== 'open') return;
      // Planned again: only an open sandbox knows its addresses.
      const step = planExperiment(experiments[id], now.session.tier, now.session).steps[index];
      if (step?.do === 'listen') {
        if (step.instead) {
          const { listeners } = store.getState().sockets;
          const inTheWay = listeners.filter(({ local }) => local.port === step.request.port);
          for (const listener of inTheWay) await lab.close(listener.id);
        }
        await lab.listen(step.request);
      } else if (step) {
        for (let i = 0; i < step.times; i++) if (!(await lab.probe(step.request))) return;
      }
      const [newest] = store.getState().outcomes;
      if (newest) setResults((before) => new Map(before).set(index, newest));
    } finally {
      setRunning(null);
    }
  }

  return (
    <div>
      <p className={styles.intro}>{intro}</p>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.text} data-done={results.has(index) || undefined}>
            <button
              type="button"
              onClick={() => void run(index)}
              aria-disabled={busy}
              data-running={running === index || undefined}
            >
              <span className={styles.number}>
                {results.has(index) ? <Check size={13} aria-label="done" /> : index + 1}
              </span>
              {step.text}
            </button>
            <p>{running === index ? 'Asking the kernel…' : `Watch: ${step.look}`}</p>
            <StepResult outcome={results.get(index)} />
          </li>
        ))}
      </ol>
    </div>
  );
}
