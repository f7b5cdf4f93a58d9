import { SocketTable } from '@/components/stage/socket-table';
import stage from '@/components/stage/stage.module.css';
import { StagePicture } from '@/components/stage/stage-picture';
import { StageTwin } from '@/components/stage/stage-twin';
import { stageInWords } from '@/components/stage/stage-words';
import { Badge } from '@/components/ui/badge';
import { benchTexts } from '@/content/messages/bench';
import { benchWords, goalWords } from '@/content/messages/interface';
import type { Scenario } from '@/contract/scenario';
import type { WorldView } from '@/simulation/world/view';
import header from './bench-header.module.css';
import { BenchLayout } from './bench-layout';
import styles from './static-bench.module.css';

/**
 * The bench as a page is delivered: first picture, socket table, everything in words, goals and
 * steps to read. Rendered on the server; it works without JavaScript and on paper.
 */
export function StaticBench({ scenario, view }: { scenario: Scenario; view: WorldView }) {
  const terminal = view.hosts.flatMap((host) => host.terminals)[0];
  return (
    <BenchLayout
      label={scenario.title}
      header={
        <header className={header.header}>
          <Badge code title={benchWords.simBadgeTip}>
            {benchWords.simBadge}
          </Badge>
          <h3 className={header.title}>{scenario.title}</h3>
        </header>
      }
      stage={
        <div className={stage.stage}>
          <div className={stage.picture}>
            <StagePicture view={view} />
          </div>
          <StageTwin words={stageInWords(view, [], null)} />
        </div>
      }
      time={<p className={styles.note}>{benchTexts.staticNote}</p>}
      terminal={terminal !== undefined && <pre className={styles.terminal}>{terminal.text}</pre>}
      details={<SocketTable view={view} />}
      foot={
        <>
          {scenario.goals.length > 0 && (
            <div role="group" aria-label={goalWords.title}>
              <h4 className={styles.head}>{goalWords.title}</h4>
              <ul className={styles.list}>
                {scenario.goals.map((goal) => (
                  <li key={goal.id}>{goal.text}</li>
                ))}
              </ul>
            </div>
          )}
          {scenario.steps.length > 0 && (
            <div role="group" aria-label={benchWords.parts.steps}>
              <h4 className={styles.head}>{benchWords.parts.steps}</h4>
              <ol className={styles.list}>
                {scenario.steps.map((step) => (
                  <li key={step.text}>{step.text}</li>
                ))}
              </ol>
            </div>
          )}
        </>
      }
    />
  );
}
