import type { WidgetData } from '@/contract/widget';
import styles from './widget-block.module.css';
import { WidgetLoader } from './widget-loader';

/**
 * A widget in a lesson or on its page. What one does there stands in the page itself; what does
 * it comes when the reader does.
 */
export function WidgetBlock({ widget }: { widget: WidgetData }) {
  const { name, title, about, tasks, scenarios } = widget;
  return (
    <div className={styles.block}>
      <WidgetLoader name={name} title={title} scenarios={scenarios}>
        <section className={styles.still} aria-label={title}>
          <p>
            <b>{title}</b> {about}
          </p>
          <p>With scripts on, you do this here:</p>
          <ol>
            {tasks.map((task) => (
              <li key={task}>{task}</li>
            ))}
          </ol>
        </section>
      </WidgetLoader>
    </div>
  );
}
