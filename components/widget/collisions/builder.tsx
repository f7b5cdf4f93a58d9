'use client';

import { useState } from 'react';
import { type Order, orders, type Plan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import type { Scenario } from '@/contract/scenario';
import { Experiment } from './experiment';
import styles from './lab.module.css';
import { processes } from './plan-actions';
import { SocketForm } from './socket-form';
import type { Run } from './use-experiment';

/** Any pair of sockets, tried. A change takes the result of the pair before away. */
export function Builder({
  scenario,
  plan,
  onPlan,
}: {
  scenario: Scenario;
  plan: Plan;
  onPlan: (plan: Plan) => void;
}) {
  const [kept, setKept] = useState<{ plan: Plan; run: Run | null }>({ plan, run: null });
  const run = kept.plan === plan ? kept.run : null;
  return (
    <section className={styles.card} aria-label={words.builder}>
      <h2>{words.builder}</h2>
      <p className={styles.story}>{words.builderAbout}</p>
      <div className={styles.sockets}>
        <SocketForm
          title={processes.first}
          value={plan.first}
          onChange={(first) => onPlan({ ...plan, first })}
        />
        <SocketForm
          title={processes.second}
          value={plan.second}
          onChange={(second) => onPlan({ ...plan, second })}
        />
      </div>
      <label className={styles.order}>
        <span>{words.field.order}</span>
        <select
          value={plan.order}
          onChange={({ target }) => onPlan({ ...plan, order: target.value as Order })}
        >
          {orders.map((order) => (
            <option key={order} value={order}>
              {words.orders[order]}
            </option>
          ))}
        </select>
      </label>
      <Experiment
        key={JSON.stringify(plan)}
        scenario={scenario}
        plan={plan}
        about={null}
        run={run}
        onRun={(next) => setKept({ plan, run: next })}
      />
    </section>
  );
}
