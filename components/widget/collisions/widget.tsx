'use client';

import { useState } from 'react';
import { Tabs } from '@/components/ui/tabs';
import { collisionWords as words } from '@/content/messages/collisions/words';
import { permalinkIn, scenarioOfPermalink } from '@/store/permalink-code';
import type { WidgetProps } from '../widget-props';
import { freshLab, Lab, type LabState } from './lab';
import styles from './lab.module.css';
import { ServerBench } from './server-bench';

/** The permalink in the page's address, where it leads into that scenario. */
function followed(scenario: string): string | null {
  const code = permalinkIn(window.location.hash);
  return code !== null && scenarioOfPermalink(code) === scenario ? code : null;
}

/** Why two programs cannot have one port: case by case, and as it happens in daily work. */
export function Widget({ scenarios }: WidgetProps) {
  const lab = scenarios.find(({ id }) => id === 'collisions');
  const server = scenarios.find(({ id }) => id === 'forgotten-dev-server');
  const [permalink] = useState(() => (server === undefined ? null : followed(server.id)));
  const [tab, setTab] = useState(permalink === null ? 'lab' : 'bench');
  const [state, setState] = useState<LabState>(freshLab);
  if (lab === undefined || server === undefined) return null;
  return (
    <section className={styles.widget} aria-label={words.label}>
      <Tabs
        label={words.label}
        selected={tab}
        onSelect={setTab}
        panelStop={false}
        items={[
          {
            id: 'lab',
            label: words.tabs.lab,
            panel: <Lab scenario={lab} state={state} onState={setState} />,
          },
          {
            id: 'bench',
            label: words.tabs.bench,
            panel: <ServerBench scenario={server} permalink={permalink} />,
          },
        ]}
      />
    </section>
  );
}
