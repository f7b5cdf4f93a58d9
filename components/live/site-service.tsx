'use client';

import { useEffect, useState } from 'react';
import { StateChip } from '@/components/stage/state-chip';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { explainErrno } from '@/content/messages/errors';
import {
  type HealthResult,
  healthResult,
  type SelfProbeResult,
  selfProbeResult,
} from '@/contract/lab';
import { type BrowserProbe, probeFromBrowser } from './browser-probe';
import { askLab } from './lab-request';
import { place } from './outcome-words';
import styles from './site-service.module.css';

const routes = [
  { path: '/api/health', about: 'Is the server alive, and on which socket?' },
  { path: '/api/you', about: 'From which address and port did you come?' },
  { path: '/api/lab', about: 'How is the lab?' },
] as const;

const figure = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

function BrowserResult({ probe }: { probe: BrowserProbe }) {
  if (probe.status === null) return <p>No answer from the server.</p>;
  const happened = probe.phases.filter(({ ms }) => ms !== null);
  return (
    <dl className={styles.facts}>
      <div>
        <dt>status</dt>
        <dd>
          {probe.status}
          {probe.protocol && ` over ${probe.protocol}`}
        </dd>
      </div>
      {probe.clientPort !== null && (
        <div>
          <dt>port the server saw</dt>
          <dd>{probe.clientPort}</dd>
        </div>
      )}
      {probe.reused !== null && (
        <div>
          <dt>connection</dt>
          <dd>{probe.reused ? 'used again: no handshake' : 'new: handshake first'}</dd>
        </div>
      )}
      {happened.map(({ name, ms }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure(ms ?? 0)}</dd>
        </div>
      ))}
      <div>
        <dt>in all</dt>
        <dd>
          {figure(probe.totalMs)}
          {probe.bytes !== null && `, ${probe.bytes} bytes`}
        </dd>
      </div>
    </dl>
  );
}

function SelfResult({ result }: { result: SelfProbeResult }) {
  const { target, local, connectMs, firstByteMs, totalMs, errno } = result;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>connect()</dt>
        <dd>
          {local && `${place(local)} → `}
          {place(target)}{' '}
          {connectMs !== null ? `in ${figure(connectMs)}` : <b className={styles.no}>{errno}</b>}
        </dd>
      </div>
      {result.requestLine && (
        <div>
          <dt>sent</dt>
          <dd>
            {result.requestLine} ({result.bytesSent} bytes)
          </dd>
        </div>
      )}
      {result.statusLine && (
        <div>
          <dt>received</dt>
          <dd>
            {result.statusLine} ({result.bytesReceived} bytes
            {firstByteMs !== null && `, first one after ${figure(firstByteMs)}`})
          </dd>
        </div>
      )}
      <div>
        <dt>in all</dt>
        <dd>{figure(totalMs)}</dd>
      </div>
      {errno && (
        <div>
          <dt>means</dt>
          <dd>
            {explainErrno(errno, 'connect').means} Nothing listens on port {target.port} of this
            server, and its kernel says so at once.
          </dd>
        </div>
      )}
    </dl>
  );
}

type Shown =
  | { by: 'browser'; probe: BrowserProbe }
  | { by: 'backend'; result: SelfProbeResult }
  | { by: 'nobody'; why: string };

/**
 * This very site as a service: its routes, probed from the learner's browser and by the backend
 * itself, and the row in which it listens. Needs no sandbox, so it works in every tier.
 */
export function SiteService() {
  const [health, setHealth] = useState<HealthResult | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    void askLab('/api/health', healthResult).then((answer) => {
      if (answer.ok) setHealth(answer.value);
    });
  }, []);

  async function run(work: () => Promise<Shown>) {
    if (busy) return;
    setBusy(true);
    const next = await work();
    setShown(next);
    setBusy(false);
    announce(words(next));
  }
  const fromBrowser = (path: string) =>
    run(async () => ({ by: 'browser', probe: await probeFromBrowser(path) }));
  const fromBackend = (target: 'own-port' | 'closed-port') =>
    run(async () => {
      const answer = await askLab('/api/lab/self', selfProbeResult, 'POST', { target });
      return answer.ok
        ? { by: 'backend', result: answer.value }
        : { by: 'nobody', why: answer.detail };
    });

  const own = health?.listening;
  return (
    <section className={styles.service} aria-labelledby="site-service">
      <div className={styles.bar}>
        <Badge tone="bad" code>
          LIVE
        </Badge>
        <h3 id="site-service">This site is a service too</h3>
      </div>
      <div className={styles.columns}>
        <div>
          <h4>Its own row in the server’s socket table</h4>
          {own?.local ? (
            <p className={styles.row}>
              <StateChip word="LISTEN" /> <code>{place(own.local)}</code>
              {own.recvQ !== null && <span> Recv-Q {own.recvQ}</span>}
              <span>
                {' '}
                {own.source === 'kernel' ? 'read from the kernel' : 'as the program says'}, process{' '}
                {health?.pid}
              </span>
            </p>
          ) : (
            <p className={styles.row}>The server has not said on which socket it listens.</p>
          )}
          <h4>Ask it from your browser</h4>
          <ul className={styles.routes}>
            {routes.map(({ path, about }) => (
              <li key={path}>
                <Button size="small" onClick={() => void fromBrowser(path)} aria-disabled={busy}>
                  <code>GET {path}</code>
                </Button>
                <span>{about}</span>
              </li>
            ))}
          </ul>
          <h4>Have the backend ask itself</h4>
          <div className={styles.buttons}>
            <Button size="small" onClick={() => void fromBackend('own-port')} aria-disabled={busy}>
              on its own port
            </Button>
            <Button
              size="small"
              onClick={() => void fromBackend('closed-port')}
              aria-disabled={busy}
            >
              on a port where it does not listen
            </Button>
          </div>
        </div>
        <div className={styles.result}>
          <h4>
            {shown?.by === 'browser'
              ? `Your browser asked for ${shown.probe.path}`
              : shown?.by === 'backend'
                ? 'The backend was its own client'
                : 'What happened'}
          </h4>
          {!shown && (
            <p>Press one of the buttons: each makes a real connection, or uses one again.</p>
          )}
          {shown?.by === 'browser' && <BrowserResult probe={shown.probe} />}
          {shown?.by === 'backend' && <SelfResult result={shown.result} />}
          {shown?.by === 'nobody' && <p>{shown.why}</p>}
        </div>
      </div>
    </section>
  );
}

function words(shown: Shown): string {
  if (shown.by === 'nobody') return shown.why;
  if (shown.by === 'browser') {
    const { status, path, totalMs } = shown.probe;
    return status === null ? `${path}: no answer` : `${path}: ${status} in ${figure(totalMs)}`;
  }
  const { outcome, errno, target } = shown.result;
  return `${place(target)}: ${outcome}${errno ? `, ${errno}` : ''}`;
}
