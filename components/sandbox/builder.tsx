'use client';

import { Redo2, Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { Tabs } from '@/components/ui/tabs';
import { builderWords as words } from '@/content/messages/sandbox';
import type { FindingPath } from '@/contract/sandbox';
import { renameScenario } from '@/simulation/scenario/edit-world';
import type { Session } from '@/store/simulation-session';
import { focusField, useBuilder } from './builder-context';
import { ChallengePanel } from './challenge-panel';
import { FaultPanel } from './fault-panel';
import { TextField } from './fields';
import { FindingList } from './finding-list';
import styles from './sandbox.module.css';
import { sandbox, useSandbox } from './sandbox-store';
import { SharePanel } from './share-panel';
import { type Part, WorldPanel } from './world-panel';

type TabId = keyof typeof words.tabs;

/** In which tab, and with which part chosen, the field of a value stands. */
function placeOf(path: FindingPath, lans: readonly string[]): { tab: TabId; part: Part | null } {
  const [room, which] = path;
  if (room === 'hosts' && typeof which === 'string')
    return { tab: 'world', part: { is: 'host', name: which } };
  if (room === 'lans' && typeof which === 'number')
    return { tab: 'world', part: { is: 'lan', name: lans[which] ?? '' } };
  if (room === 'links' && typeof which === 'string')
    return { tab: 'world', part: { is: 'lan', name: which } };
  if (room === 'goals' || room === 'hints' || room === 'solutions')
    return { tab: 'challenge', part: null };
  if (room === 'faults') return { tab: 'faults', part: null };
  return { tab: 'world', part: null };
}

/** Everything a world is made of, and what is missing in it. */
export function Builder({ session, runs }: { session: Session | null; runs: boolean }) {
  const { source, edit, findings } = useBuilder();
  const canUndo = useSandbox((state) => state.past.length > 0);
  const canRedo = useSandbox((state) => state.future.length > 0);
  const notice = useSandbox((state) => state.notice);
  const [tab, setTab] = useState<TabId>('world');
  const [chosen, setChosen] = useState<Part | null>(null);
  const [wanted, setWanted] = useState<{ path: FindingPath } | null>(null);

  const isThere = ({ is, name }: Part) =>
    is === 'host' ? Object.hasOwn(source.hosts, name) : source.lans.includes(name);
  const first = Object.keys(source.hosts)[0];
  const part =
    chosen !== null && isThere(chosen)
      ? chosen
      : first === undefined
        ? null
        : ({ is: 'host', name: first } as const);

  // The field is there once the tab and the part it belongs to are drawn.
  useEffect(() => {
    if (wanted === null) return;
    focusField(wanted.path);
    setWanted(null);
  }, [wanted]);

  function go(path: FindingPath) {
    const place = placeOf(path, source.lans);
    setTab(place.tab);
    if (place.part !== null) setChosen(place.part);
    setWanted({ path });
  }

  const { undo, redo, open } = sandbox.getState();
  const way = (
    label: string,
    said: string,
    off: boolean,
    deed: () => void,
    icon: React.ReactNode,
  ) => (
    <Button
      size="small"
      variant="quiet"
      square
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => {
        if (off) return;
        deed();
        announce(said);
      }}
    >
      {icon}
    </Button>
  );
  const panels: Record<TabId, React.ReactNode> = {
    world: <WorldPanel part={part} onSelect={setChosen} />,
    faults: <FaultPanel />,
    challenge: <ChallengePanel session={session} runs={runs} />,
    share: <SharePanel session={session} />,
  };
  return (
    <section className={styles.builder} aria-label={words.region(source.title)}>
      <div className={styles.bar}>
        <TextField
          path={['title']}
          label={words.title}
          value={source.title}
          refuse={(text) => (text === '' ? words.titleNeeded : null)}
          onCommit={(title) => edit(renameScenario(source, title))}
        />
        <div className={styles.row}>
          {way(words.undo, words.undone, !canUndo, undo, <Undo2 size={16} aria-hidden />)}
          {way(words.redo, words.redone, !canRedo, redo, <Redo2 size={16} aria-hidden />)}
          {way(words.close, '', false, () => open(null), <X size={16} aria-hidden />)}
        </div>
        <small>
          {notice === 'full' || notice === 'unavailable' ? words.notSaved : words.saved}
        </small>
      </div>
      <FindingList findings={findings} onGo={go} />
      <Tabs
        label={words.parts}
        className={styles.tabs ?? ''}
        panelStop={false}
        selected={tab}
        onSelect={(id) => setTab(id as TabId)}
        items={(Object.keys(words.tabs) as TabId[]).map((id) => ({
          id,
          label: words.tabs[id],
          panel: <div className={styles.panel}>{panels[id]}</div>,
        }))}
      />
    </section>
  );
}
