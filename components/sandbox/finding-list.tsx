'use client';

import { CircleCheck, Info, OctagonX, TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { builderWords as words } from '@/content/messages/sandbox';
import type { FindingPath } from '@/contract/sandbox';
import type { ToldFinding } from './builder-context';
import styles from './sandbox.module.css';

const icons = { stop: OctagonX, wrong: TriangleAlert, note: Info };

/** What is missing, the worst first; each leads to its field. */
export function FindingList({
  findings,
  onGo,
}: {
  findings: readonly ToldFinding[];
  onGo: (path: FindingPath) => void;
}) {
  return (
    <section className={styles.findings} aria-label={words.findings}>
      <h3>
        {words.findings} {findings.length > 0 && <span>{words.findingCount(findings.length)}</span>}
      </h3>
      {findings.length === 0 ? (
        <p>
          <CircleCheck size={16} aria-hidden /> {words.noFindings}
        </p>
      ) : (
        <ul>
          {findings.map(({ say, weight, finding }, index) => {
            const Icon = icons[weight];
            return (
              <li key={index} data-weight={weight}>
                <Icon size={16} aria-hidden />
                <span>
                  <b>{words.weights[weight]}</b> {say}
                </span>
                <Button size="tiny" onClick={() => onGo(finding.path)}>
                  {words.goTo}
                  <span className="visually-hidden">: {say}</span>
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
