'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
import type { YouResult } from '@/contract/lab';
import styles from './you-strip.module.css';

type Answer =
  | { state: 'waiting' }
  | { state: 'silent'; why: string }
  | ({ state: 'seen' } & YouResult);

async function ask(): Promise<Answer> {
  try {
    const { fetchYou } = await import('./fetch-you');
    return { state: 'seen', ...(await fetchYou()) };
  } catch (error) {
    return { state: 'silent', why: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The visitor's own connection as the server's socket sees it. Asked for once the strip is near
 * the viewport, and again on demand: the numbers show whether the browser used the same socket.
 */
export function YouStrip() {
  const [answer, setAnswer] = useState<Answer>({ state: 'waiting' });
  const [before, setBefore] = useState<number | null>(null);
  const strip = useRef<HTMLElement>(null);
  const port = answer.state === 'seen' ? (answer.connection?.remote.port ?? null) : null;

  const askAgain = useCallback(async (last: number | null) => {
    const next = await ask();
    setBefore(last);
    setAnswer(next);
    if (last !== null && next.state === 'seen') announce(compare(last, next));
  }, []);

  useEffect(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        void askAgain(null);
      },
      { rootMargin: '200px' },
    );
    if (strip.current) watch.observe(strip.current);
    return () => watch.disconnect();
  }, [askAgain]);

  return (
    <section ref={strip} className={styles.strip} aria-labelledby="you-title">
      <p className={styles.badge}>
        <Badge tone={answer.state === 'seen' ? 'bad' : 'neutral'} code>
          LIVE
        </Badge>
      </p>
      <div className={styles.words}>
        <h2 id="you-title">You are a client too.</h2>
        <Facts answer={answer} />
        {before !== null && answer.state === 'seen' && <p>{compare(before, answer)}</p>}
      </div>
      <Button onClick={() => void askAgain(port)} aria-disabled={answer.state === 'waiting'}>
        Ask again
      </Button>
    </section>
  );
}

function Facts({ answer }: { answer: Answer }) {
  if (answer.state === 'waiting') {
    return (
      <p>
        To show you this page, your browser was given a port of its own, just as any client is. The
        server can tell which.
      </p>
    );
  }
  if (answer.state === 'silent') {
    return (
      <p>
        The server did not say where you come from. {answer.why} The lessons do not need it: what
        they show runs in your browser.
      </p>
    );
  }
  const { connection, proxy } = answer;
  if (!connection) {
    return <p>This server cannot see its own sockets, so it cannot tell where you come from.</p>;
  }
  const { remote, local, requests, ageMs } = connection;
  return (
    <>
      <p>
        Your last request reached this server from <b>{place(remote)}</b> at its port{' '}
        <b>{local.port}</b>, on a connection opened {formatDuration(ageMs)} ago and used{' '}
        {requests === 1 ? 'once' : `${requests} times`}. Your system picked the {remote.port}; a
        client needs no number that anyone knows.
      </p>
      {proxy && (
        <p>
          {proxy.trusted ? (
            <>
              A proxy carries your requests, so the address above is the proxy&rsquo;s. It says that
              you are <b>{proxy.client}</b>.
            </>
          ) : (
            <>
              The request also carries {proxy.header}: {proxy.client}. Anyone can write such a line,
              so this server does not believe it.
            </>
          )}
        </p>
      )}
    </>
  );
}

function compare(before: number, { connection }: YouResult): string {
  if (!connection) return '';
  const { port } = connection.remote;
  return port === before
    ? `Port ${port} again: your browser kept the connection open and used it once more.`
    : `Port ${port} this time, not ${before}: your browser used another connection, so another port.`;
}

/** An IPv6 address stands in brackets, so that the port's colon can be told from its own. */
function place({ addr, port }: { addr: string; port: number }): string {
  return addr.includes(':') ? `[${addr}]:${port}` : `${addr}:${port}`;
}
