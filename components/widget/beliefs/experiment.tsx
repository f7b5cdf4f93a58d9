import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import type { Belief } from '@/content/messages/beliefs/belief';
import { beliefWords as words } from '@/content/messages/beliefs/words';
import type { Scenario } from '@/contract/scenario';
import type { Truth } from './align';
import styles from './widget.module.css';

/** One command by which anybody can find out, and what the simulated terminal printed for it. */
export function Experiment({
  belief,
  step,
  truth,
}: {
  belief: Belief;
  step: Scenario['steps'][number] | undefined;
  truth: Truth | undefined;
}) {
  if (step?.action.do !== 'type' || truth === undefined) return null;
  const { host, line } = step.action;
  return (
    <section className={styles.experiment} aria-label={words.experiment}>
      <h3>
        {words.experiment} <Badge code>{words.trueBadge}</Badge>
      </h3>
      <p>{words.experimentNote}</p>
      <div className={styles.terminal}>
        <pre tabIndex={0} role="group" aria-label={words.screen}>
          <span>{host}$ </span>
          <b>{line}</b>
          {`\n${truth.printed}`}
        </pre>
        <CopyButton text={line} label="the command" />
      </div>
      <p>{belief.notice}</p>
    </section>
  );
}
