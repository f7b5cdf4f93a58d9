import { useId } from 'react';
import { serviceWords } from '@/content/messages/service-panel';
import { services } from '@/content/messages/services';
import type { RunningService, ServiceId, ServiceRow } from '@/contract/lab-service';
import { portHere } from './service-view';
import styles from './services-panel.module.css';

/** Every service of the catalogue, to choose one: native radio buttons, so arrows move. */
export function ServiceChooser({
  rows,
  running,
  chosen,
  lowestPort,
  onChoose,
}: {
  rows: readonly ServiceRow[];
  running: readonly RunningService[];
  chosen: ServiceId | undefined;
  lowestPort: number;
  onChoose: (service: ServiceId) => void;
}) {
  const name = useId();
  return (
    <fieldset className={styles.chooser}>
      <legend className="visually-hidden">{serviceWords.choose}</legend>
      {rows.map(({ id, ports }) => {
        const listens = running.some(({ service }) => service === id);
        const port = portHere(ports[0]?.port ?? 0, lowestPort);
        return (
          <label key={id} className={styles.choice}>
            <input type="radio" name={name} checked={id === chosen} onChange={() => onChoose(id)} />
            <span>{services[id]?.title ?? id}</span>
            <code>{port === 0 ? serviceWords.anyPort : port}</code>
            {listens && <span className={styles.dot}>{serviceWords.listens}</span>}
          </label>
        );
      })}
    </fieldset>
  );
}
