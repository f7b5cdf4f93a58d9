import { BrowserWindow } from '@/components/stage/browser-window';
import { failureWords as words } from '@/content/messages/which-failure';
import { visitor } from '@/content/messages/which-failure-causes';
import { hostIn, viewAt } from '@/store/session-view';
import { Output } from './output';
import { tellTime } from './tell-time';
import type { Played } from './use-case';
import styles from './which-failure.module.css';

/** What every case begins with: the page that does not open, and two commands that ask for the same. */
export function Symptom({ played: { session, symptom } }: { played: Played }) {
  const [page, ...commands] = symptom;
  if (page === undefined) return null;
  const { history } = session.getState();
  const window = hostIn(viewAt(session.engine, { history, playhead: page.to }), visitor)?.browser;
  return (
    <div className={styles.symptom}>
      <div className={styles.page}>
        <p>
          <span>{words.page}</span> <span>{tellTime(page.shown)}</span>
        </p>
        {window && <BrowserWindow host={visitor} page={window} />}
      </div>
      {commands.map(({ shown }) => (
        <Output key={shown.line} shown={shown} />
      ))}
    </div>
  );
}
