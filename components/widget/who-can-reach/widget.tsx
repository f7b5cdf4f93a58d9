'use client';

import { useRef } from 'react';
import { Badge } from '@/components/ui/badge';
import { benchWords } from '@/content/messages/interface';
import { reachWords } from '@/content/messages/who-can-reach';
import type { Scenario } from '@/contract/scenario';
import type { WidgetProps } from '../widget-props';
import { CallPanel } from './call-panel';
import { IdeaList } from './idea-list';
import { Matrix } from './matrix';
import { keyOf } from './plan-call';
import { SwitchPanel } from './switch-panel';
import { useReach } from './use-reach';
import styles from './widget.module.css';

/** Who reaches a program, by what it is bound to and who calls: said first, then seen. */
export function Widget({ scenarios }: WidgetProps) {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('content/widgets/who-can-reach has no scenario');
  return <WhoCanReach scenario={scenario} />;
}

function WhoCanReach({ scenario }: { scenario: Scenario }) {
  const reach = useReach(scenario);
  const matrix = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLHeadingElement>(null);
  const { picked } = reach;
  const tried = picked && reach.round[keyOf(picked)];

  /** The button of the pair that was looked at. */
  function goBack() {
    matrix.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  }

  return (
    <section className={styles.widget} aria-label={reachWords.title}>
      <header className={styles.head}>
        <h2>
          <Badge code title={benchWords.simBadgeTip}>
            {benchWords.simBadge}
          </Badge>{' '}
          {scenario.title}
        </h2>
        <p>{reachWords.intro}</p>
      </header>
      <SwitchPanel broken={reach.broken} toggle={reach.toggle} busy={reach.busy} />
      <div ref={matrix}>
        <Matrix
          reach={reach}
          onPick={(call) => {
            reach.pick(call);
            // The panel is drawn with this event; the eye and the focus follow.
            requestAnimationFrame(() => panel.current?.focus());
          }}
        />
      </div>
      {picked && tried?.finding ? (
        <CallPanel
          key={keyOf(picked)}
          scenario={scenario}
          call={picked}
          guess={tried.guess}
          finding={tried.finding}
          heading={panel}
          onBack={goBack}
        />
      ) : (
        <p className={styles.empty}>{reachWords.pick}</p>
      )}
      <IdeaList round={reach.round} />
    </section>
  );
}
