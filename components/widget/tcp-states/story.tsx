'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useReading } from '@/components/bench/use-reading';
import { announce } from '@/components/ui/announce';
import { type ActId, actWords, statesWords as words } from '@/content/messages/tcp-states';
import type { Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import { settled } from '../open-session';
import { Replay } from '../replay';
import { ActPanel } from './act-panel';
import { Diagram } from './diagram';
import { actionsOf, holdsEnd } from './own-acts';
import { PathList } from './path-list';
import { readPath } from './read-path';
import { Standing } from './standing';
import styles from './states.module.css';
import { StepPanel } from './step-panel';
import type { End } from './stories';
import { tellMove } from './tell-move';
import { TransitionTable } from './transition-table';

/** One life of a connection, at the moment at which its session stands. */
export function Story({ session, title }: { session: Session; title: string }) {
  const history = useSession(session, (state) => state.history);
  const playhead = useSession(session, (state) => state.playhead);
  const [said, setSaid] = useState<Readonly<Record<number, string>>>({});
  const moves = useMemo(() => readPath(history.stops), [history]);
  const done = moves.filter(({ stop }) => stop <= playhead).length;
  const soFar = moves.slice(0, done);
  const told = useRef(done);
  const [note, setNote] = useState<string | null>(null);
  const { view } = useReading(session);

  // After the effects of the parts inside, so that this is heard in place of the caption.
  useEffect(() => {
    const last = moves[done - 1];
    if (done === told.current + 1 && last) announce(tellMove(last, said[done - 1]));
    told.current = done;
  }, [done, moves, said]);

  function step(guess: string | null) {
    const next = moves[done];
    if (next === undefined) return;
    if (guess !== null) setSaid({ ...said, [done]: guess });
    session.getState().jump(next.stop);
  }

  /** Does it here and stays here: what comes of it is stepped through. */
  async function act(id: ActId, end: End | null) {
    const here = session.getState().playhead;
    session.getState().dispatchAll(actionsOf(id, end));
    await settled(session);
    const { problem, history: changed } = session.getState();
    const left = readPath(changed.stops).length - done;
    const sentence =
      problem === null
        ? words.actDone(actWords[id], left)
        : words.actFailed(problem.kind === 'engine' ? problem.reason : problem.kind);
    session.getState().jump(here);
    setSaid(Object.fromEntries(Object.entries(said).filter(([index]) => Number(index) < done)));
    setNote(sentence);
    announce(sentence);
  }

  return (
    <div className={styles.story}>
      <h2 className={styles.title}>{title}</h2>
      <Replay session={session} label={words.replay} folded={words.network}>
        <StepPanel
          moves={moves}
          done={done}
          said={said}
          onStep={step}
          onBack={() => session.getState().jump(moves[done - 2]?.stop ?? 'first')}
        />
        <figure className={styles.figure}>
          <Diagram moves={soFar} />
          <figcaption>
            {words.twoClosed} {words.shortCuts}
          </figcaption>
        </figure>
        <Standing moves={soFar} />
        <ActPanel
          can={{ client: holdsEnd(view, 'client'), server: holdsEnd(view, 'server') }}
          note={note}
          onAct={act}
        />
      </Replay>
      <PathList moves={soFar} said={said} />
      <TransitionTable moves={soFar} />
    </div>
  );
}
