'use client';

import { TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { builderWords as words } from '@/content/messages/sandbox';
import type { FindingPath } from '@/contract/sandbox';
import { fieldId, findingsAt, useBuilder } from './builder-context';
import styles from './fields.module.css';

type Common = {
  /** Where in the scenario the value stands; findings about it are shown here. */
  path: FindingPath;
  label: string;
  /** The label is for those who cannot see the fields around it. */
  bare?: boolean;
};

/** Label, control, and what is said of its value. */
function Framed({
  path,
  label,
  bare,
  refusal,
  children,
}: Common & { refusal?: string | null; children: (described: object) => ReactNode }) {
  const { findings } = useBuilder();
  const notes = useId();
  const said = refusal ? [refusal] : findingsAt(findings, path).map(({ say }) => say);
  return (
    <div className={styles.field}>
      <label htmlFor={fieldId(path)} className={bare ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      {children(said.length > 0 ? { 'aria-invalid': true, 'aria-describedby': notes } : {})}
      {said.length > 0 && (
        <span id={notes} className={styles.said}>
          {said.map((text) => (
            <span key={text}>
              <TriangleAlert size={13} aria-hidden /> {text}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

/**
 * A text that counts once the field is left, or Enter is pressed. `refuse` says why a text cannot
 * be taken; it then stays in the field, and the world as it was.
 */
export function TextField({
  value,
  onCommit,
  refuse,
  list,
  lines,
  mono = false,
  inputMode,
  ...common
}: Common & {
  value: string;
  onCommit: (value: string) => void;
  refuse?: (value: string) => string | null;
  list?: readonly string[];
  /** Rows of a text of several lines. */
  lines?: number;
  mono?: boolean;
  inputMode?: 'numeric';
}) {
  const [draft, setDraft] = useState(value);
  const [refusal, setRefusal] = useState<string | null>(null);
  const options = useId();
  useEffect(() => {
    setDraft(value);
    setRefusal(null);
  }, [value]);

  function commit() {
    const text = lines === undefined ? draft.trim() : draft;
    const why = text === value ? null : (refuse?.(text) ?? null);
    setRefusal(why);
    if (why === null && text !== value) onCommit(text);
    if (why === null) setDraft(text);
  }

  const shared = {
    id: fieldId(common.path),
    value: draft,
    className: mono ? styles.mono : undefined,
    spellCheck: false,
    autoComplete: 'off',
    onBlur: commit,
  };
  return (
    <Framed {...common} refusal={refusal}>
      {(described) =>
        lines === undefined ? (
          <>
            <input
              {...shared}
              {...described}
              inputMode={inputMode}
              list={list ? options : undefined}
              onChange={(event) => setDraft(event.target.value)}
              onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && commit()}
            />
            {list && (
              <datalist id={options}>
                {list.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            )}
          </>
        ) : (
          <textarea
            {...shared}
            {...described}
            rows={lines}
            onChange={(event) => setDraft(event.target.value)}
          />
        )
      }
    </Framed>
  );
}

/** A whole number between two limits; null stands for an empty field, where that is allowed. */
export function NumberField({
  value,
  min,
  max,
  onCommit,
  empty = false,
  ...common
}: Common & {
  value: number | null;
  min: number;
  max: number;
  empty?: boolean;
  onCommit: (value: number | null) => void;
}) {
  const read = (text: string) => (/^\d+$/.test(text) ? Number(text) : Number.NaN);
  return (
    <TextField
      {...common}
      inputMode="numeric"
      value={value === null ? '' : String(value)}
      refuse={(text) => {
        if (text === '' && empty) return null;
        const number = read(text);
        return number >= min && number <= max ? null : words.wholeNumber(min, max);
      }}
      onCommit={(text) => onCommit(text === '' ? null : read(text))}
    />
  );
}

export function SelectField<T extends string>({
  value,
  options,
  onCommit,
  ...common
}: Common & {
  value: T;
  options: Readonly<Record<T, string>>;
  onCommit: (value: T) => void;
}) {
  const known = Object.hasOwn(options, value);
  return (
    <Framed {...common}>
      {(described) => (
        <select
          id={fieldId(common.path)}
          {...described}
          value={value}
          onChange={(event) => onCommit(event.target.value as T)}
        >
          {!known && <option value={value}>{value}</option>}
          {(Object.entries(options) as [T, string][]).map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

export function CheckField({
  path,
  label,
  checked,
  onCommit,
}: Common & { checked: boolean; onCommit: (checked: boolean) => void }) {
  return (
    <label className={styles.check}>
      <input
        id={fieldId(path)}
        type="checkbox"
        checked={checked}
        onChange={(event) => onCommit(event.target.checked)}
      />
      {label}
    </label>
  );
}
