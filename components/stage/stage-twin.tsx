import { memo } from 'react';
import { benchTexts } from '@/content/messages/bench';
import { benchWords } from '@/content/messages/interface';
import styles from './stage-twin.module.css';
import type { HostWords } from './stage-words';

const OneHost = memo(function OneHost({ host }: { host: HostWords }) {
  return (
    <div>
      <h5>{host.name}</h5>
      <ul>
        {host.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
});

/** The picture in words: complete, for whoever cannot or would rather not look at it. */
export function StageTwin({
  words,
  open = false,
}: {
  words: { hosts: HostWords[]; wires: string[] };
  open?: boolean;
}) {
  return (
    <details className={styles.twin} open={open}>
      <summary>{benchWords.textTwin}</summary>
      <div className={styles.words}>
        {words.hosts.map((host) => (
          <OneHost key={host.name} host={host} />
        ))}
        <div>
          <h5>{benchTexts.onTheWires}</h5>
          {words.wires.length === 0 ? (
            <p>{benchTexts.nothingThere}</p>
          ) : (
            <ul>
              {words.wires.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </details>
  );
}
