'use client';

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { safeText } from '@/components/stage/wire-view/wire-text';
import { TerminalPanel } from '@/components/terminal/terminal-panel';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { services as serviceTexts } from '@/content/messages/services';
import { talkWords } from '@/content/messages/talk';
import type { LabHostName } from '@/contract/lab-host';
import type { ServiceId } from '@/contract/lab-service';
import { useLabBusy, useLiveLab, useLiveServices, useLiveTalk } from '../use-live-lab';
import { type TalkChoice, talkChoices } from './talk-choices';
import styles from './talk-panel.module.css';
import { talkText } from './talk-text';

const other = 'other';
const ends = { crlf: '\r\n', lf: '\n' } as const;
const tab = { host: talkWords.tab, tty: 0 };
const keys = (['C', 'D'] as const).map((key) => ({ key, ...talkWords.key[key] }));
const nothing = () => {};

/** Speaks what arrives, and keeps silent about what the learner did. */
function useSpokenAnswers() {
  const pieces = useLiveTalk((talk) => talk.pieces);
  const spoken = useRef(pieces.length);
  useEffect(() => {
    const fresh = pieces.slice(Math.min(spoken.current, pieces.length));
    spoken.current = pieces.length;
    const said = fresh.flatMap((piece) => {
      if (piece.kind === 'heard') return talkWords.heard(safeText(piece.bytes).slice(0, 200));
      if (piece.kind === 'over') return talkWords.over[piece.how];
      if (piece.kind === 'unsaid') return piece.why;
      return piece.kind === 'tried' && piece.result.kept !== null ? talkWords.connected : [];
    });
    if (said.length > 0) announce(said.join(' '));
  }, [pieces]);
}

function Destination({
  choices,
  suggested,
  from,
  hosts,
  onFrom,
  onChoice,
}: {
  choices: readonly TalkChoice[];
  suggested: ServiceId | undefined;
  from: LabHostName;
  hosts: readonly LabHostName[];
  onFrom: (from: LabHostName) => void;
  onChoice: (choice: TalkChoice | null) => void;
}) {
  const connect = useLiveTalk((talk) => talk.connect);
  const phase = useLiveTalk((talk) => talk.phase);
  const busy = useLabBusy();
  const [key, setKey] = useState<string | null>(null);
  const [addr, setAddr] = useState('127.0.0.1');
  const [port, setPort] = useState(8000);
  const id = useId();
  const chosen =
    key === other
      ? undefined
      : (choices.find((choice) => choice.key === key) ??
        choices.find((choice) => suggested && choice.key.startsWith(`${suggested}/`)) ??
        choices[0]);
  useEffect(() => onChoice(chosen ?? null), [chosen, onChoice]);
  const closed = phase === 'closed';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !closed) return;
    void connect({ from, addr: chosen?.addr ?? addr.trim(), port: chosen?.port ?? port });
  }

  return (
    <form className={styles.form} onSubmit={submit} aria-label={talkWords.form}>
      {hosts.length > 1 && (
        <label>
          {talkWords.from}
          <select
            value={from}
            disabled={!closed}
            onChange={({ target }) => onFrom(target.value as LabHostName)}
          >
            {hosts.map((host) => (
              <option key={host}>{host}</option>
            ))}
          </select>
        </label>
      )}
      <label className={styles.to}>
        {talkWords.to}
        <select
          value={chosen?.key ?? other}
          disabled={!closed}
          onChange={({ target }) => setKey(target.value)}
        >
          {choices.map((choice) => (
            <option key={choice.key} value={choice.key}>
              {choice.label}
            </option>
          ))}
          <option value={other}>{talkWords.toOther}</option>
        </select>
      </label>
      {!chosen && (
        <>
          <label>
            {talkWords.at}
            <input
              id={`${id}addr`}
              value={addr}
              required
              maxLength={45}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              readOnly={!closed}
              onChange={({ target }) => setAddr(target.value)}
            />
          </label>
          <label className={styles.port}>
            {talkWords.port}
            <input
              type="number"
              inputMode="numeric"
              value={port}
              required
              min={1}
              max={65535}
              readOnly={!closed}
              onChange={({ target }) => setPort(target.valueAsNumber)}
            />
          </label>
        </>
      )}
      {closed || phase === 'connecting' ? (
        <Button type="submit" variant="brand" size="small" aria-disabled={busy || !closed}>
          {phase === 'connecting' ? talkWords.connecting : talkWords.connect}
        </Button>
      ) : (
        <HangUp />
      )}
    </form>
  );
}

