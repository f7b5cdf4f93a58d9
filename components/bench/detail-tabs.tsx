'use client';

import { useEffect, useState } from 'react';
import { EventList } from '@/components/stage/event-list';
import { PacketInspector } from '@/components/stage/packet-inspector';
import { SocketTable } from '@/components/stage/socket-table';
import { Tabs } from '@/components/ui/tabs';
import { benchTexts } from '@/content/messages/bench';
import { benchWords } from '@/content/messages/interface';
import { probeWords } from '@/content/messages/probe';
import type { PacketView, TraceEvent } from '@/contract/trace';
import type { WorldView } from '@/simulation/world/view';
import type { Selection } from '@/store/simulation-session';
import styles from './detail-tabs.module.css';
import type { ToldMark } from './marks-told';
import { ProbeList } from './probe-list';
import { StepList } from './step-list';

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
  /** The scenario's prepared steps, and how many of them are taken. */
  steps: readonly { text: string }[];
  taken: number;
}) {
  const [tab, setTab] = useState('table');
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
          panel: <EventList events={marks} here={here} onGoTo={onGoTo} />,
        },
        {
          id: 'packet',
          label: benchTexts.details.packet,
          panel: <PacketInspector packet={packet} />,
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
