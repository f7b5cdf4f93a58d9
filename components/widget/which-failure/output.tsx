import { failureWords as words } from '@/content/messages/which-failure';
import { isPage, type Shown } from './plan';
import { tellTime } from './tell-time';
import styles from './which-failure.module.css';

/** Columns would fall apart if their lines were broken. */
const isTable = /^[A-Z][^\n]* {3}/;

/** A command with all that it printed, the machine, and how long it took. */
export function Output({ shown }: { shown: Shown }) {
  const { line, host, printed } = shown;
  return (
    <div className={styles.output}>
      <p>
        <span>{words.on(host)}</span> <span>{tellTime(shown)}</span>
      </p>
      {/* Long output may be scrolled, so the keyboard must come there. */}
      <pre
        data-table={isTable.test(printed) || undefined}
        tabIndex={0}
        role="group"
        aria-label={words.output(line)}
      >
        <b>{isPage(line) ? line : `$ ${line}`}</b>
        {`\n${printed}`}
        {printed === '' && !isPage(line) && <i>{words.silent}</i>}
      </pre>
    </div>
  );
}
