'use client';

import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { operatorWords as words } from '@/content/messages/operator';
import { closeResult } from '@/contract/lab';
import {
  type OperatorRequest,
  type OperatorView,
  operatorResult,
  operatorView,
} from '@/contract/lab-operator';
import { askLab } from '../lab-request';
import styles from './operator-panel.module.css';

const AGAIN_MS = 5_000;
const VIEW = '/api/lab/operator';
const SESSION = '/api/lab/operator/session';

type Seen = { is: 'asking' } | { is: 'stranger' } | { is: 'known'; view: OperatorView };

/** Tier, sandboxes, limits, and the switches, for whoever runs the site. */
export function OperatorPanel() {
  const [seen, setSeen] = useState<Seen>({ is: 'asking' });
  const [said, setSaid] = useState('');
  const tell = (text: string) => {
    setSaid(text);
    announce(text);
  };

  const look = useCallback(async () => {
    const got = await askLab(VIEW, operatorView);
    if (got.ok) setSeen({ is: 'known', view: got.value });
    else if (got.code === 'not-operator') setSeen({ is: 'stranger' });
    else setSaid(got.detail);
  }, []);
  useEffect(() => {
    void look();
    const again = setInterval(() => {
      if (!document.hidden) void look();
    }, AGAIN_MS);
    return () => clearInterval(again);
  }, [look]);

  async function act(order: OperatorRequest, done: (closed: number) => string) {
    const got = await askLab(VIEW, operatorResult, 'POST', order);
    tell(got.ok ? done(got.value.closed) : got.detail);
    await look();
  }
  async function sign(method: 'POST' | 'DELETE', body?: object) {
    const got = await askLab(SESSION, closeResult, method, body);
    tell(got.ok ? '' : got.detail);
    await look();
  }

  return (
    <>
      {said !== '' && <p className={styles.said}>{said}</p>}
      {seen.is === 'asking' && <p>{words.asking}</p>}
      {seen.is === 'stranger' && <SignIn onToken={(token) => sign('POST', { token })} />}
      {seen.is === 'known' && <Known view={seen.view} act={act} signOut={() => sign('DELETE')} />}
    </>
  );
}

function SignIn({ onToken }: { onToken: (token: string) => void }) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onToken(String(new FormData(event.currentTarget).get('token') ?? ''));
  }
  return (
    <form onSubmit={submit} className={styles.signIn}>
      <label>
        {words.token}{' '}
        <input name="token" type="password" autoComplete="current-password" required />
      </label>
      <Button type="submit" variant="primary">
        {words.signIn}
      </Button>
    </form>
  );
}

type Act = (order: OperatorRequest, done: (closed: number) => string) => Promise<void>;

function Known({ view, act, signOut }: { view: OperatorView; act: Act; signOut: () => void }) {
  const { status, overview, limits } = view;
  const { canary } = status;
  const facts: [string, string][] = [
    [words.tier, `${status.tier} (${status.state})`],
    [words.reason, status.reason],
    ...(status.cure ? [[words.cure, status.cure] as [string, string]] : []),
    [words.open, `${status.sessions.open} / ${status.sessions.max}`],
    [words.waiting, String(status.sessions.waiting)],
    [
      words.canary,
      canary
        ? canary.ok
          ? words.held(canary.at)
          : words.fell(canary.at, canary.why ?? '')
        : words.none,
    ],
  ];
  if (overview) {
    const { running, max } = overview.serviceProcesses;
    facts.push([words.services, `${running} / ${max}`]);
    const left = overview.memoryLeft;
    facts.push([words.memory, left === null ? words.unknown : words.megabytes(left)]);
  }
  return (
    <>
      <section aria-labelledby="operator-state">
        <h2 id="operator-state">{words.state}</h2>
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.switches}>
          {status.state === 'off' ? (
            <Button onClick={() => act({ do: 'on' }, () => words.isOn)}>{words.on}</Button>
          ) : (
            <Button onClick={() => act({ do: 'off' }, () => words.isOff)}>{words.off}</Button>
          )}
          <Button variant="quiet" onClick={signOut}>
            {words.signOut}
          </Button>
        </p>
      </section>
      <section aria-labelledby="operator-sandboxes">
        <h2 id="operator-sandboxes">{words.sandboxes}</h2>
        <Sandboxes sandboxes={overview?.sandboxes ?? []} act={act} />
      </section>
      <section aria-labelledby="operator-limits">
        <h2 id="operator-limits">{words.limits}</h2>
        <dl className={styles.facts}>
          {limits.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

type Rows = NonNullable<OperatorView['overview']>['sandboxes'];

function Sandboxes({ sandboxes, act }: { sandboxes: Rows; act: Act }) {
  if (sandboxes.length === 0) return <p>{words.nobody}</p>;
  return (
    <>
      <section className={styles.scroll} tabIndex={0} aria-label={words.table}>
        <table className={styles.table}>
          <thead>
            <tr>
              {words.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sandboxes.map(({ name, ageMs, idleMs, services, processes, bytes }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{words.minutes(ageMs)}</td>
                <td>{words.minutes(idleMs)}</td>
                <td>{services.join(', ') || '–'}</td>
                <td>{processes}</td>
                <td>{words.megabytes(bytes)}</td>
                <td>
                  <Button size="small" onClick={() => act({ do: 'close', name }, words.closed)}>
                    {words.close(name)}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>
        <Button onClick={() => act({ do: 'close-all' }, words.closed)}>{words.closeAll}</Button>
      </p>
    </>
  );
}
