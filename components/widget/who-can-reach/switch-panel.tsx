import { reachWords, type SwitchId, switches } from '@/content/messages/who-can-reach';
import styles from './switch-panel.module.css';

/** Ways to break it. Each says which line is typed where; results before and after are kept apart. */
export function SwitchPanel({
  broken,
  toggle,
  busy,
}: {
  broken: readonly SwitchId[];
  toggle: (id: SwitchId) => void;
  busy: boolean;
}) {
  return (
    <fieldset className={styles.panel} disabled={busy}>
      <legend>{reachWords.breakIt}</legend>
      {switches.map(({ id, label, hint, host, line }) => (
        <div key={id} className={styles.switch}>
          <label>
            <input
              type="checkbox"
              checked={broken.includes(id)}
              aria-describedby={`reach-${id}`}
              onChange={() => toggle(id)}
            />
            {label}
          </label>
          <p id={`reach-${id}`}>
            {hint}{' '}
            <span>
              {reachWords.onHost(host)}{' '}
              {line === null ? <kbd>{reachWords.ctrlC}</kbd> : <code>{line}</code>}
            </span>
          </p>
        </div>
      ))}
    </fieldset>
  );
}
