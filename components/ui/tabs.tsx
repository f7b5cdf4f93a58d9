'use client';

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import styles from './tabs.module.css';

export type TabItem = { id: string; label: ReactNode; panel: ReactNode };

/**
 * Tabs with one tab stop: arrows, Home and End move between them (ARIA tabs pattern). A tab is
 * shown as soon as it is reached. Uncontrolled unless `selected` is given. With `keepPanels`
 * hidden panels stay in the page, so that what they hold keeps its state.
 */
export function Tabs({
  label,
  items,
  selected,
  onSelect,
  keepPanels = false,
  panelStop = true,
  className,
}: {
  label: string;
  items: readonly TabItem[];
  selected?: string;
  onSelect?: (id: string) => void;
  keepPanels?: boolean;
  /** False where the panel's first thing can take the focus itself. */
  panelStop?: boolean;
  className?: string;
}) {
  const [own, setOwn] = useState(items[0]?.id);
  const base = useId();
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const wanted = selected ?? own;
  const current = items.some((item) => item.id === wanted) ? wanted : items[0]?.id;

  function choose(id: string) {
    setOwn(id);
    onSelect?.(id);
  }

  function onKeyDown(event: KeyboardEvent) {
    const here = items.findIndex((item) => item.id === current);
    const target = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: -1 }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = items.at(target % items.length);
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    buttons.current.get(next.id)?.focus();
  }

  return (
    <div className={className}>
      <div role="tablist" aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
        {items.map((item) => (
          <button
            key={item.id}
            ref={(element) => {
              if (element) buttons.current.set(item.id, element);
              else buttons.current.delete(item.id);
            }}
            type="button"
            role="tab"
            id={`${base}tab-${item.id}`}
            aria-controls={`${base}panel-${item.id}`}
            aria-selected={item.id === current}
            tabIndex={item.id === current ? 0 : -1}
            className={styles.tab}
            onClick={() => choose(item.id)}
          >
            {item.label}
          </button>
        ))}
      </div>
      {items.map((item) => (
        <div
          key={item.id}
          role="tabpanel"
          id={`${base}panel-${item.id}`}
          aria-labelledby={`${base}tab-${item.id}`}
          tabIndex={panelStop ? 0 : undefined}
          hidden={item.id !== current}
          className={styles.panel}
        >
          {(keepPanels || item.id === current) && item.panel}
        </div>
      ))}
    </div>
  );
}
