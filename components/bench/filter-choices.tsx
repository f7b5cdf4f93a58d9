'use client';

import { Filter } from 'lucide-react';
import { TimelineChoice } from '@/components/stage/timeline';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { momentWords } from '@/content/messages/moments';
import { marksOf } from '@/store/detail-level';
import { viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import {
  noFilter,
  shownMarks,
  type TimelineFilter,
  type TimelineLayer,
  timelineLayers,
} from '@/store/timeline-filter';
import { useSession } from '@/store/use-session';
import styles from './time-panel.module.css';

const every = '';

/** Which events the timeline shows: by host and by layer. */
export function FilterChoices({ session }: { session: Session }) {
  const filter = useSession(session, (state) => state.filter);
  const names = useSession(session, (state) =>
    viewAt(session.engine, state)
      .hosts.map((host) => host.name)
      .join(' '),
  );
  const hosts = names.split(' ');
  function choose(part: Partial<TimelineFilter>) {
    const next = { ...filter, ...part };
    const { history, detail, setFilter } = session.getState();
    setFilter(next);
    const of = marksOf(history, detail).length;
    announce(momentWords.filtered(next, shownMarks(history, detail, next).length, of));
  }
  return (
    <>
      {hosts.length > 1 && (
        <TimelineChoice
          label={momentWords.host}
          value={filter.host ?? every}
          choices={[
            [every, momentWords.everyHost] as const,
            ...hosts.map((name) => [name, name] as const),
          ]}
          onChange={(host) => choose({ host: host === every ? null : host })}
        />
      )}
      <TimelineChoice<TimelineLayer | ''>
        label={momentWords.layer}
        value={filter.layer ?? every}
        choices={[
          [every, momentWords.everyLayer] as const,
          ...timelineLayers.map((layer) => [layer, momentWords.layers[layer]] as const),
        ]}
        onChange={(layer) => choose({ layer: layer === every ? null : layer })}
      />
    </>
  );
}

/** Says that not all events are shown, and gives them back. */
export function FilterNote({ session, shown }: { session: Session; shown: number }) {
  const filter = useSession(session, (state) => state.filter);
  const of = useSession(session, (state) => marksOf(state.history, state.detail).length);
  function showAll() {
    session.getState().setFilter(noFilter);
    announce(momentWords.filtered(noFilter, of, of));
  }
  return (
    <div className={styles.filtered}>
      <Filter size={14} aria-hidden />
      <span>{momentWords.filtered(filter, shown, of)}</span>
      <Button size="tiny" onClick={showAll}>
        {momentWords.showAll}
      </Button>
    </div>
  );
}
