'use client';

import { useEffect, useId } from 'react';
import { SocketTable } from '@/components/stage/socket-table';
import { announce } from '@/components/ui/announce';
import { Disclosure } from '@/components/ui/disclosure';
import { type ExperimentId, experiments } from '@/content/messages/experiments';
import { liveWords } from '@/content/messages/live';
import { EventLog } from './event-log';
import { ExperimentSteps } from './experiment-steps';
import { HandControls } from './hand-controls';
import { LabBar, useLabNotice } from './lab-bar';
import styles from './live-panel.module.css';
import { viewOfSandbox } from './live-view';
import { OpenThings } from './open-things';
import { OutcomeView } from './outcome-view';
import { outcomeCard } from './outcome-words';
import { useLabAttention, useLiveLab } from './use-live-lab';
import { YouCard } from './you-card';

/**
 * Real sockets in the learner's own sandbox on the server: what to do, what happened, what the
 * kernel's table says. Without an experiment all choices are the learner's.
 */
export function LivePanel({ experiment }: { experiment?: ExperimentId | undefined }) {
  useLabAttention();
  const phase = useLiveLab((lab) => lab.phase);
  const tier = useLiveLab((lab) => lab.status?.tier);
  const reason = useLiveLab((lab) => lab.status?.reason);
  const outcomes = useLiveLab((lab) => lab.outcomes);
  const events = useLiveLab((lab) => lab.events);
  const sockets = useLiveLab((lab) => lab.sockets);
  const readAt = useLiveLab((lab) =>
    lab.socketsAt === null ? null : new Date(lab.socketsAt).toLocaleTimeString('en-GB'),
  );
  const complaint = useLiveLab((lab) => lab.complaint);
  const notice = useLabNotice(experiment ? liveWords.offInLesson : liveWords.offInLab);
  const id = useId();
  const newest = outcomes[0];

  useEffect(() => {
    if (!newest) return;
    const { word, errno, line } = outcomeCard(newest);
    announce(`${line}: ${word}${errno ? `, ${errno}` : ''}`);
  }, [newest]);
  useEffect(() => {
    if (notice && phase.is !== 'unknown') announce(notice);
  }, [notice, phase.is]);

  const title = experiment ? experiments[experiment].title : liveWords.title;
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <LabBar title={title} headingId={id} />
      {notice && <p className={phase.is === 'off' ? styles.off : styles.notice}>{notice}</p>}
      {phase.is === 'open' && tier === 'loopback' && <p className={styles.notice}>{reason}</p>}
      {phase.is === 'off' ? (
        <div className={styles.alone}>
          <YouCard />
        </div>
      ) : (
        <div className={styles.columns}>
          <div className={styles.controls}>
            {experiment ? (
              <>
                <ExperimentSteps key={experiment} id={experiment} />
                <Disclosure summary={liveWords.byHand} className={styles.byHand}>
                  <HandControls />
                </Disclosure>
              </>
            ) : (
              <HandControls />
            )}
            <OpenThings />
          </div>
          <div className={styles.happened}>
            {complaint && <p className={styles.complaint}>{complaint}</p>}
            <OutcomeView outcomes={outcomes} />
            <EventLog events={events} />
          </div>
          <div className={styles.you}>
            <YouCard />
          </div>
          {phase.is === 'open' && (
            <div className={styles.table}>
              <h4 id={`${id}table`}>{liveWords.tableTitle(readAt)}</h4>
              <SocketTable view={viewOfSandbox(phase.session, sockets)} labelledBy={`${id}table`} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}
