'use client';

import { useEffect, useId, useState } from 'react';
import { SocketTable } from '@/components/stage/socket-table';
import { Disclosure } from '@/components/ui/disclosure';
import { serviceWords } from '@/content/messages/service-panel';
import { services as words } from '@/content/messages/services';
import { talkWords } from '@/content/messages/talk';
import type { ServiceId, ServiceRow } from '@/contract/lab-service';
import { LabBar, useLabNotice } from '../lab-bar';
import panel from '../live-panel.module.css';
import { viewOfSandbox } from '../live-view';
import { TalkPanel } from '../talk/talk-panel';
import { useLabAttention, useLiveLab, useLiveServices } from '../use-live-lab';
import { ServiceChooser } from './service-chooser';
import { ServiceControls } from './service-controls';
import { ServiceResult } from './service-result';
import { serviceCard } from './service-view';
import styles from './services-panel.module.css';

/** What a service is, what answers and what calls. */
function About({ row }: { row: ServiceRow }) {
  const running = useLiveServices((services) =>
    services.running.find(({ service }) => service === row.id),
  );
  const text = words[row.id];
  return (
    <div className={styles.what}>
      <h4>{text?.title ?? row.id}</h4>
      {text && <p>{text.about}</p>}
      <dl>
        <div>
          <dt>{serviceWords.answers}</dt>
          <dd>{running?.answers ?? row.library}</dd>
        </div>
        <div>
          <dt>{serviceWords.calls}</dt>
          <dd>{row.client}</dd>
        </div>
      </dl>
      {text?.part && <p className={styles.about}>{text.part}</p>}
    </div>
  );
}

function Table({ headingId }: { headingId: string }) {
  const phase = useLiveLab((lab) => lab.phase);
  const sockets = useLiveLab((lab) => lab.sockets);
  const readAt = useLiveLab((lab) =>
    lab.socketsAt === null ? null : new Date(lab.socketsAt).toLocaleTimeString('en-GB'),
  );
  if (phase.is !== 'open') return null;
  return (
    <div className={styles.table}>
      <h4 id={headingId}>{serviceWords.table(readAt)}</h4>
      <SocketTable view={viewOfSandbox(phase.session, sockets)} labelledBy={headingId} />
    </div>
  );
}

/** One service while the lab may run it. */
function Service({ row }: { row: ServiceRow }) {
  const phase = useLiveLab((lab) => lab.phase);
  const rows = useLiveLab((lab) => lab.sockets.rows);
  const complaint = useLiveLab((lab) => lab.complaint);
  const outcome = useLiveServices((services) => services.outcomes[row.id]);
  const running = useLiveServices((services) =>
    services.running.find(({ service }) => service === row.id),
  );
  const session = phase.is === 'open' ? phase.session : null;
  const card = outcome ? serviceCard(outcome, row, rows) : null;
  const last =
    card && outcome?.kind === 'exchange' ? { exchange: outcome.asked.exchange, card } : null;
  const resultId = useId();
  return (
    <>
      <div className={styles.controls}>
        <ServiceControls
          key={row.id}
          row={row}
          running={running}
          last={last}
          resultId={resultId}
          hosts={session?.hosts.map(({ name }) => name) ?? ['laptop']}
          lowestPort={session?.lowestPort ?? 1}
        />
      </div>
      <section
        id={resultId}
        tabIndex={-1}
        className={styles.happened}
        aria-label={serviceWords.result}
      >
        {complaint && <p className={panel.complaint}>{complaint}</p>}
        <ServiceResult service={row.id} outcome={outcome} card={card} />
      </section>
    </>
  );
}

/**
 * Real services in the learner's sandbox: start one, let a real client call it, read every byte,
 * and talk to it by hand. `only`: the one service of a lesson; otherwise the learner chooses.
 */
export function ServicesPanel({ only }: { only?: ServiceId | undefined }) {
  useLabAttention();
  const phase = useLiveLab((lab) => lab.phase);
  const tier = useLiveLab((lab) => lab.status?.tier);
  const reason = useLiveLab((lab) => lab.status?.reason);
  const catalogue = useLiveServices((services) => services.catalogue);
  const running = useLiveServices((services) => services.running);
  const look = useLiveServices((services) => services.look);
  const [chosen, setChosen] = useState<ServiceId | null>(only ?? null);
  const notice = useLabNotice(serviceWords.off);
  const id = useId();
  useEffect(() => void look(), [look]);

  const row =
    catalogue?.find((each) => each.id === (chosen ?? running[0]?.service)) ??
    (only ? undefined : catalogue?.[0]);
  const title = only ? (words[only]?.title ?? only) : serviceWords.title;
  const lowestPort = phase.is === 'open' ? phase.session.lowestPort : 1;
  return (
    <section className={panel.panel} aria-labelledby={id}>
      <LabBar title={title} headingId={id} />
      {notice && <p className={phase.is === 'off' ? panel.off : panel.notice}>{notice}</p>}
      {phase.is === 'open' && tier === 'loopback' && <p className={panel.notice}>{reason}</p>}
      {!row ? (
        <p className={styles.loading}>
          {catalogue ? serviceWords.noneKnown : serviceWords.loading}
        </p>
      ) : (
        <div className={styles.columns} data-only={only !== undefined || undefined}>
          {!only && catalogue && (
            <ServiceChooser
              rows={catalogue}
              running={running}
              chosen={row.id}
              lowestPort={lowestPort}
              onChoose={setChosen}
            />
          )}
          <About row={row} />
          {phase.is === 'off' ? (
            <Offered row={row} />
          ) : (
            <>
              <Service row={row} />
              <div className={styles.byHand}>
                <Disclosure summary={talkWords.title} open={!only}>
                  <p className={styles.about}>{talkWords.about}</p>
                  <TalkPanel service={row.id} />
                </Disclosure>
              </div>
            </>
          )}
        </div>
      )}
      {phase.is !== 'off' && <Table headingId={`${id}table`} />}
    </section>
  );
}

/** What a client could do, to read where the lab is off. */
function Offered({ row }: { row: ServiceRow }) {
  return (
    <ul className={styles.offered}>
      {row.exchanges.map(({ id }) => {
        const text = words[row.id]?.exchanges[id];
        return (
          <li key={id}>
            <b>{text?.title ?? id}.</b> {text?.watch}
          </li>
        );
      })}
    </ul>
  );
}
