'use client';

import { Copy, FilePlus2, FolderOpen, Trash2, Undo2 } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { shelfWords as words } from '@/content/messages/sandbox';
import type { ScenarioSource } from '@/contract/scenario';
import { emptyScenario } from '@/simulation/scenario/edit-world';
import { largestFile, parseSandboxFile } from '@/store/sandbox/sandbox-file';
import styles from './sandbox.module.css';
import { sandbox, useSandbox } from './sandbox-store';
import { ShelfNotice } from './shelf-notice';

type Trouble = { say: string; details: readonly string[] };

/** The worlds that are kept, and the ways to a new one. */
export function Shelf({ ready }: { ready: readonly ScenarioSource[] }) {
  const documents = useSandbox((state) => state.documents);
  const openId = useSandbox((state) => state.openId);
  const deleted = useSandbox((state) => state.deleted);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const region = useRef<HTMLElement>(null);
  const { create, open, duplicate, remove, restore } = sandbox.getState();

  function begin(scenario: ScenarioSource) {
    setTrouble(null);
    create({ scenario, session: null });
  }

  async function onFile({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0];
    if (!file) return;
    let told: Trouble | null;
    try {
      const read =
        file.size > largestFile * 4
          ? ({ ok: false, reason: 'too-large', details: [] } as const)
          : await parseSandboxFile(await file.text());
      told = read.ok ? null : { say: words.reasons[read.reason], details: read.details };
      if (read.ok) {
        begin(read.scenario);
        announce(words.imported(read.scenario.title));
      }
    } catch {
      told = { say: words.reasons.unreadable, details: [] };
    }
    setTrouble(told);
    // The same file may be chosen again after a mistake.
    target.value = '';
  }

  return (
    <section ref={region} className={styles.shelf} aria-labelledby="shelf">
      <h2 id="shelf" tabIndex={-1}>
        {words.what}
      </h2>
      <p className={styles.hint}>{documents.length === 0 ? words.none : words.kept}</p>
      <ShelfNotice />
      {documents.length > 0 && (
        <ul className={styles.documents} aria-label={words.what}>
          {documents.map(({ id, scenario: { title, hosts, goals } }) => (
            <li key={id} aria-current={id === openId || undefined}>
              <button type="button" className={styles.document} onClick={() => open(id)}>
                <span className="visually-hidden">{words.open('')}</span>
                <b>{title}</b>
                <small>
                  {words.hosts(Object.keys(hosts).length)}
                  {goals.length > 0 && `, ${words.goals(goals.length)}`}
                  {id === openId && `, ${words.isOpen}`}
                </small>
              </button>
              <Button
                size="small"
                variant="quiet"
                square
                aria-label={words.duplicate(title)}
                title={words.duplicate(title)}
                onClick={() => duplicate(id, words.copyTitle(title))}
              >
                <Copy size={15} aria-hidden />
              </Button>
              <Button
                size="small"
                variant="quiet"
                square
                aria-label={words.remove(title)}
                title={words.remove(title)}
                onClick={() => {
                  remove(id);
                  announce(words.removed(title));
                  region.current?.querySelector<HTMLElement>('#shelf')?.focus();
                }}
              >
                <Trash2 size={15} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {deleted !== null && (
        <p className={styles.note}>
          <span>{words.removed(deleted.scenario.title)}</span>
          <Button
            size="small"
            onClick={() => {
              restore();
              announce(words.restored(deleted.scenario.title));
            }}
          >
            <Undo2 size={14} aria-hidden /> {words.restore}
          </Button>
        </p>
      )}
      <h3>{words.begin}</h3>
      <div className={styles.row}>
        <Button size="small" onClick={() => begin(emptyScenario(words.emptyTitle))}>
          <FilePlus2 size={14} aria-hidden /> {words.empty}
        </Button>
        {ready.map((scenario) => (
          <Button key={scenario.id} size="small" onClick={() => begin(scenario)}>
            {scenario.title}
          </Button>
        ))}
        <label className={styles.file}>
          <FolderOpen size={14} aria-hidden /> {words.import}
          <input type="file" accept=".yaml,.yml,.json,application/json" onChange={onFile} />
        </label>
      </div>
      <p className={styles.hint}>
        {words.import}: {words.importTip}
      </p>
      {trouble !== null && (
        <div className={styles.note} role="alert" data-failure>
          <p>{trouble.say}</p>
          {trouble.details.length > 0 && (
            <ul>
              {trouble.details.map((detail) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}
