/** Runs the tests of a service in the netns and in the loopback tier. */
import { afterAll, describe } from 'vitest';
import { openLearner, startTestLab, whyNotHere } from '../test-lab';

type Learner = Awaited<ReturnType<typeof openLearner>>;

const reasons = { netns: await whyNotHere('netns'), loopback: await whyNotHere('loopback') };

/** `learner` opens a sandbox of its own for each test that asks. */
export function inEachTier(
  name: string,
  tests: (learner: () => Promise<Learner>, tier: 'netns' | 'loopback') => void,
) {
  for (const tier of ['netns', 'loopback'] as const) {
    const why = reasons[tier];
    describe.skipIf(why)(`${name}, ${tier} tier${why ? ` (skipped: ${why})` : ''}`, () => {
      const lab = startTestLab(tier);
      afterAll(() => lab.stop());
      tests(() => openLearner(lab), tier);
    });
  }
}
