import { planExperiment } from '@/components/live/experiment-plan';
import { LivePanelLoader } from '@/components/live/live-panel-loader';
import { type ExperimentId, experiments } from '@/content/messages/experiments';
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
