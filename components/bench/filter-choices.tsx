'use client';

import { Filter } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { TimelineChoice } from '@/components/stage/timeline';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { momentWords } from '@/content/messages/moments';
import { marksOf } from '@/store/detail-level';
import { viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import {
  noFilter,
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
  const choose = (part: Partial<TimelineFilter>) =>
    session.getState().setFilter({ ...filter, ...part });
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

/** What the filter lets through, in words; said by the page when it changes. */
export function useFilterWords(session: Session, shown: number, say: string): string {
  const filter = useSession(session, (state) => state.filter);
  const of = useSession(session, (state) => marksOf(state.history, state.detail).length);
  const words = momentWords.filtered(filter, shown, of);
  const last = useRef(filter);
  useEffect(() => {
    if (last.current === filter) return;
    last.current = filter;
    // The moment may have another caption now, which has just been spoken: together they are heard.
    announce(`${words} ${say}`);
  }, [filter, words, say]);
  return words;
}

/** Says that not all events are shown, and gives them back. */
export function FilterNote({ session, words }: { session: Session; words: string }) {
  return (
    <div className={styles.filtered}>
      <Filter size={14} aria-hidden />
      <span>{words}</span>
      <Button size="tiny" onClick={() => session.getState().setFilter(noFilter)}>
        {momentWords.showAll}
      </Button>
    </div>
  );
}
