'use client';

import { type FormEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { safeText } from '@/components/stage/wire-view/wire-text';
import { TerminalPanel } from '@/components/terminal/terminal-panel';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { services as serviceTexts } from '@/content/messages/services';
import { talkWords } from '@/content/messages/talk';
import type { LabHost } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { ServiceId } from '@/contract/lab-service';
import { outcomeCard } from '../outcome-words';
import { useLabBusy, useLiveLab, useLiveServices, useLiveTalk } from '../use-live-lab';
import { type TalkChoice, talkChoices } from './talk-choices';
import styles from './talk-panel.module.css';
import { talkText } from './talk-text';

const other = 'other';
const ends = { crlf: '\r\n', lf: '\n' } as const;
const tab = { host: talkWords.tab, tty: 0 };
const keys = (['C', 'D'] as const).map((key) => ({ key, ...talkWords.key[key] }));
const nothing = () => {};
const noHosts: readonly LabHost[] = [];

/** What the learner chose, else the service that the panel is about, else whatever there is. */
function chooseFrom(
  choices: readonly TalkChoice[],
  key: string | null,
  service: ServiceId | undefined,
): TalkChoice | null {
  if (key === other) return null;
  const own = choices.find((choice) => choice.key === key);
  const ofService = choices.find((choice) => service && choice.key.startsWith(`${service}/`));
  return own ?? ofService ?? choices[0] ?? null;
}

/** Speaks what arrives, and keeps silent about what the learner did. */
function useSpokenAnswers() {
  const pieces = useLiveTalk((talk) => talk.pieces);
  const spoken = useRef(pieces.at(-1));
  useEffect(() => {
    const fresh = spoken.current ? pieces.slice(pieces.lastIndexOf(spoken.current) + 1) : pieces;
    spoken.current = pieces.at(-1);
    const said = fresh.flatMap((piece) => {
      if (piece.kind === 'heard') return talkWords.heard(safeText(piece.bytes).slice(0, 200));
      if (piece.kind === 'over') return talkWords.over[piece.how];
      if (piece.kind === 'unsaid') return piece.why;
      if (piece.kind === 'said') return [];
      const { word, errno } = outcomeCard({ kind: 'probe', at: 0, result: piece.result });
      return piece.result.kept === null ? talkWords.failed(word, errno) : talkWords.connected;
    });
    if (said.length > 0) announce(said.join(' '));
  }, [pieces]);
}

function Destination({
  choices,
  chosen,
  from,
  hosts,
  onFrom,
  onChoose,
  onConnect,
}: {
  choices: readonly TalkChoice[];
  /** Null: an address of the learner's own. */
  chosen: TalkChoice | null;
  from: LabHostName;
  hosts: readonly LabHost[];
  onFrom: (from: LabHostName) => void;
  onChoose: (key: string) => void;
  onConnect: (choice: TalkChoice | null) => void;
}) {
  const connect = useLiveTalk((talk) => talk.connect);
  const phase = useLiveTalk((talk) => talk.phase);
  const busy = useLabBusy();
  const [addr, setAddr] = useState('127.0.0.1');
  const [port, setPort] = useState(8000);
  const id = useId();
  const closed = phase === 'closed';
  useEffect(() => {
    // Once it listens no more, the same place can be called again, to be refused.
    if (!chosen) return;
    setAddr(chosen.addr);
    setPort(chosen.port);
  }, [chosen]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !closed) return;
    onConnect(chosen);
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
            {hosts.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label className={styles.to}>
        {talkWords.to}
        <select
          value={chosen?.key ?? other}
          disabled={!closed}
          onChange={({ target }) => onChoose(target.value)}
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
  const [key, setKey] = useState<string | null>(null);
  const [spokenWith, setSpokenWith] = useState<TalkChoice | null>(null);
  const name = useId();
  useSpokenAnswers();

  const hosts = sandbox.is === 'open' ? sandbox.session.hosts : noHosts;
  const choices = useMemo(
    () => talkChoices(running, listeners, from, hosts),
    [running, listeners, from, hosts],
  );
  // Who is spoken with stays in sight, whatever is looked at meanwhile.
  const chosen = phase === 'closed' ? chooseFrom(choices, key, service) : spokenWith;
  const suggestions = chosen?.lines ?? (service ? (serviceTexts[service]?.lines ?? []) : []);
  const open = phase === 'open';
  return (
    <div className={styles.talk}>
      <Destination
        choices={choices}
        chosen={chosen}
        from={from}
        hosts={hosts}
        onFrom={setFrom}
        onChoose={setKey}
        onConnect={setSpokenWith}
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
