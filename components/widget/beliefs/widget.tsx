'use client';

import { useId, useRef, useState } from 'react';
import { beliefs } from '@/content/messages/beliefs/beliefs';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import type { WidgetProps } from '../widget-props';
import { BeliefRun } from './belief-run';
import { readFragment, useChosen } from './use-chosen';
import styles from './widget.module.css';

/**
 * "Run my belief": a wrong model is played until it breaks, then the true world beside it, with the
 * same actions. `#belief=M05` in the address opens one of them.
 */
export function Widget({ scenarios }: WidgetProps) {
  const [code, choose] = useChosen();
  const [arrivedAt] = useState(readFragment);
  const name = useId();
  const list = useRef<HTMLFieldSetElement>(null);
  const belief = beliefs.find((each) => each.code === code);
  const scenario = scenarios.find(({ id }) => id === code?.toLowerCase());
  return (
    <div className={styles.widget}>
      <fieldset ref={list} className={styles.choice}>
        <legend>{words.choose}</legend>
        <p>{words.chooseHint}</p>
        <div className={styles.list}>
          {beliefs.map((each) => (
            <label key={each.code}>
              <input
                type="radio"
                name={name}
                checked={each.code === code}
                onChange={() => choose(each.code)}
              />
              <span>“{each.think}”</span>
            </label>
          ))}
        </div>
      </fieldset>
      {belief && scenario && (
        <BeliefRun
          key={belief.code}
          belief={belief}
          scenario={scenario}
          comeHere={arrivedAt === belief.code}
        />
      )}
    </div>
  );
}
