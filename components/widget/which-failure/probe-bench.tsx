'use client';

import { useId } from 'react';
import { ProbeList } from '@/components/bench/probe-list';
import { Button } from '@/components/ui/button';
import { failureWords as words } from '@/content/messages/which-failure';
import { probes } from '@/content/messages/which-failure-causes';
import { Output } from './output';
import { seenByVisitor } from './round';
import type { Looked } from './use-case';
import styles from './which-failure.module.css';

/** Commands to run, what they printed, and what that rules out. */
export function ProbeBench({ looked: { ran, busy, run } }: { looked: Looked }) {
  const name = useId();
  const last = ran.at(-1);
  return (
    <section className={styles.part} aria-labelledby={name}>
      <h2 id={name}>{words.probes}</h2>
      <p className={styles.note}>{words.probesNote}</p>
      <ul className={styles.probes}>
        {probes.map(({ id, host, line, asks }) => (
          <li key={id}>
            <Button
              size="small"
              aria-disabled={busy !== null}
              aria-label={ran.some((one) => one.id === id) ? words.again(line) : words.run(line)}
              onClick={() => void run(id)}
            >
              <code>{line}</code>
            </Button>
            <span>
              {asks} <i>{words.on(host)}</i>
            </span>
          </li>
        ))}
      </ul>
      {last !== undefined && (
        <div className={styles.results}>
          <div>
            <h3>{words.ran}</h3>
            <ol className={styles.ran} reversed>
              {ran.toReversed().map(({ done }, index) => (
                // A command may be run again; its place from the end is its own.
                <li key={ran.length - index}>
                  <Output shown={done.shown} />
                </li>
              ))}
            </ol>
          </div>
          <div>
            <h3>{words.known}</h3>
            <ProbeList
              events={seenByVisitor(ran.flatMap(({ done }) => done.events))}
              now={last.done.events.at(-1)?.at ?? 0}
            />
          </div>
        </div>
      )}
    </section>
  );
}
