'use client';

import { type KeyboardEvent, useRef } from 'react';
import { benchTexts } from '@/content/messages/bench';
import { terminalWords } from '@/content/messages/interface';
import type { TerminalView } from '@/simulation/world/view';
import type { Tab } from '@/store/session-view';
import styles from './terminal-tabs.module.css';

const same = (one: Tab, other: Tab) => one.host === other.host && one.tty === other.tty;

/** One tab for every terminal of every host: one tab stop, arrows move (ARIA tabs pattern). */
export function TerminalTabs({
  terminals,
  selected,
  onSelect,
}: {
  terminals: readonly TerminalView[];
  selected: Tab;
  onSelect: (tab: Tab) => void;
}) {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const here = terminals.findIndex((one) => same(one, selected));
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = (to + terminals.length) % terminals.length;
    const next = terminals[index];
    if (next === undefined) return;
    event.preventDefault();
    onSelect({ host: next.host, tty: next.tty });
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
  }

  return (
    <div
      ref={list}
      role="tablist"
      aria-label={benchTexts.terminalOf}
      className={styles.tabs}
      onKeyDown={onKeyDown}
    >
      {terminals.map((one) => {
        const current = same(one, selected);
        return (
          <button
            key={`${one.host}:${one.tty}`}
            type="button"
            role="tab"
            aria-selected={current}
            tabIndex={current ? 0 : -1}
            onClick={() => onSelect({ host: one.host, tty: one.tty })}
          >
            {terminalWords.tab(one.host, one.tty)}
            {one.running !== null && (
              <span className={styles.busy} title={one.running}>
                <span className="visually-hidden">, {one.running}</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
