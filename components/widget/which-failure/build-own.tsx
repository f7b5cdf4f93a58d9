'use client';

import { useId, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { CopyButton } from '@/components/ui/copy-button';
import { failureWords as words } from '@/content/messages/which-failure';
import { cases } from '@/content/messages/which-failure-causes';
import { formatCase, SALTS } from './plan';
import styles from './which-failure.module.css';

/** Something to break, and a link to it that does not say what. `onOpen`: it is to be played here. */
export function BuildOwn({ onOpen }: { onOpen: (word: string) => void }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [word, setWord] = useState('');
  const name = useId();

  function choose(number: number) {
    setChosen(number);
    setWord(formatCase(number, Math.floor(Math.random() * SALTS)));
    announce(words.built);
  }

  const link = `${location.origin}${location.pathname}#case=${word}`;
  return (
    <section className={styles.part} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{words.modes.build}</h2>
      <p className={styles.note}>{words.buildNote}</p>
      <fieldset className={styles.faults}>
        <legend>{words.build}</legend>
        {cases.map(({ fault }, number) => (
          <label key={fault}>
            <input
              type="radio"
              name={name}
              checked={number === chosen}
              onChange={() => choose(number)}
            />
            <span>{fault}</span>
          </label>
        ))}
      </fieldset>
      {chosen !== null && (
        <div className={styles.link}>
          <label htmlFor={`${name}-link`}>{words.link}</label>
          <input
            id={`${name}-link`}
            type="text"
            readOnly
            value={link}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={link} label={words.linkTip} />
          <a
            href={`#case=${word}`}
            onClick={(event) => {
              event.preventDefault();
              onOpen(word);
            }}
          >
            {words.open}
          </a>
        </div>
      )}
    </section>
  );
}
