'use client';

import { useEffect, useMemo, useRef } from 'react';
import { terminalWords } from '@/content/messages/interface';
import { ansiLines, type Span } from './ansi';
import { linesThatMention } from './highlight-lines';
import styles from './transcript.module.css';
import { isTableRow } from './wrap-lines';

const textOf = (line: readonly Span[]) => line.map((span) => span.text).join('');

/** A terminal's text as plain HTML. Not live: nothing is read out that was not asked for. */
export function Transcript({
  host,
  text,
  endpoints,
}: {
  host: string;
  text: string;
  /** Ends of the selected socket; rows that tell of it are marked. */
  endpoints: readonly string[];
}) {
  const box = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => ansiLines(text), [text]);
  const marked = useMemo(() => {
    return new Set(linesThatMention(lines.map(textOf), endpoints));
  }, [lines, endpoints]);
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <pre
      ref={box}
      className={styles.transcript}
      tabIndex={0}
      role="group"
      aria-label={`${terminalWords.transcript}: ${host}`}
    >
      {text === ''
        ? terminalWords.transcriptEmpty
        : lines.map((line, index) => (
            <span
              key={index}
              className={marked.has(index) ? styles.marked : undefined}
              style={{ whiteSpace: isTableRow(textOf(line)) ? 'pre' : 'pre-wrap' }}
            >
              {line.map((span, at) => (
                <span
                  key={at}
                  className={span.colour === null ? undefined : styles[span.colour]}
                  style={span.bold ? { fontWeight: 700 } : undefined}
                >
                  {span.text}
                </span>
              ))}
              {'\n'}
            </span>
          ))}
    </pre>
  );
}
