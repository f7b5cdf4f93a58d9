'use client';

import { useEffect, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { embedWords } from '@/content/messages/embed';
import styles from './embed-code.module.css';
import { type EmbedTheme, embedThemes, formatEmbedCode } from './format-embed-code';

/**
 * How to put this into a page of one's own: shown to whoever opens an embedded page by itself,
 * never inside a frame.
 */
export function EmbedCode({ id, title }: { id: string; title: string }) {
  const [origin, setOrigin] = useState<string | null>(null);
  const [theme, setTheme] = useState<EmbedTheme>('system');
  const [height, setHeight] = useState(760);

  useEffect(() => {
    if (window.top === window.self) setOrigin(window.location.origin);
  }, []);
  if (origin === null) return null;

  const code = formatEmbedCode({ origin, id, title, theme, height });
  return (
    <section className={styles.box} aria-labelledby="embed-title">
      <h2 id="embed-title">{embedWords.title}</h2>
      <p>{embedWords.about}</p>
      <p className={styles.choices}>
        <label>
          {embedWords.theme}{' '}
          <select
            value={theme}
            onChange={({ target }) => {
              const chosen = embedThemes.find((each) => each === target.value);
              if (chosen) setTheme(chosen);
            }}
          >
            {embedThemes.map((each) => (
              <option key={each} value={each}>
                {embedWords.themes[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {embedWords.height}{' '}
          <input
            type="number"
            min={300}
            max={2000}
            step={20}
            value={height}
            onChange={({ target }) => setHeight(Number(target.value))}
          />
        </label>
      </p>
      <pre tabIndex={0} aria-label={embedWords.code}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={embedWords.code} />
      <p className={styles.note}>{embedWords.origins}</p>
    </section>
  );
}
