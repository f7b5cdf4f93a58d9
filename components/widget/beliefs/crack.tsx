import { Unlink } from 'lucide-react';
import type { Belief } from '@/content/messages/beliefs/belief';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import styles from './widget.module.css';

/** The moment at which a belief cannot be held any longer, and why. */
export function Crack({ crack: { against, say } }: Pick<Belief, 'crack'>) {
  return (
    <p className={styles.crack}>
      <Unlink size={18} aria-hidden />
      <span>
        <b>
          {words.crackTitle} {words.crack[against]}
        </b>{' '}
        {say}
      </span>
    </p>
  );
}
