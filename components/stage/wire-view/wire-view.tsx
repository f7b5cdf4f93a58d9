'use client';

import { useMemo, useState } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { wireWords } from '@/content/messages/wire';
import { FieldTable } from './field-table';
import { PacketFields } from './packet-fields';
import type { WirePart, WireTurnView } from './wire-segments';
import { isBinary, safeWords } from './wire-text';
import { WireTurn } from './wire-turn';
import styles from './wire-view.module.css';

/** Meanings may quote the bytes they explain. */
const quoteSafely = (turn: WireTurnView): WireTurnView => ({
  ...turn,
  fields: turn.fields.map((field) => ({
    ...field,
    name: safeWords(field.name),
    meaning: safeWords(field.meaning),
  })),
});

/**
 * What was on a wire, byte by byte: the turns of a conversation as bubbles of text with their parts
 * and the numbers on demand, packets as numbers and fields; one place that says what the part under
 * the pointer or the cursor means, and all of it as a list.
 */
export function WireView({
  turns: given,
  label,
}: {
  turns: readonly WireTurnView[];
  label: string;
}) {
  const turns = useMemo(() => given.map(quoteSafely), [given]);
  const [hex, setHex] = useState(() => turns.some(({ bytes }) => isBinary(bytes)));
  const [part, setPart] = useState<WirePart | null>(null);
  if (turns.length === 0) return <p className={styles.silent}>{wireWords.silent}</p>;
  const packets = turns.every((turn) => turn.packet !== undefined);
  const fields = turns.reduce((sum, turn) => sum + turn.fields.length, 0);
  const meaning = fields > 0 && (
    <p className={styles.meaning} data-said={part !== null || undefined}>
      {part ? (
        <>
          <b>{part.name}</b> {part.value !== undefined && <code>{part.value}</code>} {part.meaning}{' '}
          <span>{wireWords.place(part.at, part.length)}</span>
        </>
      ) : (
        (packets && wireWords.hintFields) || wireWords.hint
      )}
    </p>
  );
  return (
    <div className={styles.view}>
      {!packets && (
        <label className={styles.switch}>
          <input type="checkbox" checked={hex} onChange={({ target }) => setHex(target.checked)} />{' '}
          {wireWords.hex}
        </label>
      )}
      <ol className={styles.turns} aria-label={label}>
        {turns.map((turn, index) =>
          turn.packet === undefined ? (
            <WireTurn key={index} turn={turn} hex={hex} onPart={setPart} />
          ) : (
            <PacketFields key={index} turn={turn} onPart={setPart}>
              {index === 0 && meaning}
            </PacketFields>
          ),
        )}
      </ol>
      {!packets && meaning}
      <Disclosure summary={wireWords.list(fields)} className={styles.list}>
        <FieldTable turns={turns} label={`${label}: ${wireWords.list(fields)}`} />
      </Disclosure>
    </div>
  );
}
