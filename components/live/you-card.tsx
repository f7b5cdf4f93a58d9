'use client';

import { useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
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

/** The learner's own connection to this server, as the server's socket sees it. */
export function YouCard() {
  const [you, setYou] = useState<YouResult | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const ask = useCallback(async () => {
    const answer = await askLab('/api/you', youResult);
    setYou(answer.ok ? answer.value : null);
    setWrong(answer.ok ? null : answer.detail);
  }, []);
  useEffect(() => void ask(), [ask]);

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
      <Button size="tiny" onClick={() => void ask()}>
        Ask again
      </Button>
    </div>
  );
}
