'use client';

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { terminalWords } from '@/content/messages/interface';
import styles from './editor-pane.module.css';

/**
 * A file open in the terminal's editor: a plain text field with Save and Cancel. Ctrl-S and
 * nano's Ctrl-O save, Esc and nano's Ctrl-X leave without.
 */
export function EditorPane({
  path,
  text,
  takeFocus,
  onClose,
}: {
  path: string;
  text: string;
  takeFocus: boolean;
  /** The saved text, or null when nothing is saved. */
  onClose: (text: string | null) => void;
}) {
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => {
    if (takeFocus) field.current?.focus({ preventScroll: true });
  }, [takeFocus]);

  function onKeyDown(event: KeyboardEvent) {
    const key = event.key.toLowerCase();
    const control = event.ctrlKey || event.metaKey;
    if (control && (key === 's' || (key === 'o' && event.ctrlKey))) {
      event.preventDefault();
      onClose(draft);
    } else if (key === 'escape' || (event.ctrlKey && key === 'x' && noSelection(event))) {
      event.preventDefault();
      onClose(null);
    }
  }

  return (
    <div
      className={styles.editor}
      role="dialog"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}keys`}
      onKeyDown={onKeyDown}
    >
      <p id={`${id}title`} className={styles.title}>
        {terminalWords.editor(path)}
      </p>
      <textarea
        ref={field}
        className={styles.text}
        value={draft}
        aria-labelledby={`${id}title`}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <div className={styles.foot}>
        <Button size="small" variant="primary" onClick={() => onClose(draft)}>
          {terminalWords.editorSave}
        </Button>
        <Button size="small" onClick={() => onClose(null)}>
          {terminalWords.editorCancel}
        </Button>
        <span id={`${id}keys`} className={styles.keys}>
          {terminalWords.editorKeys}
        </span>
      </div>
    </div>
  );
}

/** Ctrl-X cuts when something is selected; only otherwise does it mean nano's exit. */
function noSelection(event: KeyboardEvent): boolean {
  const { target } = event;
  return !(target instanceof HTMLTextAreaElement) || target.selectionStart === target.selectionEnd;
}
