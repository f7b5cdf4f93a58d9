'use client';

import { useEffect, useId, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { benchWords } from '@/content/messages/interface';
import {
  type StoryId,
  storyIds,
  storyWords,
  statesWords as words,
} from '@/content/messages/tcp-states';
import type { Session } from '@/store/simulation-session';
import type { WidgetProps } from '../widget-props';
import { openStory } from './open-story';
import styles from './states.module.css';
import { Story } from './story';

/** TCP's state diagram, drawn from the engine's table, with both ends of a connection in it. */
export function Widget({ scenarios }: WidgetProps) {
  const [scenario] = scenarios;
  const [id, setId] = useState<StoryId>('client');
  const [opened, setOpened] = useState<{ id: StoryId; session: Session } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const name = useId();

  useEffect(() => {
    let left = false;
    setTrouble(null);
    if (scenario === undefined) return;
    openStory(scenario, id).then(
      (session) => left || setOpened({ id, session }),
      (error: unknown) =>
        left || setTrouble(words.failed(error instanceof Error ? error.message : String(error))),
    );
    return () => {
      left = true;
    };
  }, [scenario, id]);

  return (
    <section className={styles.widget} aria-label={words.label}>
      <p className={styles.intro}>
        <Badge code title={benchWords.simBadgeTip}>
          {benchWords.simBadge}
        </Badge>{' '}
        {words.intro}
      </p>
      <fieldset className={styles.stories}>
        <legend>{words.choose}</legend>
        {storyIds.map((each) => (
          <label key={each}>
            <input type="radio" name={name} checked={each === id} onChange={() => setId(each)} />
            <span>
              {storyWords[each].title}
              {storyWords[each].breaks && <small> ({words.breaks})</small>}
            </span>
          </label>
        ))}
      </fieldset>
      {opened?.id === id ? (
        <Story key={id} session={opened.session} title={storyWords[id].title} />
      ) : (
        <p role="status" className={styles.opening}>
          {trouble ?? words.opening}
        </p>
      )}
    </section>
  );
}
