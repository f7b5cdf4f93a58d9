'use client';

import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { twinWords } from '@/content/messages/twin';
import { isTwin, type TwinId, type TwinScenario, twins } from '@/content/messages/twin-scenarios';
import { LabBar, useLabNotice } from '../lab-bar';
import panel from '../live-panel.module.css';
import { useLabAttention, useLiveLab } from '../use-live-lab';
import { type AlignedStep, alignTwins } from './align-twins';
import { explainDifference, MarkBadge, markOf, SideTables } from './step-view';
import { formatCall, formatOutcome } from './step-words';
import styles from './twin-panel.module.css';
import { type RealSide, usePaperSide, useRealSide } from './use-twin';

const ids = Object.keys(twins).filter(isTwin);

/** What a listener hears of a step. */
function sayStep(step: AlignedStep, of: number): string {
  const { place, paperSide, realSide, marks } = twinWords;
  const real = step.real
    ? ` ${realSide}: ${formatOutcome(step.real)}. ${marks[markOf(step)]}.`
    : '';
  const call = formatCall(step.step);
  return `${place(step.index + 1, of)}: ${call}. ${paperSide}: ${formatOutcome(step.paper)}.${real}`;
}

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

/** The switch: what answers, the simulation alone or the real kernel beside it. */
function SideSwitch({
  real,
  disabled,
  onChange,
}: {
  real: boolean;
  disabled: boolean;
  onChange: (real: boolean) => void;
}) {
  const name = useId();
  const sides = [
    [false, twinWords.simulated, twinWords.paperBadge],
    [true, twinWords.real, twinWords.realBadge],
  ] as const;
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">{twinWords.side}</legend>
      {sides.map(([value, label, badge]) => (
        <label key={label}>
          <input
            type="radio"
            name={name}
            checked={real === value}
            disabled={value && disabled}
            onChange={() => onChange(value)}
          />
          {label} <small>{badge}</small>
        </label>
      ))}
    </fieldset>
  );
}

/** Both sides' standing in a sentence. */
function Summary({ real, steps }: { real: RealSide; steps: readonly AlignedStep[] }) {
  if (real.is === 'playing') return <p className={styles.summary}>{twinWords.playing}</p>;
  if (real.is !== 'played') return <p className={styles.summary}>{twinWords.notYet}</p>;
  const { kernel, tookMs, cut } = real.result;
  const odd = steps.filter((step) => markOf(step) === 'unexpected').length;
  const expected = steps
    .flatMap(({ differences }) => differences)
    .filter(({ kind }) => kind === 'expected').length;
  const { summary } = twinWords;
  const verdict =
    odd > 0 ? summary.unexpected(odd) : expected > 0 ? summary.expected(expected) : summary.same;
  const count = real.result.outcome.steps.length;
  return (
    <p className={styles.summary} data-verdict={odd > 0 ? 'differs' : 'agrees'}>
      {twinWords.played(count, kernel, (tookMs / 1000).toFixed(1))} <b>{verdict}</b>{' '}
      {cut && twinWords.cutShort(cut)}
    </p>
  );
}

function StepControls({ at, of, go }: { at: number; of: number; go: (at: number) => void }) {
  const moves = [
    [twinWords.first, 0, ChevronFirst],
    [twinWords.back, at - 1, ChevronLeft],
    [twinWords.next, at + 1, ChevronRight],
    [twinWords.last, of - 1, ChevronLast],
  ] as const;
  return (
    <div className={styles.controls} role="group" aria-label={twinWords.stepControls}>
      {moves.map(([label, to, Icon]) => (
        <Button
          key={label}
          size="small"
          square
          aria-label={label}
          aria-disabled={to < 0 || to >= of || to === at}
          onClick={() => to >= 0 && to < of && to !== at && go(to)}
        >
          <Icon size={18} aria-hidden="true" />
        </Button>
      ))}
      <span>{twinWords.place(at + 1, of)}</span>
    </div>
  );
}

function Step({
  step,
  current,
  note,
  compared,
  go,
}: {
  step: AlignedStep;
  current: boolean;
  note: string | undefined;
  compared: boolean;
  go: () => void;
}) {
  const { proc, host } = step.step;
  const who = proc ?? host;
  return (
    <li className={styles.step} aria-current={current ? 'step' : undefined}>
      <button type="button" className={styles.call} onClick={go}>
        {who && <span className={styles.who}>{who}</span>}
        <code>{formatCall(step.step)}</code>
      </button>
      <div className={styles.sides} data-compared={compared || undefined}>
        <p>
          <Badge code>{twinWords.paperBadge}</Badge> {formatOutcome(step.paper)}
        </p>
        {compared && step.real && (
          <p>
            <Badge tone="bad" code>
              {twinWords.realBadge}
            </Badge>{' '}
            {formatOutcome(step.real)} <MarkBadge mark={markOf(step)} />
          </p>
        )}
      </div>
      {current && note && <p className={styles.note}>{note}</p>}
      {current && compared && step.differences.length > 0 && (
        <ul className={styles.differences}>
          {step.differences.map((difference) => (
            <li key={explainDifference(difference)} data-kind={difference.kind}>
              {explainDifference(difference)}
            </li>
          ))}
        </ul>
      )}
      {current && (
        <div className={styles.sides} data-compared={compared || undefined}>
          <div>
            <SideTables step={step} side="paper" />
          </div>
          {compared && (
            <div>
              <SideTables step={step} side="real" />
            </div>
          )}
        </div>
      )}
    </li>
  );
}

/** One scenario with its two accounts; a key of its own, so that each begins at its first step. */
function Scenario({ id, wanted }: { id: TwinId; wanted: boolean }) {
  const { notes, scenario }: TwinScenario = twins[id];
  const [at, setAt] = useState(0);
  const paper = usePaperSide(id);
  const { side, play, mayPlay } = useRealSide(id);
  const [showReal, setShowReal] = useState(wanted);
  const steps = useMemo(
    () => paper && alignTwins(scenario, paper, side.is === 'played' ? side.result.outcome : null),
    [paper, side, scenario],
  );
  if (!steps) return <p className={styles.loading}>{twinWords.calculating}</p>;
  const go = (to: number) => {
    setAt(to);
    const step = steps[to];
    if (step) announce(sayStep(step, steps.length));
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
          <Summary real={side} steps={steps} />
        </div>
      )}
      <ol className={styles.steps} aria-label={twinWords.steps}>
        {steps.slice(0, at + 1).map((step) => (
          <Step
            key={step.index}
            step={step}
            current={step.index === at}
            note={notes[step.index]}
            compared={compared}
            go={() => go(step.index)}
          />
        ))}
      </ol>
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
