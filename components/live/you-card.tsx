'use client';

import { useCallback, useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
import { youWords } from '@/content/messages/you';
import { type YouResult, youResult } from '@/contract/lab';
import { askLab } from './lab-request';
import { place } from './outcome-words';
import styles from './you-card.module.css';

function Proxy({ proxy }: { proxy: NonNullable<YouResult['proxy']> }) {
  return proxy.trusted ? (
    <p>
      A proxy carries your requests. That socket is the proxy’s; it says you are{' '}
      <b>{proxy.client}</b>, and keeps your own port to itself.
    </p>
  ) : (
    <p>
      The request also carries {proxy.header} (“{proxy.client}”). Anyone can write such a line, so
      this server does not believe it.
    </p>
  );
}

const ask = (held = false) => askLab(held ? '/api/you?hold=1' : '/api/you', youResult);
type Answer = Awaited<ReturnType<typeof ask>>;

/** Held for a moment by the server, so that no connection is free for the next one. */
const fiveAtOnce = () => Promise.all(Array.from({ length: 5 }, () => ask(true)));

async function threeInARow(): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let count = 0; count < 3; count++) answers.push(await ask());
  return answers;
}

/** Which connections carried `answers`, in a sentence or two. */
function tellConnections(kind: 'parallel' | 'inARow', answers: readonly Answer[]): string {
  const failed = answers.find((answer) => !answer.ok);
  if (failed && !failed.ok) return failed.detail;
  const values = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const facts = values.flatMap(({ connection }) => connection ?? []);
  if (facts.length < values.length) return youWords.unseen;
  const ports = facts.map(({ remote }) => remote.port);
  const said =
    kind === 'parallel'
      ? youWords.saidParallel(ports, facts[0]?.local.port ?? 0)
      : youWords.saidInARow(
          ports,
          facts.map(({ requests }) => requests),
        );
  const proxied = values.some(({ proxy }) => proxy !== null);
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${proxied ? ` ${youWords.throughProxy}` : ''}`;
}

/** The learner's own connection to this server, as the server's socket sees it. */
export function YouCard() {
  const [you, setYou] = useState<YouResult | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const look = useCallback(async () => {
    const answer = await ask();
    setYou(answer.ok ? answer.value : null);
    setWrong(answer.ok ? null : answer.detail);
  }, []);
  useEffect(() => void look(), [look]);

  async function tryOut(kind: 'parallel' | 'inARow') {
    if (busy) return;
    setBusy(true);
    const answers = await (kind === 'parallel' ? fiveAtOnce() : threeInARow());
    const said = tellConnections(kind, answers);
    setTold(said);
    setBusy(false);
    announce(said);
    void look();
  }

  const facts = you?.connection;
  return (
    <div className={styles.you}>
      {facts ? (
        <>
          <p>
            You are a client too. This page reached us from <b>{place(facts.remote)}</b> to our port{' '}
            <b>{facts.local.port}</b>, on a connection opened {formatDuration(facts.ageMs)} ago and
            used {facts.requests === 1 ? 'once' : `${facts.requests} times`}.
          </p>
          <p className={styles.more}>
            {facts.socketsFromYourAddress === 1
              ? 'It is the only one open from your address.'
              : `${facts.socketsFromYourAddress} connections are open from your address.`}{' '}
            HTTP/{facts.httpVersion}.
          </p>
        </>
      ) : (
        <p>
          {wrong ??
            (you
              ? 'You are a client too, but this server cannot see its own sockets, so it cannot say from which port you came.'
              : 'You are a client too: your browser was given a port of its own to reach this page.')}
        </p>
      )}
      {you?.proxy && <Proxy proxy={you.proxy} />}
      {told && <p className={styles.told}>{told}</p>}
      <div className={styles.buttons}>
        <Button size="tiny" onClick={() => void look()}>
          {youWords.again}
        </Button>
        <Button size="tiny" aria-disabled={busy} onClick={() => void tryOut('parallel')}>
          {busy ? youWords.asking : youWords.parallel}
        </Button>
        <Button size="tiny" aria-disabled={busy} onClick={() => void tryOut('inARow')}>
          {youWords.inARow}
        </Button>
      </div>
    </div>
  );
}
