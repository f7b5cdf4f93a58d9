'use client';

import { FileText, SquareTerminal } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { benchTexts } from '@/content/messages/bench';
import { terminalWords } from '@/content/messages/interface';
import type { TerminalView } from '@/simulation/world/view';
import type { Completion } from '@/store/session-engine';
import type { Tab } from '@/store/session-view';
import { type CommandKey, CommandLine } from './command-line';
import { type Draft, draftOf, editDraft, emptyDraft, insertText } from './draft';
import { EditorPane } from './editor-pane';
import { meaningOfKey } from './terminal-keys';
import styles from './terminal-panel.module.css';
import { TerminalTabs } from './terminal-tabs';
import { Transcript } from './transcript';
import { useNearViewport } from './use-near-viewport';

const XtermView = dynamic(() => import('./xterm-view').then((module) => module.XtermView), {
  ssr: false,
});

type TabReadiness = 'prompt' | 'replaying' | 'program' | 'editor' | 'none';

export type TerminalPanelProps = {
  terminals: readonly TerminalView[];
  selected: Tab;
  onSelect: (tab: Tab) => void;
  readiness: TabReadiness;
  /** Events that lie ahead of the playhead; typing now replaces them. */
  ahead: number;
  locked: boolean;
  suggestions: readonly string[];
  endpoints: readonly string[];
  /** A line to be put in the prompt, from outside; a new object puts it again. */
  offered: { line: string } | null;
  onLine: (line: string) => void;
  onKey: (key: 'C' | 'Z' | 'D') => void;
  onEdit: (text: string | null) => void;
  onGoToEnd: () => void;
  onEndpoint: (endpoint: string) => void;
  /** Completes a line at the cursor: the longest sure continuation, and what it could be. */
  complete: ((line: string, cursor: number) => Completion) | null;
  /** Keys that have a button, where they are not those of a shell. */
  keys?: readonly CommandKey[];
  /** Said where nothing can be typed. */
  silence?: string;
};

const keyOf = (tab: Tab) => `${tab.host}:${tab.tty}`;

