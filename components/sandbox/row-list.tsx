'use client';

import { Plus, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { builderWords } from '@/content/messages/sandbox';
import type { FindingPath } from '@/contract/sandbox';
import { fieldId, findingsAt, useBuilder } from './builder-context';
import styles from './row-list.module.css';

export type Row = {
  key: string;
  /** How it is called, for the group and its remove button. */
  name: string;
  fields: ReactNode;
  onRemove: () => void;
};

/** Things of one kind, each with its fields and a way out, and a button for one more. */
export function RowList({
  path,
  rows,
  add,
  onAdd,
  children,
}: {
  /** Where the list stands; findings about all of it point to the button. */
  path: FindingPath;
  rows: readonly Row[];
  add: string;
  onAdd: () => void;
  children?: ReactNode;
}) {
  const { findings } = useBuilder();
  const list = useRef<HTMLDivElement>(null);
  return (
    <div ref={list} className={styles.rows}>
      {children}
      {rows.map(({ key, name, fields, onRemove }) => (
        <div key={key} role="group" aria-label={name} className={styles.row}>
          <div className={styles.fields}>{fields}</div>
          <Button
            size="small"
            variant="quiet"
            square
            aria-label={builderWords.remove(name)}
            title={builderWords.remove(name)}
            onClick={() => {
              onRemove();
              // The button is gone with its row: the one that adds takes the focus.
              list.current?.querySelector<HTMLElement>('[data-add]')?.focus();
            }}
          >
            <X size={15} aria-hidden />
          </Button>
        </div>
      ))}
      <Button id={fieldId(path)} data-add size="small" onClick={onAdd}>
        <Plus size={14} aria-hidden /> {add}
      </Button>
      {findingsAt(findings, path).map(({ say }) => (
        <p key={say} className={styles.note}>
          {say}
        </p>
      ))}
    </div>
  );
}
