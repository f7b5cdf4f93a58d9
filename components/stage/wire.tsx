import type { Conversation } from './conversations';
import { EndpointText } from './endpoint-text';
import { anchorName } from './packet-path';
import { StateChip } from './state-chip';
import styles from './wire.module.css';

const drawn = 4;

/**
 * A LAN between hosts, and the conversations that run over it. Who is client and who is server is
 * said of each conversation, not of a machine.
 */
export function Wire({
  name,
  quality,
  conversations,
}: {
  name: string;
  /** How it is worse than a good cable, in words; '' where it is not. */
  quality: string;
  conversations: readonly Conversation[];
}) {
  return (
    <div className={styles.wire}>
      {conversations.length > 0 && (
        <ul className={styles.talks} aria-label={`Connections over ${name}`}>
          {conversations.slice(0, drawn).map((talk) => (
            <li key={talk.key} className={styles.talk} data-tone={talk.tone}>
              <StateChip word={talk.state} />
              <span className={styles.pair}>
                <span>
                  {talk.rolesKnown ? 'client ' : ''}
                  <EndpointText end={talk.client} role={talk.rolesKnown ? 'client' : null} />
                </span>
                <span>
                  {talk.rolesKnown ? '→ server ' : '↔ '}
                  <EndpointText end={talk.server} role={talk.rolesKnown ? 'server' : null} />
                </span>
              </span>
            </li>
          ))}
          {conversations.length > drawn && (
            <li className={styles.more}>
              and {conversations.length - drawn} more, in the table below
            </li>
          )}
        </ul>
      )}
      <div className={styles.cable} data-anchor={anchorName.lan(name)}>
        <span>{name}</span>
        {quality !== '' && <span className={styles.quality}>{quality}</span>}
      </div>
    </div>
  );
}
