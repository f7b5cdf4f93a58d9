'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { EventList } from '@/components/stage/event-list';
import { SocketTable } from '@/components/stage/socket-table';
import { FaultBoundary } from '@/components/ui/fault-boundary';
import { Tabs } from '@/components/ui/tabs';
import { benchTexts } from '@/content/messages/bench';
import { benchWords, packetWords } from '@/content/messages/interface';
import { momentWords } from '@/content/messages/moments';
import { probeWords } from '@/content/messages/probe';
import type { PacketView, TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';
import type { Selection, Session } from '@/store/simulation-session';
import { isFiltered } from '@/store/timeline-filter';
import { useSession } from '@/store/use-session';
import styles from './detail-tabs.module.css';
import type { ToldMark } from './marks-told';
import { ProbeList } from './probe-list';
import { StepList } from './step-list';

// Whoever does not look into packets is spared its words and its reading of bytes.
const PacketInspector = lazy(async () => ({
  default: (await import('@/components/stage/packet-inspector')).PacketInspector,
}));

const MomentsPanel = lazy(async () => ({
  default: (await import('./moments-panel')).MomentsPanel,
}));

/** The frame in which a packet last left a host; null where it stays inside one. */
function linkOf(before: readonly TraceEvent[], id: number) {
  const sent = before.findLast((event) => event.kind === 'sent' && event.packet.id === id);
  return (sent?.kind === 'sent' && sent.link) || null;
}

/**
 * Closer looks at the moment: the socket tables, what each attempt has ruled out, all events, the
 * bytes of one packet.
 */
export function DetailTabs({
  view,
  before,
  selection,
  onSelect,
  marks,
  here,
  onGoTo,
  packet,
  session,
  steps,
  taken,
}: {
  view: WorldView;
  /** Every event up to the playhead. */
  before: readonly TraceEvent[];
  selection: Selection | null;
  onSelect: (selection: Selection | null) => void;
  marks: readonly ToldMark[];
  here: number;
  onGoTo: (mark: number) => void;
  packet: PacketView | null;
  /** Keeps the learner's bookmarks, and the two moments to compare. */
  session: Session;
  /** The scenario's prepared steps, and how many of them are taken. */
  steps: readonly { text: string }[];
  taken: number;
}) {
  const [tab, setTab] = useState('table');
  const filtered = useSession(session, (state) => isFiltered(state.filter));
  // A packet that is picked on the stage wants to be looked into.
  const picked = selection?.kind === 'packet' ? selection.id : null;
  useEffect(() => {
    if (picked !== null) setTab('packet');
  }, [picked]);
  return (
    <Tabs
      className={styles.tabs ?? ''}
      label={benchTexts.showDetails}
      selected={tab}
      onSelect={setTab}
      panelStop={false}
      items={[
        {
          id: 'table',
          label: benchTexts.details.table,
          panel: <SocketTable view={view} selection={selection} onSelect={onSelect} />,
        },
        {
          id: 'known',
          label: probeWords.title,
          panel: <ProbeList events={before} now={view.now} />,
        },
        {
          id: 'events',
          label: benchTexts.details.events,
          panel: (
            <EventList
              events={marks}
              here={here}
              onGoTo={onGoTo}
              {...(filtered ? { empty: momentWords.noneFits } : {})}
            />
          ),
        },
        {
          id: 'packet',
          label: benchTexts.details.packet,
          panel:
            packet === null ? (
              <p className={styles.none}>{packetWords.none}</p>
            ) : (
              <FaultBoundary what={packetWords.title}>
                <Suspense fallback={<p className={styles.none}>{packetWords.loading}</p>}>
                  <PacketInspector packet={packet} link={linkOf(before, packet.id)} />
                </Suspense>
              </FaultBoundary>
            ),
        },
        {
          id: 'moments',
          label: momentWords.title,
          panel: (
            <FaultBoundary what={momentWords.title}>
              <Suspense fallback={<p className={styles.none}>{momentWords.loading}</p>}>
                <MomentsPanel session={session} />
              </Suspense>
            </FaultBoundary>
          ),
        },
        ...(steps.length === 0
          ? []
          : [
              {
                id: 'steps',
                label: benchWords.parts.steps,
                panel: <StepList steps={steps} taken={taken} />,
              },
            ]),
      ]}
    />
  );
}
