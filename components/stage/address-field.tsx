'use client';

import { ArrowRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { browserWords } from '@/content/messages/browser';
import styles from './address-field.module.css';

/** The address bar of a host's browser. */
export function AddressField({
  host,
  url,
  onBrowse,
}: {
  host: string;
  url: string;
  onBrowse: (url: string) => void;
}) {
  const [text, setText] = useState(url);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== '') onBrowse(text.trim());
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        value={text}
        inputMode="url"
        maxLength={2048}
        aria-label={`${browserWords.address}: ${browserWords.title(host)}`}
        placeholder="http://"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" aria-label={browserWords.go} title={browserWords.go}>
        <ArrowRight size={13} aria-hidden />
      </button>
    </form>
  );
}
