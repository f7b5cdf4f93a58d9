import { BenchIsland } from '@/components/bench/bench-island';
import { StaticBench } from '@/components/bench/static-bench';
import { benchTexts } from '@/content/messages/bench';
import { benchWords } from '@/content/messages/interface';
import type { Scenario } from '@/contract/scenario';
import { createWorld, viewWorld } from '@/simulation/scenario/engine';

/**
 * A bench in a lesson. The server draws its first moment; the browser puts the live one in its
 * place when it is needed.
 */
export function BenchBlock({
  lesson,
  scenario,
  prediction,
}: {
  lesson: string;
  scenario: Scenario;
  /** `slug/prediction`: the question that opens this bench. */
  prediction?: string | undefined;
}) {
  const view = viewWorld(createWorld(scenario, scenario.seed));
  return (
    <BenchIsland
      lesson={lesson}
      scenario={scenario}
      prediction={prediction ?? null}
      words={{
        loading: benchWords.loading,
        failed: benchTexts.loadFailed,
        retry: benchTexts.loadRetry,
      }}
    >
      <StaticBench scenario={scenario} view={view} />
    </BenchIsland>
  );
}
