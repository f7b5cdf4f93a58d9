'use client';

import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/content/messages/duration';
import { wireWords } from '@/content/messages/wire';
import { HexDump } from './hex-dump';
import { walkStep } from './walk-step';
import { partAt, segmentsOf, type WireTurnView, walkOrder } from './wire-segments';
import { tokensOf } from './wire-text';
import styles from './wire-view.module.css';

/** A message that is longer is shown from its beginning, until more is asked for. */
const SHORT = 384;

function Bytes({ bytes }: { bytes: string }) {
  return tokensOf(bytes).map(({ text, escape, breaks }, index) => (
    <span key={index} className={escape ? styles.escape : undefined}>
      {text}
      {breaks && <br />}
    </span>
  ));
}

/**
 * What one end said: a bubble of text, part by part, and the bytes as numbers on demand. One tab
 * stop; arrows walk through the parts, whose meaning is said and shown by `onPart`.
 */
export function WireTurn({
  turn,
  hex,
  onPart,
}: {
  turn: WireTurnView;
  hex: boolean;
  onPart: (part: WireTurnView['fields'][number] | null) => void;
}) {
  const [all, setAll] = useState(false);
  /** Place in the walk; null before the first step. */
  const [picked, setPicked] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const { bytes, fields, from } = turn;
  const isLong = bytes.length > SHORT;
  const shown = all ? bytes : bytes.slice(0, SHORT);
  const walk = useMemo(() => walkOrder(fields), [fields]);
  const segments = useMemo(() => segmentsOf(shown.length, fields), [shown.length, fields]);
  const lit = fields[pointed ?? (picked === null ? -1 : (walk[picked] ?? -1))] ?? null;
  const name = fields.length > 0 ? wireWords.turn : wireWords.plainTurn;
  const active =
    picked === null
      ? -1
      : segments.findIndex(({ at, part }) => {
          const wanted = fields[walk[picked] ?? -1];
          return part !== null && wanted && at >= wanted.at && at < wanted.at + wanted.length;
        });

  function pick(place: number) {
    const field = fields[walk[place] ?? -1];
    if (!field) return;
    setPicked(place);
    setPointed(null);
    onPart(field);
    announce(wireWords.said(field.name, field.meaning));
    // A part beyond the fold is unfolded with the step to it.
    if (field.at >= SHORT) setAll(true);
  }

  function point(part: number | null) {
    setPointed(part);
    onPart(fields[part ?? walk[picked ?? -1] ?? -1] ?? null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = walkStep(event);
    if (!step) return;
    event.preventDefault();
    pick(step(picked ?? -1, walk.length));
  }

  const isLit = (at: number) => lit !== null && at >= lit.at && at < lit.at + lit.length;
  const text = segments.map(({ at, length, part }, index) => {
    const inner = <Bytes bytes={shown.slice(at, at + length)} />;
    return part === null ? (
      <span key={at}>{inner}</span>
    ) : (
      <span
        key={at}
        id={`${id}part${index}`}
        role="option"
        aria-selected={index === active}
        className={styles.part}
        data-lit={isLit(at) || undefined}
        onPointerEnter={({ pointerType }) => pointerType === 'mouse' && point(part)}
        onPointerLeave={() => point(null)}
        onClick={() => pick(walk.indexOf(part))}
      >
        {inner}
      </span>
    );
  });
  return (
    <li className={styles.turn} data-from={from}>
      <p className={styles.head}>
        <b>{wireWords.says[from]}</b>
        <span>{wireWords.bytes(turn.total)}</span>
        <span className={styles.at}>{formatDuration(turn.at)}</span>
      </p>
      {fields.length > 0 ? (
        <div
          role="listbox"
          tabIndex={0}
          className={styles.text}
          aria-label={name(wireWords.who[from], turn.total, fields.length)}
          aria-orientation="horizontal"
          aria-activedescendant={active < 0 ? undefined : `${id}part${active}`}
          onKeyDown={onKeyDown}
          onFocus={() => {
            if (picked === null && pointed === null) pick(0);
          }}
        >
          {text}
        </div>
      ) : (
        <div
          role="group"
          className={styles.text}
          aria-label={wireWords.plainTurn(wireWords.who[from], turn.total)}
        >
          {text}
        </div>
      )}
      {hex && (
        <HexDump
          bytes={shown}
          lit={lit}
          onPoint={(at) => point(at === null ? null : partAt(segments, at))}
        />
      )}
      {isLong && (
        <Button size="tiny" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? wireWords.less : wireWords.more(bytes.length)}
        </Button>
      )}
      {turn.total > bytes.length && (
        <p className={styles.notKept}>{wireWords.notKept(turn.total - bytes.length)}</p>
      )}
    </li>
  );
}
