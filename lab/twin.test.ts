// The test of the agent: the oracle's cases on this machine's kernel, against what was recorded.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { alignTwins, type Difference } from '@/components/live/twin/align-twins';
import { isTwin, twins } from '@/content/messages/twin-scenarios';
import type { OracleCase, OracleOutcome, OracleStep } from '@/contract/oracle';
import { twinRequest } from '@/contract/twin';
import { compareOutcomes } from '@/simulation/scenario/compare-outcomes';
import { runOracleCase } from '@/simulation/scenario/oracle';
import { defaultLimits } from './limits';
import { openLearner, startTestLab, whyNotHere } from './test-lab';

const folder = 'simulation/scenario/fixtures/oracle/';
const names = readdirSync(`${folder}scenarios`).map((file) => file.replace(/\.json$/, ''));
const read = <T>(path: string) => JSON.parse(readFileSync(folder + path, 'utf8')) as T;

/** Cases that the lab does not play, by the word it gives as the reason. */
const leftOut: Readonly<Record<string, string>> = {
  'accept-order': 'hosts',
  'ephemeral-exhausted': 'hosts',
  'proxy-killed': 'hosts',
  'router-connect': 'hosts',
  'router-no-such-host': 'hosts',
  'tuple-two-servers': 'hosts',
  'udp-broadcast': 'hosts',
  // An ICMP error of no delay counts as a passing one: the recorded hosts are 1 ms apart.
  'connect-reject-admin': 'reject-admin',
  'connect-reject-forgotten': 'reject-port',
  'cable-out': 'link',
  'cable-out-close': 'link',
};

/** Between a look at the sockets and the kernel's next repetition lies this much, at the least. */
const MARGIN_MS = 150;
const MOST_TRIES = 6;

const why = (await whyNotHere('netns')) ?? (await whyNotSet());

/** Asks for a scenario of one step. What this machine's lab cannot do, it says. */
async function refusal(step: OracleStep): Promise<string | null> {
  const lab = startTestLab('netns');
  const { session } = await openLearner(lab);
  const scenario = { ...twins.refused.scenario, steps: [step] };
  const result = await lab.call('twin', { session, request: { scenario } });
  lab.stop();
  return result.ok ? null : result.detail;
}

/** The clocks of a machine may be out of reach: some containers keep /proc/sys to themselves. */
function whyNotSet() {
  return refusal({ op: 'sleep', ms: 1 });
}

/** nft is no part of what the site needs: without it these cases have the reason in their name. */
const whyNoFirewall = why ?? (await refusal({ host: 'laptop', op: 'firewall_clear' }));
const usesFirewall = ({ hosts, steps }: OracleCase) =>
  steps.some(({ op }) => op.startsWith('firewall')) ||
  Object.values(hosts).some(({ firewall }) => firewall && firewall.length > 0);

describe.skipIf(why)(`scenarios for real${why ? ` (skipped: ${why})` : ''}`, () => {
  // One case sends 20 MB, and one waits a minute.
  const lab = startTestLab('netns', {
    twin: { ...defaultLimits.twin, bytes: 32 * 1024 * 1024, ms: 120_000, atOnce: 5 },
  });
  afterAll(() => lab.stop());

  /**
   * Plays a scenario until it agrees, or has differed while it kept the pace. The kernel's clocks do
   * not wait for a busy machine: a SYN that is repeated after a second is seen one step earlier
   * when the steps are late by more than the narrowest margin that the recordings leave.
   */
  async function playInPace(
    scenario: OracleCase,
    differences: (outcome: OracleOutcome) => unknown[],
  ) {
    const tries: { lateMs: number; differences: unknown[] }[] = [];
    for (;;) {
      const { session } = await openLearner(lab);
      const result = await lab.call('twin', { session, request: { scenario } });
      await lab.call('end', { session });
      if (!result.ok) return result;
      expect(result.cut).toBeNull();
      const { lateMs, outcome } = result;
      tries.push({ lateMs, differences: differences(outcome) });
      if (tries.at(-1)?.differences.length === 0) return result;
      // Where no try kept the pace, all of them are told: the machine cannot show what is right.
      if (lateMs <= MARGIN_MS || tries.length === MOST_TRIES) expect(tries).toEqual([]);
    }
  }

  describe.concurrent('this machine’s kernel does what the recorded one did', () => {
    for (const name of names) {
      const scenario = read<OracleCase>(`scenarios/${name}.json`);
      const skip = usesFirewall(scenario) && !(name in leftOut) ? whyNoFirewall : null;
      const called = skip ? `${name} (skipped: ${skip})` : name;
      it.skipIf(skip)(called, { timeout: 400_000 }, async () => {
        expect(twinRequest.safeParse({ scenario }).success).toBe(true);
        const expected = read<OracleOutcome>(`expected/${name}.json`);
        const result = await playInPace(scenario, (outcome) =>
          compareOutcomes(expected, outcome, 'sockets'),
        );
        expect(result.ok ? undefined : result.what).toBe(leftOut[name]);
      });
    }
  });

  describe.concurrent('every prepared scenario goes on paper as it goes for real', () => {
    it.each(Object.keys(twins).filter(isTwin))('%s', { timeout: 400_000 }, async (id) => {
      const { scenario } = twins[id];
      const paper = runOracleCase(scenario);
      if ('unsupported' in paper) throw new Error(`not modelled: ${paper.unsupported}`);
      const result = await playInPace(scenario, (outcome) => [
        ...compareOutcomes(paper, outcome, 'sockets'),
        ...alignTwins(scenario, paper, outcome).flatMap((step) => step.differences.filter(isOdd)),
      ]);
      expect(result).toMatchObject({ ok: true });
    });
  });

  it('what a scenario did is gone with its machines', async () => {
    const me = await openLearner(lab);
    const { scenario } = twins['close-first'];
    expect(await lab.call('twin', { session: me.session, request: { scenario } })).toMatchObject({
      ok: true,
      machines: { laptop: 'laptop', phone: 'phone' },
    });
    expect((await me.sockets()).rows).toEqual([]);
    expect(await me.probe('phone', '192.168.1.20', 8000)).toMatchObject({ outcome: 'refused' });
  });

  it('one at a time for each learner', async () => {
    const { session } = await openLearner(lab);
    const { scenario } = twins.refused;
    const play = () => lab.call('twin', { session, request: { scenario } });
    const [first, second] = await Promise.allSettled([play(), play()]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  });
});

const isOdd = ({ kind }: Difference) => kind === 'unexpected';
