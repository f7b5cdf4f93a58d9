'use client';

import { type FormEvent, useId, useState } from 'react';
import { EndpointText } from '@/components/stage/endpoint-text';
import { StateChip } from '@/components/stage/state-chip';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
import { serviceWords } from '@/content/messages/service-panel';
import { type ServiceWords, services as words } from '@/content/messages/services';
import type { LabHostName } from '@/contract/lab-host';
import type { Reach, RunningService, RunsAs, ServiceRow } from '@/contract/lab-service';
import { OutcomeIcon } from '../outcome-icon';
import { useLabBusy, useLiveServices } from '../use-live-lab';
import { portHere, type ServiceCard } from './service-view';
import styles from './services-panel.module.css';

const reaches = Object.entries(serviceWords.reaches) as [
  Reach,
  (typeof serviceWords.reaches)[Reach],
][];

/** Starting a service, or what listens and stopping it. */
function StartOrStop({
  row,
  title,
  running,
  lowestPort,
}: {
  row: ServiceRow;
  title: string;
  running: RunningService | undefined;
  lowestPort: number;
}) {
  const start = useLiveServices((services) => services.start);
  const stop = useLiveServices((services) => services.stop);
  const doing = useLiveServices((services) => services.doing);
  const [reach, setReach] = useState<Reach>('everywhere');
  const [runAs, setRunAs] = useState<RunsAs>('library');
  const busy = useLabBusy();
  const name = useId();
  const first = portHere(row.ports[0]?.port ?? 0, lowestPort);
  if (running) {
    return (
      <div className={styles.state}>
        <ul>
          {running.listening.map(({ purpose, proto, local }) => (
            <li key={`${proto}${purpose}${local.port}`}>
              <StateChip word={proto === 'tcp' ? 'LISTEN' : 'UNCONN'} />{' '}
              <EndpointText end={local} role="server" /> <span>{purpose}</span>
              {proto === 'udp' && <span> UDP</span>}
            </li>
          ))}
        </ul>
        <Button
          size="small"
          aria-disabled={busy}
          aria-label={`${serviceWords.stop}: ${title}`}
          onClick={() => void (busy || stop(row.id))}
        >
          {serviceWords.stop}
        </Button>
      </div>
    );
  }
  const starting = doing?.do === 'start' && doing.service === row.id;
  return (
    <form
      className={styles.state}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void start(row.id, reach, runAs);
      }}
    >
      <p>{serviceWords.nobody(first === 0 ? null : first)}</p>
      <fieldset className={styles.radios}>
        <legend>{serviceWords.reach}</legend>
        {reaches.map(([value, { label, about }]) => (
          <label key={value} title={about}>
            <input
              type="radio"
              name={name}
              checked={reach === value}
              onChange={() => setReach(value)}
            />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <p className={styles.about}>{serviceWords.reaches[reach].about}</p>
      {row.program && (
        <fieldset className={styles.radios}>
          <legend>{serviceWords.runAs}</legend>
          {(['library', 'program'] as const).map((kind) => (
            <label key={kind}>
              <input
                type="radio"
                name={`${name}kind`}
                checked={runAs === kind}
                onChange={() => setRunAs(kind)}
              />{' '}
              {serviceWords.kinds[kind](row[kind] ?? '')}
            </label>
          ))}
        </fieldset>
      )}
      <Button
        type="submit"
        variant="primary"
        size="small"
        aria-disabled={busy}
        aria-label={starting ? undefined : `${serviceWords.start}: ${title}`}
      >
        {starting ? serviceWords.starting : serviceWords.start}
      </Button>
    </form>
  );
}

/** One thing that a client can do, with what the learner may write into it. */
function Exchange({
  row,
  exchange,
  from,
  text,
  card,
  resultId,
}: {
  row: ServiceRow;
  exchange: ServiceRow['exchanges'][number];
  from: LabHostName;
  /** How it ended, where it was the last thing done. */
  card: ServiceCard | null;
  resultId: string;
  text: ServiceWords['exchanges'][string] | undefined;
}) {
  const run = useLiveServices((services) => services.exchange);
  const doing = useLiveServices((services) => services.doing);
  const busy = useLabBusy();
  const id = useId();
  const asking =
    doing?.do === 'exchange' && doing.service === row.id && doing.exchange === exchange.id;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const input = Object.fromEntries(
      exchange.input.map(({ name }) => [name, String(form.get(name) ?? '')]),
    );
    void run({ service: row.id, exchange: exchange.id, from, input });
  }
  return (
    <li>
      <form onSubmit={submit}>
        {exchange.input.length > 0 && (
          <div className={styles.inputs}>
            {exchange.input.map(({ name, example }) => (
              <label key={name}>
                {text?.input?.[name] ?? name}
                <input
                  name={name}
                  defaultValue={example}
                  maxLength={200}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                />
              </label>
            ))}
          </div>
        )}
        <button
          type="submit"
          aria-disabled={busy}
          aria-describedby={text && `${id}watch`}
          data-running={asking || undefined}
        >
          {text?.title ?? exchange.id}
        </button>
        {text && (
          <p id={`${id}watch`}>
            {asking ? serviceWords.asking : `${serviceWords.watch}${text.watch}`}
          </p>
        )}
        {card && !asking && (
          <p className={styles[card.tone]}>
            <OutcomeIcon tone={card.tone} size={14} /> <b>{card.word}</b>{' '}
            {card.code && <code>{card.code}</code>}
            {card.ms !== null && ` · ${formatDuration(card.ms)}`} ·{' '}
            <a href={`#${resultId}`}>{serviceWords.toResult}</a>
          </p>
        )}
      </form>
    </li>
  );
}

/** What can be done with one service: start it, let clients call it, stop it. */
export function ServiceControls({
  row,
  running,
  last,
  resultId,
  hosts,
  lowestPort,
}: {
  row: ServiceRow;
  running: RunningService | undefined;
  /** The exchange that was done last, and how it ended. */
  last: { exchange: string; card: ServiceCard } | null;
  /** Where all of it can be read. */
  resultId: string;
  hosts: readonly LabHostName[];
  lowestPort: number;
}) {
  const [from, setFrom] = useState<LabHostName>('laptop');
  const name = useId();
  const text = words[row.id];
  const title = text?.title ?? row.id;
  return (
    <>
      <StartOrStop row={row} title={title} running={running} lowestPort={lowestPort} />
      <h5>{running ? serviceWords.do : serviceWords.doUnstarted}</h5>
      {!running && <p className={styles.about}>{serviceWords.unstarted}</p>}
      {hosts.length > 1 && (
        <fieldset className={styles.radios}>
          <legend>{serviceWords.from}</legend>
          {hosts.map((host) => (
            <label key={host}>
              <input
                type="radio"
                name={name}
                checked={from === host}
                onChange={() => setFrom(host)}
              />{' '}
              the {host}
            </label>
          ))}
        </fieldset>
      )}
      <ul className={styles.exchanges}>
        {row.exchanges.map((exchange) => (
          <Exchange
            key={exchange.id}
            row={row}
            exchange={exchange}
            from={hosts.includes(from) ? from : 'laptop'}
            text={text?.exchanges[exchange.id]}
            card={last?.exchange === exchange.id ? last.card : null}
            resultId={resultId}
          />
        ))}
      </ul>
    </>
  );
}