function HangUp() {
  const phase = useLiveTalk((talk) => talk.phase);
  const end = useLiveTalk((talk) => talk.end);
  const close = useLiveTalk((talk) => talk.close);
  return (
    <span className={styles.buttons}>
      {phase === 'open' && (
        <Button size="small" onClick={() => void end()}>
          {talkWords.end}
        </Button>
      )}
      <Button size="small" onClick={() => void close()}>
        {talkWords.close}
      </Button>
    </span>
  );
}

/**
 * A terminal on a connection of the sandbox: the learner types a protocol line by line and sees
 * what comes back, byte for byte. `service` is offered first where several could be called.
 */
export function TalkPanel({ service }: { service?: ServiceId | undefined }) {
  const sandbox = useLiveLab((lab) => lab.phase);
  const listeners = useLiveLab((lab) => lab.sockets.listeners);
  const running = useLiveServices((services) => services.running);
  const phase = useLiveTalk((talk) => talk.phase);
  const pieces = useLiveTalk((talk) => talk.pieces);
  const typed = useLiveTalk((talk) => talk.typed);
  const say = useLiveTalk((talk) => talk.say);
  const end = useLiveTalk((talk) => talk.end);
  const close = useLiveTalk((talk) => talk.close);
  const [from, setFrom] = useState<LabHostName>('laptop');
  const [lineEnd, setLineEnd] = useState<keyof typeof ends>('crlf');
  const [choice, setChoice] = useState<TalkChoice | null>(null);
  const name = useId();
  useSpokenAnswers();

  const hosts = sandbox.is === 'open' ? sandbox.session.hosts : [];
  const choices = talkChoices(running, listeners, from, hosts);
  const suggestions = choice?.lines ?? (service ? (serviceTexts[service]?.lines ?? []) : []);
  const open = phase === 'open';
  return (
    <div className={styles.talk}>
      <Destination
        choices={choices}
        suggested={service}
        from={from}
        hosts={hosts.map((host) => host.name)}
        onFrom={setFrom}
        onChoice={setChoice}
      />
      <fieldset className={styles.ends}>
        <legend>{talkWords.lineEnd}</legend>
        {Object.entries(talkWords.lineEnds).map(([value, words]) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              checked={lineEnd === value}
              onChange={() => setLineEnd(value as keyof typeof ends)}
            />{' '}
            {words}
          </label>
        ))}
      </fieldset>
      <div className={styles.terminal}>
        <TerminalPanel
          terminals={[
            {
              ...tab,
              text: talkText({ pieces, phase }),
              prompt: open ? talkWords.prompt : null,
              cwd: '',
              running: null,
              editing: null,
              history: [...typed],
            },
          ]}
          selected={tab}
          onSelect={nothing}
          readiness={open ? 'prompt' : 'none'}
          ahead={0}
          locked={false}
          suggestions={suggestions}
          endpoints={[]}
          offered={null}
          onLine={(line) => void say(line, ends[lineEnd])}
          onKey={(key) => void (key === 'D' ? end() : close())}
          onEdit={nothing}
          onGoToEnd={nothing}
          onEndpoint={nothing}
          complete={null}
          keys={keys}
          silence={talkWords.closedKeys}
        />
      </div>
    </div>
  );
}
