'use client';

import { useId, useState } from 'react';
import { useReading } from '@/components/bench/use-reading';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { backlogGuesses, backlogWords } from '@/content/messages/backlog';
import type { Action } from '@/contract/action';
import { eventsUpTo, viewAt } from '@/store/session-view';
import type { Session } from '@/store/simulation-session';
import { actWithin, lastBy } from '../act-within';
import { Replay } from '../replay';
import styles from './backlog.module.css';
import { acceptSome, answerOverflow, callClients, clientHost, endProgram } from './backlog-actions';
import { BacklogGauge } from './backlog-gauge';
import { BacklogVerdict } from './backlog-verdict';
import { ClientTable } from './client-table';
import { type Backlog, readBacklog } from './read-backlog';

/** Between two clients, and what a round of answers takes at most, in simulated milliseconds. */
const gap = 60;

function readNow(session: Session): Backlog {
  const state = session.getState();
  return readBacklog(viewAt(session.engine, state), eventsUpTo(state));
}

function sayStanding({ clients, waiting, limit }: Backlog): string {
  const count = (believes: string) => clients.filter((one) => one.believes === believes).length;
  return backlogWords.say(count('connected'), waiting, limit + 1, count('asking'));
}

/** When the next SYN is sent again after the playhead; null where nobody asks any more. */
function nextRetry(session: Session): number | null {
  const { history, playhead } = session.getState();
  for (const { events } of history.stops.slice(playhead + 1)) {
    const sent = events.find(
      (event) => event.kind === 'sent' && event.host === clientHost && event.packet.flags === 'S',
    );
    if (sent) return sent.at;
  }
  return null;
}

export function BacklogBench({
  session,
  backlog,
  onBacklog,
}: {
  session: Session;
  backlog: number;
  onBacklog: (backlog: number) => void;
}) {
  const [guess, setGuess] = useState<number | null>(null);
  const [found, setFound] = useState<Backlog | null>(null);
  const [resets, setResets] = useState(false);
  const { view, before } = useReading(session);
  const now = readBacklog(view, before);
  const retry = nextRetry(session);
  const name = useId();

  async function act(actions: readonly Action[]) {
    await actWithin(session, actions, gap);
    announce(sayStanding(readNow(session)));
  }

  async function send() {
    await act(callClients(1, 6));
    setFound(readNow(session));
  }

  function waitForRetry() {
    if (retry === null) return;
    session.getState().jump(lastBy(session, retry + gap));
    announce(sayStanding(readNow(session)));
  }

  const called = now.clients.length;
  const taken = now.accepted;
  const { acts, breaks } = backlogWords;
  return (
    <section className={styles.widget} aria-label={backlogWords.label}>
      <h2 className={styles.head}>
        {backlogWords.heading} <Badge code>SIM</Badge>
      </h2>
      <fieldset className={styles.guess}>
        <legend>{backlogWords.question(backlog)}</legend>
        {backlogGuesses(backlog).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={name}
              checked={guess === each}
              disabled={found !== null}
              onChange={() => setGuess(each)}
            />
            {backlogWords.guess(each)}
          </label>
        ))}
        {found === null ? (
          <p>
            <Button
              variant="primary"
              aria-disabled={guess === null}
              onClick={() => guess !== null && send()}
            >
              {backlogWords.send}
            </Button>{' '}
            {guess === null && <span>{backlogWords.sayFirst}</span>}
          </p>
        ) : (
          guess !== null && <BacklogVerdict guess={guess} found={found} backlog={backlog} />
        )}
      </fieldset>

      <BacklogGauge now={now} />
      <ClientTable clients={now.clients} />

      <div className={styles.acts} role="group" aria-label={acts.label}>
        <Button aria-disabled={retry === null} onClick={waitForRetry}>
          {acts.retry}
        </Button>
        <Button
          aria-disabled={now.waiting === 0}
          onClick={() => now.waiting > 0 && act(acceptSome(taken + 1, 1))}
        >
          {acts.accept}
        </Button>
        <Button
          aria-disabled={now.waiting === 0}
          onClick={() => now.waiting > 0 && act(acceptSome(taken + 1, now.waiting))}
        >
          {acts.resume}
        </Button>
        <Button
          aria-disabled={found === null}
          onClick={() => found !== null && act(callClients(called + 1, 1))}
        >
          {acts.one}
        </Button>
        {found !== null && retry === null && <p>{acts.retryNone}</p>}
      </div>

      <fieldset className={styles.breaks}>
        <legend>{breaks.label}</legend>
        <label>
          {breaks.backlog}{' '}
          <select value={backlog} onChange={({ target }) => onBacklog(Number(target.value))}>
            {[0, 1, 2, 5].map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={resets}
            onChange={({ target }) => {
              setResets(target.checked);
              void act(answerOverflow(target.checked));
            }}
          />
          {breaks.reset}
        </label>
        <Button
          size="small"
          aria-disabled={!now.listening}
          onClick={() => now.listening && act(endProgram)}
        >
          {breaks.end}
        </Button>
        <p>{breaks.resetHelp}</p>
      </fieldset>

      <Disclosure summary={backlogWords.replay}>
        <Replay session={session} label={backlogWords.replay} />
      </Disclosure>
    </section>
  );
}
