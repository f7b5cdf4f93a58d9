'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { behaviourWords, liveWords } from '@/content/messages/live';
import styles from './open-things.module.css';
import { place } from './outcome-words';
import { useLiveLab } from './use-live-lab';

/** What the learner opened and has not closed, each with its button. */
export function OpenThings() {
  const { listeners, connections } = useLiveLab((lab) => lab.sockets);
  const close = useLiveLab((lab) => lab.close);
  if (listeners.length + connections.length === 0) return null;
  const things = [
    ...listeners.map(({ id, host, local, behaviour }) => ({
      id,
      text: `${host} ${place(local)}`,
      about: behaviourWords[behaviour].label,
    })),
    ...connections.map(({ id, host, local, peer }) => ({
      id,
      text: `${host} ${place(local)} → ${place(peer)}`,
      about: 'connection',
    })),
  ];
  return (
    <div className={styles.open}>
      <h4>{liveWords.listening}</h4>
      <ul>
        {things.map(({ id, text, about }) => (
          <li key={id}>
            <span>
              <code>{text}</code> {about}
            </span>
            <Button size="tiny" onClick={() => void close(id)} aria-label={`Close ${text}`}>
              <X size={14} aria-hidden /> {liveWords.stop}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
