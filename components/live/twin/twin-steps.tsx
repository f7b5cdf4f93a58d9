'use client';

import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { twinWords } from '@/content/messages/twin';
import type { OracleCase, OracleStep } from '@/contract/oracle';
import type { AlignedStep } from './align-twins';
import { explainDifference, MarkBadge, markOf, SideTables } from './step-view';
import { formatCall, formatOutcome } from './step-words';
import styles from './twin-panel.module.css';
import type { RealSide } from './use-twin';

/** What a listener hears of a step. */
function sayStep(step: AlignedStep, of: number): string {
  const { place, paperSide, realSide, marks } = twinWords;
  const real = step.real
    ? ` ${realSide}: ${formatOutcome(step.real)}. ${marks[markOf(step)]}.`
    : '';
  const call = formatCall(step.step);
  return `${place(step.index + 1, of)}: ${call}. ${paperSide}: ${formatOutcome(step.paper)}.${real}`;
}

/** Says a step to whoever listens. */
export function announceStep(step: AlignedStep | undefined, of: number): void {
  if (step) announce(sayStep(step, of));
}

/** Both sides' standing in a sentence. */
export function TwinSummary({ real, steps }: { real: RealSide; steps: readonly AlignedStep[] }) {
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

export function StepControls({ at, of, go }: { at: number; of: number; go: (at: number) => void }) {
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
  who,
  current,
  note,
  seen,
  compared,
  go,
}: {
  step: AlignedStep;
  who: string | undefined;
  current: boolean;
  note: string | undefined;
  seen: string | null;
  compared: boolean;
  go: () => void;
}) {
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
      {seen !== null && seen !== step.paper.result && (
        <p className={styles.note}>{twinWords.onTheBench(seen)}</p>
      )}
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

/** Steps of a scenario, the current one with all that is known of it. */
export function TwinSteps({
  scenario,
  steps,
  at,
  compared,
  notes = {},
  seen = [],
  go,
}: {
  scenario: OracleCase;
  /** Those that are shown. */
  steps: readonly AlignedStep[];
  at: number;
  compared: boolean;
  notes?: Readonly<Record<number, string>>;
  /** What a bench's programs were told; null or absent where it is not known. */
  seen?: readonly (string | null)[];
  go: (at: number) => void;
}) {
  const severalHosts = Object.keys(scenario.hosts).length > 1;
  const nameOf = ({ proc, host }: OracleStep) => {
    const on = proc === undefined ? undefined : scenario.procs[proc]?.host;
    return severalHosts && seen.length > 0 && on
      ? twinWords.program(proc ?? '', on)
      : (proc ?? host);
  };
  return (
    <ol className={styles.steps} aria-label={twinWords.steps}>
      {steps.map((step) => (
        <Step
          key={step.index}
          step={step}
          who={nameOf(step.step)}
          current={step.index === at}
          note={notes[step.index]}
          seen={seen[step.index] ?? null}
          compared={compared}
          go={() => go(step.index)}
        />
      ))}
    </ol>
  );
}
