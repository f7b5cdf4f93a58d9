'use client';

import { Download } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { saveFile } from '@/components/ui/save-file';
import { shareWords as words } from '@/content/messages/sandbox';
import type { SharedSandbox } from '@/contract/sandbox';
import type { ScenarioSource } from '@/contract/scenario';
import { slugOf } from '@/simulation/scenario/edit-world';
import { formatSandboxFile } from '@/store/sandbox/sandbox-file';
import { formatShare, longestCode, safeCode, shareKey } from '@/store/sandbox/share-code';
import { permalinkOf, type Session } from '@/store/simulation-session';
import { useBuilder } from './builder-context';
import { CheckField } from './fields';
import styles from './sandbox.module.css';

/** The address that opens a copy of a world; its length is not checked. */
export async function shareAddress(shared: SharedSandbox): Promise<string> {
  const url = new URL('/sandbox', window.location.href);
  url.hash = `${shareKey}=${await formatShare(shared)}`;
  return url.href;
}

export const withoutSolutions = (source: ScenarioSource): ScenarioSource => ({
  ...source,
  solutions: [],
});

/** The world as a file, and as a link whose length is told before it is copied. */
export function SharePanel({ session }: { session: Session | null }) {
  const { source } = useBuilder();
  const [solution, setSolution] = useState({ file: true, link: false });
  const [done, setDone] = useState(false);
  const [address, setAddress] = useState('');
  const base = useId();
  const solved = source.solutions.length > 0;
  const title = source.title;

  async function save(as: 'yaml' | 'json') {
    const id = slugOf(title);
    const text = await formatSandboxFile(
      { ...(solution.file ? source : withoutSolutions(source)), id },
      as,
    );
    const name = `${id}.${as}`;
    saveFile(name, text, as === 'json' ? 'application/json' : 'application/yaml');
    announce(words.saved(name));
  }

  useEffect(() => {
    let left = false;
    const make = async () => {
      const made = await shareAddress({
        scenario: solution.link ? source : withoutSolutions(source),
        session: done && session !== null ? permalinkOf(session.getState()) : null,
      });
      if (!left) setAddress(made);
    };
    void make();
    // What is done on the bench meanwhile belongs into the link.
    const stop = done ? session?.subscribe(() => void make()) : undefined;
    return () => {
      left = true;
      stop?.();
    };
  }, [source, session, solution.link, done]);

  const long = address.length > longestCode;
  return (
    <div className={styles.columns}>
      <section className={styles.stack} aria-labelledby={`${base}file`}>
        <h4 id={`${base}file`}>{words.file}</h4>
        <p>{words.fileTip}</p>
        {solved && (
          <CheckField
            path={['share', 'file']}
            label={words.withSolution}
            checked={solution.file}
            onCommit={(file) => setSolution({ ...solution, file })}
          />
        )}
        <div className={styles.row}>
          {(['yaml', 'json'] as const).map((as) => (
            <Button key={as} size="small" onClick={() => void save(as)}>
              <Download size={14} aria-hidden /> {words[as]}
            </Button>
          ))}
        </div>
      </section>
      <section className={styles.stack} aria-labelledby={`${base}link`}>
        <h4 id={`${base}link`}>{words.link}</h4>
        <p>{words.linkTip}</p>
        {source.goals.length > 0 && <p>{words.asChallenge}</p>}
        {solved && (
          <CheckField
            path={['share', 'link']}
            label={words.withSolution}
            checked={solution.link}
            onCommit={(link) => setSolution({ ...solution, link })}
          />
        )}
        {solution.link && solved && <p>{words.secret}</p>}
        <CheckField
          path={['share', 'session']}
          label={words.withSession}
          checked={done}
          onCommit={setDone}
        />
        <p id={`${base}size`} className={long ? styles.wrong : undefined}>
          {long
            ? words.tooLong(longestCode)
            : `${words.size(address.length)} ${address.length > safeCode ? words.long(safeCode) : words.safe}`}
        </p>
        {!long && (
          <div className={styles.link}>
            <input
              readOnly
              value={address}
              aria-label={words.field}
              aria-describedby={`${base}size`}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton text={address} label={words.label} />
          </div>
        )}
      </section>
    </div>
  );
}