/** The terminals of a bench: one screen, one prompt, a native input line under it. */
export function TerminalPanel(props: TerminalPanelProps) {
  const { terminals, selected, readiness, locked, offered, onLine, onKey } = props;
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [asText, setAsText] = useState(false);
  const [options, setOptions] = useState<readonly string[]>([]);
  const [focusSignal, setFocusSignal] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const near = useNearViewport(frame);
  const key = keyOf(selected);
  const draft = drafts[key] ?? emptyDraft;
  const terminal = terminals.find((one) => keyOf(one) === key);
  const typing = !locked && (readiness === 'prompt' || readiness === 'program');

  const setDraft = useCallback(
    (next: Draft) => setDrafts((all) => ({ ...all, [key]: next })),
    [key],
  );

  useEffect(() => {
    if (offered !== null) setDrafts((all) => ({ ...all, [key]: draftOf(offered.line) }));
    // Only a new offer counts, not a change of tab.
  }, [offered]);

  function enter(line: string) {
    if (!typing) return;
    setOptions([]);
    setDraft(emptyDraft);
    onLine(line);
  }

  function leave() {
    const tab = frame.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]');
    tab?.focus();
    announce(terminalWords.leave);
  }

  function completeDraft() {
    const found = props.complete?.(draft.text, draft.cursor);
    if (!found) return;
    setDraft({ ...draft, text: found.line, cursor: found.cursor });
    setOptions(found.options);
  }

  /** True when the terminal takes the key. */
  function press(event: KeyboardEvent): boolean {
    const picked = window.getSelection()?.toString() ?? '';
    const meaning = meaningOfKey(event, picked !== '');
    if (meaning === null) return false;
    if (meaning.do === 'leave') leave();
    else if (meaning.do === 'signal') {
      // Ctrl-D on a line that is not empty deletes, as in bash.
      if (meaning.key === 'D' && draft.text !== '')
        setDraft(editDraft(draft, 'delete', terminal?.history ?? []));
      else {
        if (meaning.key === 'C') setDraft(emptyDraft);
        onKey(meaning.key);
      }
    }
    // With nothing to complete, Tab goes on to the next control: nobody is held in the terminal.
    else if (meaning.do === 'complete' && (!typing || draft.text === '' || !props.complete))
      return false;
    else if (!typing) return true;
    else if (meaning.do === 'enter') enter(draft.text);
    else if (meaning.do === 'complete') completeDraft();
    else if (meaning.do === 'insert') setDraft(insertText(draft, meaning.text));
    else setDraft(editDraft(draft, meaning.key, terminal?.history ?? []));
    return true;
  }

  function paste(text: string) {
    if (!typing) return;
    const [first = '', ...rest] = text.split(/\r\n|\r|\n/);
    const joined = insertText(draft, first);
    if (rest.length === 0) setDraft(joined);
    else {
      // Every line but the last was ended in what was pasted, so it is entered.
      enter(joined.text);
      for (const line of rest.slice(0, -1)) onLine(line);
      setDraft(draftOf(rest.at(-1) ?? ''));
    }
  }

  const text = terminal?.text ?? '';
  const shownDraft = useMemo(
    () => ({ text: typing ? draft.text : '', cursor: typing ? draft.cursor : 0 }),
    [typing, draft.text, draft.cursor],
  );
  const name = terminal === undefined ? '' : terminalWords.tab(terminal.host, terminal.tty);
  return (
    <div role="group" ref={frame} className={styles.panel} aria-label={terminalWords.label(name)}>
      <div className={styles.head}>
        <TerminalTabs terminals={terminals} selected={selected} onSelect={props.onSelect} />
        <Button variant="dark" size="tiny" aria-pressed={asText} onClick={() => setAsText(!asText)}>
          {asText ? <SquareTerminal size={14} aria-hidden /> : <FileText size={14} aria-hidden />}
          {asText ? benchTexts.asTerminal : terminalWords.transcript}
        </Button>
      </div>
      <div className={styles.screen} role="tabpanel" aria-label={terminalWords.label(name)}>
        {terminal?.editing ? (
          <EditorPane
            key={`${key}:${terminal.editing.path}`}
            path={terminal.editing.path}
            text={terminal.editing.text}
            takeFocus={frame.current?.contains(document.activeElement) ?? false}
            onClose={(saved) => {
              props.onEdit(saved);
              setFocusSignal((count) => count + 1);
            }}
          />
        ) : asText || !near ? (
          <Transcript host={name} text={`${text}${shownDraft.text}`} endpoints={props.endpoints} />
        ) : (
          <XtermView
            label={`${terminalWords.label(name)}. ${terminalWords.enter}`}
            text={text}
            draft={shownDraft}
            endpoints={props.endpoints}
            cursorShown={typing}
            onKey={press}
            onPaste={paste}
            onEndpoint={props.onEndpoint}
            focusSignal={focusSignal}
          />
        )}
      </div>
      <Notice
        {...props}
        running={terminal?.running ?? null}
        onGoToEnd={() => {
          props.onGoToEnd();
          // The button goes away with its reason; the hands want to type.
          setFocusSignal((count) => count + 1);
        }}
      />
      {options.length > 0 && (
        <p className={styles.options}>
          {benchTexts.completions} {options.join('  ')}
        </p>
      )}
      {!terminal?.editing && (
        <CommandLine
          host={name}
          prompt={terminal?.prompt ?? null}
          draft={draft}
          disabled={!typing}
          onDraft={setDraft}
          onEnter={enter}
          onSignal={onKey}
          onComplete={props.complete && completeDraft}
          keys={props.keys}
          onHistory={(edit) => setDraft(editDraft(draft, edit, terminal?.history ?? []))}
        />
      )}
      {props.suggestions.length > 0 && !terminal?.editing && (
        <div className={styles.chips} role="group" aria-label={terminalWords.suggestions}>
          <span aria-hidden>{terminalWords.suggestions}</span>
          {props.suggestions.map((line) => (
            <Button
              key={line}
              variant="dark"
              size="tiny"
              onClick={() => {
                setDraft(draftOf(line));
                setFocusSignal((count) => count + 1);
              }}
            >
              {line === '' ? terminalWords.emptyLine : line}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** What typing would do at this moment, where that is not plain. */
function Notice({
  readiness,
  ahead,
  running,
  silence,
  onGoToEnd,
}: TerminalPanelProps & { running: string | null }) {
  const command = running?.split(' ').slice(0, 4).join(' ') ?? 'A program';
  if (readiness === 'replaying')
    return (
      <p className={styles.notice}>
        {benchTexts.replaying(command)}{' '}
        <Button variant="link" onClick={onGoToEnd}>
          {benchTexts.replayingGo}
        </Button>
      </p>
    );
  if (ahead > 0)
    return (
      <p className={styles.notice}>
        {benchTexts.past(ahead)}{' '}
        <Button variant="link" onClick={onGoToEnd}>
          {benchTexts.pastGo}
        </Button>
      </p>
    );
  if (readiness === 'program')
    return <p className={styles.notice}>{terminalWords.busy(command)}</p>;
  if (readiness === 'none' && silence) return <p className={styles.notice}>{silence}</p>;
  return null;
}
