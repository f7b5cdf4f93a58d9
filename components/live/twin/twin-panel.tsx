'use client';

import { useId, useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { twinWords } from '@/content/messages/twin';
import { isTwin, type TwinId, type TwinScenario, twins } from '@/content/messages/twin-scenarios';
import { LabBar, useLabNotice } from '../lab-bar';
import panel from '../live-panel.module.css';
import { useLabAttention, useLiveLab } from '../use-live-lab';
import { alignTwins } from './align-twins';
import { SideSwitch } from './side-switch';
import styles from './twin-panel.module.css';
import { announceStep, StepControls, TwinSteps, TwinSummary } from './twin-steps';
import { usePaperSide, useRealSide } from './use-twin';

const ids = Object.keys(twins).filter(isTwin);

function Chooser({ chosen, onChoose }: { chosen: TwinId; onChoose: (id: TwinId) => void }) {
  return (
    <label className={styles.chooser}>
      {twinWords.choose}
      <select
        value={chosen}
        onChange={({ target }) => isTwin(target.value) && onChoose(target.value)}
      >
        {ids.map((id) => (
          <option key={id} value={id}>
            {twins[id].title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One scenario with its two accounts; a key of its own, so that each begins at its first step. */
function Scenario({ id, wanted }: { id: TwinId; wanted: boolean }) {
  const { notes, scenario }: TwinScenario = twins[id];
  const [at, setAt] = useState(0);
  const paper = usePaperSide(scenario);
  const { side, play, mayPlay } = useRealSide(scenario);
  const [showReal, setShowReal] = useState(wanted);
  const steps = useMemo(
    () => paper && alignTwins(scenario, paper, side.is === 'played' ? side.result.outcome : null),
    [paper, side, scenario],
  );
  if (!steps) return <p className={styles.loading}>{twinWords.calculating}</p>;
  const go = (to: number) => {
    setAt(to);
    announceStep(steps[to], steps.length);
  };
  const choose = (real: boolean) => {
    setShowReal(real);
    if (real && side.is === 'not-asked' && mayPlay) void play();
  };
  const compared = showReal && side.is === 'played';
  return (
    <div className={styles.body}>
      <div className={styles.head}>
        <SideSwitch
          real={showReal}
          disabled={!mayPlay && side.is === 'not-asked'}
          onChange={choose}
        />
        <StepControls at={at} of={steps.length} go={go} />
        {compared && (
          <Button
            size="small"
            variant="quiet"
            aria-disabled={!mayPlay}
            onClick={() => mayPlay && void play()}
          >
            {twinWords.again}
          </Button>
        )}
      </div>
      {side.is === 'not-possible' ? (
        <p className={styles.summary}>{twinWords.noRealSide(side.why)}</p>
      ) : (
        <div role="status">
          <TwinSummary real={side} steps={steps} />
        </div>
      )}
      <TwinSteps
        scenario={scenario}
        steps={steps.slice(0, at + 1)}
        at={at}
        compared={compared}
        notes={notes}
        go={go}
      />
    </div>
  );
}

/**
 * Twin mode: the same calls on paper and on a real kernel, stepped through together. `only` is the
 * scenario of a lesson; otherwise the learner chooses.
 */
export function TwinPanel({ only }: { only?: TwinId | undefined }) {
  useLabAttention();
  const [chosen, setChosen] = useState<TwinId>(only ?? 'bind-and-listen');
  const phase = useLiveLab((lab) => lab.phase);
  const complaint = useLiveLab((lab) => lab.complaint);
  const notice = useLabNotice(twinWords.noRealSide(''));
  const id = useId();
  const { title, about } = twins[chosen];
  return (
    <section className={panel.panel} aria-labelledby={id}>
      <LabBar title={only ? title : twinWords.title} headingId={id} />
      {notice && <p className={phase.is === 'off' ? panel.off : panel.notice}>{notice}</p>}
      {complaint && <p className={panel.notice}>{complaint}</p>}
      <div className={styles.intro}>
        {!only && <Chooser chosen={chosen} onChoose={setChosen} />}
        <p>{about}</p>
        <p className={styles.small}>{twinWords.shortened}</p>
      </div>
      <Scenario key={chosen} id={chosen} wanted={false} />
    </section>
  );
}
