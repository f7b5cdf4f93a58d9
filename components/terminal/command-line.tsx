'use client';

import { CornerDownLeft } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useId } from 'react';
import { Button } from '@/components/ui/button';
import { benchTexts } from '@/content/messages/bench';
import { terminalWords } from '@/content/messages/interface';
import styles from './command-line.module.css';
import type { Draft } from './draft';

/** A key that touch keyboards have not, as a button. */
export type CommandKey = { key: 'C' | 'Z' | 'D'; label: string; tip: string };

const shellKeys: readonly CommandKey[] = [
  { key: 'C', label: terminalWords.interrupt, tip: terminalWords.interruptTip },
  { key: 'Z', label: terminalWords.suspend, tip: terminalWords.suspendTip },
  { key: 'D', label: terminalWords.endOfInput, tip: terminalWords.endOfInputTip },
];

/**
 * The prompt as a native text field, for touch keyboards and screen readers; it shares its line
 * with the screen above. Tab goes on to the next control here, so that nobody is trapped.
 */
export function CommandLine({
  host,
  prompt,
  draft,
  disabled,
  onDraft,
  onEnter,
  onSignal,
  onComplete,
  onHistory,
  keys = shellKeys,
}: {
  host: string;
  prompt: string | null;
  draft: Draft;
  disabled: boolean;
  onDraft: (draft: Draft) => void;
  onEnter: (line: string) => void;
  onSignal: (key: 'C' | 'Z' | 'D') => void;
  /** Null where there is nothing to complete. */
  onComplete: (() => void) | null;
  onHistory: (edit: 'older' | 'newer') => void;
  keys?: readonly CommandKey[] | undefined;
}) {
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    onEnter(draft.text);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const edit = { ArrowUp: 'older', ArrowDown: 'newer' }[event.key] as
      | 'older'
      | 'newer'
      | undefined;
    if (edit !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onHistory(edit);
    }
    const none = event.currentTarget.selectionStart === event.currentTarget.selectionEnd;
    if (event.ctrlKey && event.key.toLowerCase() === 'c' && none) {
      event.preventDefault();
      onSignal('C');
    }
  }

  return (
    <form className={styles.line} onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        {terminalWords.input}: {host}
      </label>
      <span className={styles.prompt} aria-hidden>
        {prompt === null ? '…' : '$'}
      </span>
      <input
        id={id}
        value={draft.text}
        readOnly={disabled}
        aria-disabled={disabled}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="send"
        onKeyDown={onKeyDown}
        onChange={(event) => {
          const { value, selectionStart } = event.currentTarget;
          onDraft({ ...draft, text: value, cursor: selectionStart ?? value.length, back: 0 });
        }}
      />
      <span className={styles.keys}>
        <Button
          type="submit"
          variant="dark"
          size="tiny"
          aria-label={terminalWords.run}
          title={terminalWords.run}
        >
          <CornerDownLeft size={14} aria-hidden />
        </Button>
        {onComplete && (
          <Button variant="dark" size="tiny" title={benchTexts.completeTip} onClick={onComplete}>
            {benchTexts.complete}
          </Button>
        )}
        {keys.map(({ key, label, tip }) => (
          <Button key={key} variant="dark" size="tiny" title={tip} onClick={() => onSignal(key)}>
            {label}
          </Button>
        ))}
      </span>
    </form>
  );
}
