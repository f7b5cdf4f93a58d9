// What learners do on the lessons' benches, asked of this machine's kernel: it agrees with the paper.
import { afterAll, describe, expect, it } from 'vitest';
import { alignTwins } from '@/components/live/twin/align-twins';
import type { OracleOutcome } from '@/contract/oracle';
import { twinRequest } from '@/contract/twin';
import { benchOf, playBench, plays } from '@/simulation/scenario/bench-plays.test-helper';
import { runOracleCase } from '@/simulation/scenario/oracle';
import { twinOf } from '@/simulation/scenario/twin-of';
import { defaultLimits } from './limits';
import { openLearner, startTestLab, whyNotHere } from './test-lab';

/** A busy machine may be late by so much before the kernel repeats something one step earlier. */
const MARGIN_MS = 150;
const MOST_TRIES = 4;

const why = await whyNotHere('netns');

describe.skipIf(why)(`benches for real${why ? ` (skipped: ${why})` : ''}`, () => {
  const lab = startTestLab('netns', {
    opensPerSecond: 1000,
    twin: { ...defaultLimits.twin, ms: 120_000, atOnce: 5 },
  });
  afterAll(() => lab.stop());

  it.each(Object.entries(plays))('%s', { timeout: 400_000 }, async (_, { bench, actions }) => {
    const twin = twinOf(playBench(benchOf(bench), actions), bench);
    if (!twin.ok) throw new Error(`refused: ${twin.what} ${twin.about}`);
    const { scenario } = twinRequest.parse({ scenario: twin.scenario });
    const paper = runOracleCase(scenario) as OracleOutcome;
    for (let tries = 1; ; tries += 1) {
      const { session } = await openLearner(lab);
      const result = await lab.call('twin', { session, request: { scenario } });
      await lab.call('end', { session });
      if (!result.ok) throw new Error(`${result.what}: ${result.detail}`);
      const odd = alignTwins(scenario, paper, result.outcome).flatMap(({ index, differences }) =>
        differences.filter(({ kind }) => kind === 'unexpected').map((each) => ({ index, ...each })),
      );
      if (odd.length === 0) break;
      if (result.lateMs <= MARGIN_MS || tries === MOST_TRIES) expect(odd).toEqual([]);
    }
  });
});
