'use client';

import { builderWords as words } from '@/content/messages/sandbox';
import { faultText } from '@/content/messages/sandbox-findings';
import { suggestFaults } from '@/simulation/scenario/suggest-faults';
import { useBuilder } from './builder-context';
import { CheckField } from './fields';
import styles from './sandbox.module.css';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Ways to break the world; those that are ticked stand as buttons under its bench. */
export function FaultPanel() {
  const { source, edit } = useBuilder();
  const ideas = suggestFaults(source);
  const others = source.faults.filter(
    ({ actions }) => !ideas.some((idea) => same(idea.actions, actions)),
  );
  const drop = (actions: unknown) => source.faults.filter((one) => !same(one.actions, actions));
  return (
    <div className={styles.stack}>
      <p>{ideas.length === 0 ? words.faultsNone : words.faultsIntro}</p>
      <div className={styles.ticks}>
        {ideas.map(({ actions, ...idea }, index) => {
          const known = source.faults.findIndex((one) => same(one.actions, actions));
          return (
            <CheckField
              key={JSON.stringify(actions)}
              path={['faults', known >= 0 ? known : `idea-${index}`]}
              label={faultText(idea)}
              checked={known >= 0}
              onCommit={(on) =>
                edit({
                  ...source,
                  faults: on
                    ? [...source.faults, { text: faultText(idea), actions }]
                    : drop(actions),
                })
              }
            />
          );
        })}
      </div>
      {others.length > 0 && (
        <fieldset className={styles.ticks}>
          <legend>{words.otherFaults}</legend>
          {others.map(({ text, actions }) => (
            <CheckField
              key={JSON.stringify(actions)}
              path={['faults', source.faults.findIndex((one) => same(one.actions, actions))]}
              label={text}
              checked
              onCommit={() => edit({ ...source, faults: drop(actions) })}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
