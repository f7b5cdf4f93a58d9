'use client';

import { useState } from 'react';
import { useReading } from '@/components/bench/use-reading';
import { BrowserWindow } from '@/components/stage/browser-window';
import { visitor } from '@/content/messages/proxy-xray/setting';
import { xrayWords as words } from '@/content/messages/proxy-xray/words';
import { hostIn, terminalAt } from '@/store/session-view';
import { useSession } from '@/store/use-session';
import { Replay } from '../replay';
import { AppView } from './app-view';
import { readVisit, type Visit } from './open-visit';
import { PipePanel } from './pipe-panel';
import { plainText } from './plain-text';
import styles from './visit-panel.module.css';
import { XrayPicture } from './xray-picture';

/** A visit under the X-ray, at the moment at which its session stands. */
export function VisitPanel({ visit }: { visit: Visit }) {
  const { session, setting } = visit;
  const [chosen, choose] = useState(0);
  const playhead = useSession(session, (state) => state.playhead);
  const { view } = useReading(session);
  const { pipes, logs, seen } = readVisit(visit, playhead);
  const pipe = pipes[chosen] ?? pipes[0] ?? null;
  const browser = hostIn(view, visitor.host)?.browser ?? null;
  const screen = terminalAt(view, { host: visitor.host, tty: 0 })?.text ?? '';
  const outer = pipes.find(({ side }) => side === 'outer');
  return (
    <div className={styles.visit}>
      <Replay session={session} label={words.replay} folded={words.network}>
        <p className={styles.hint}>{words.pictureNote}</p>
        <XrayPicture setting={setting} pipes={pipes} chosen={pipe} onChoose={choose} />
      </Replay>
      {pipe && (
        <PipePanel
          pipe={pipe}
          name={words.pipe(pipes.indexOf(pipe))}
          asked={pipe.side === 'inner' ? (outer?.requests[pipe.number - 1] ?? null) : null}
          logs={logs}
        />
      )}
      <div className={styles.ends}>
        <section aria-label={words.screen} className={styles.screen}>
          <h2>{words.screen}</h2>
          {setting.visit === 'browser' && browser ? (
            <BrowserWindow host={visitor.host} page={browser} />
          ) : (
            <pre tabIndex={0} role="group" aria-label={words.screen}>
              {plainText(screen)}
            </pre>
          )}
        </section>
        <AppView seen={seen} />
      </div>
    </div>
  );
}
