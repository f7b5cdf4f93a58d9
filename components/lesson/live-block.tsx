import { planExperiment } from '@/components/live/experiment-plan';
import {
  LivePanelLoader,
  ServicesPanelLoader,
  TwinPanelLoader,
} from '@/components/live/live-panel-loader';
import { type ExperimentId, experiments } from '@/content/messages/experiments';
import { type ServiceWords, services } from '@/content/messages/services';
import { twinWords } from '@/content/messages/twin';
import { isTwin, twins } from '@/content/messages/twin-scenarios';
import type { ServiceId } from '@/contract/lab-service';
import styles from './live-block.module.css';

const isExperiment = (id: string): id is ExperimentId => Object.hasOwn(experiments, id);

/**
 * An experiment on real sockets inside a lesson. What it consists of stands in the page itself;
 * the panel that runs it comes when the reader does.
 */
export function LiveBlock({ lesson, experiment }: { lesson: string; experiment: string }) {
  if (!isExperiment(experiment)) {
    const known = Object.keys(experiments).join(', ');
    throw new Error(
      `${lesson}: <LivePanel experiment="${experiment}"/> is not known; choose one of ${known}.`,
    );
  }
  const { title } = experiments[experiment];
  const { intro, steps } = planExperiment(experiments[experiment], 'netns', null);
  return (
    <div className={styles.block}>
      <LivePanelLoader experiment={experiment}>
        <section className={styles.static} aria-label={title}>
          <p className={styles.bar}>
            <b>{title}</b> <span>real sockets on this server</span>
          </p>
          <p>{intro} With scripts on, and the lab of this site open, each step is a button here:</p>
          <ol>
            {steps.map(({ text, look }) => (
              <li key={text}>
                {text}. <span>Watch: {look}</span>
              </li>
            ))}
          </ol>
        </section>
      </LivePanelLoader>
    </div>
  );
}

/** A real service of the lab inside a lesson: what it can do stands in the page itself. */
export function LiveServiceBlock({ lesson, service }: { lesson: string; service: string }) {
  const found = Object.entries(services).find(([id]) => id === service) as
    | [ServiceId, ServiceWords]
    | undefined;
  if (!found) {
    const known = Object.keys(services).join(', ');
    throw new Error(
      `${lesson}: <LiveService service="${service}"/> is not known; choose one of ${known}.`,
    );
  }
  const [id, { title, about, exchanges }] = found;
  return (
    <div className={styles.block}>
      <ServicesPanelLoader only={id}>
        <section className={styles.static} aria-label={title}>
          <p className={styles.bar}>
            <b>{title}</b> <span>a real service on this server</span>
          </p>
          <p>{about} With scripts on, and the lab of this site open, each of these is a button:</p>
          <ul>
            {Object.values(exchanges).map((exchange) => (
              <li key={exchange.title}>
                {exchange.title}. <span>Watch: {exchange.watch}</span>
              </li>
            ))}
          </ul>
        </section>
      </ServicesPanelLoader>
    </div>
  );
}

/** One scenario on paper and for real inside a lesson: its story stands in the page itself. */
export function TwinBlock({ lesson, scenario }: { lesson: string; scenario: string }) {
  if (!isTwin(scenario)) {
    const known = Object.keys(twins).join(', ');
    throw new Error(
      `${lesson}: <Twin scenario="${scenario}"/> is not known; choose one of ${known}.`,
    );
  }
  const { title, about } = twins[scenario];
  return (
    <div className={styles.block}>
      <TwinPanelLoader only={scenario}>
        <section className={styles.static} aria-label={title}>
          <p className={styles.bar}>
            <b>{title}</b> <span>{twinWords.eyebrow}</span>
          </p>
          <p>
            {about} {twinWords.needsScripts}
          </p>
        </section>
      </TwinPanelLoader>
    </div>
  );
}
