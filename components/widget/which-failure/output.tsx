import { failureWords as words } from '@/content/messages/which-failure';
import type { Shown } from './plan';
import { tellTime } from './use-case';
import styles from './which-failure.module.css';

/** A command with all that it printed, the machine, and how long it took. */
export function Output({ shown }: { shown: Shown }) {
  const { line, host, printed } = shown;
  return (
    <div className={styles.output}>
      <p>
        <span>{words.on(host)}</span> <span>{tellTime(shown)}</span>
      </p>
      {/* Long output may be scrolled, so the keyboard must come there. */}
      <pre tabIndex={0} role="group" aria-label={words.output(line)}>
        <b>$ {line}</b>
        {`\n${printed}`}
      </pre>
    </div>
  );
}
