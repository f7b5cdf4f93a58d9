// The test of the agent: the oracle's cases on this machine's kernel, against what was recorded.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import { twinRequest } from '@/contract/twin';
import { compareOutcomes } from '@/simulation/scenario/compare-outcomes';
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

const why = await whyNotHere('netns');

describe.skipIf(why)(`scenarios for real${why ? ` (skipped: ${why})` : ''}`, () => {
  // One case sends 20 MB, and one waits a minute.
  const lab = startTestLab('netns', {
    twin: { ...defaultLimits.twin, bytes: 32 * 1024 * 1024, ms: 120_000, atOnce: 5 },
  });
  afterAll(() => lab.stop());

  describe.concurrent('this machine’s kernel does what the recorded one did', () => {
    it.each(names)('%s', { timeout: 200_000 }, async (name) => {
      const scenario = read<OracleCase>(`scenarios/${name}.json`);
      expect(twinRequest.safeParse({ scenario }).success).toBe(true);
      const { session } = await openLearner(lab);
      const result = await lab.call('twin', { session, request: { scenario } });
      if (!result.ok) {
        expect(result.what).toBe(leftOut[name]);
        return;
      }
      expect(leftOut[name]).toBeUndefined();
      expect(result.cut).toBeNull();
      const expected = read<OracleOutcome>(`expected/${name}.json`);
      expect(compareOutcomes(expected, result.outcome, 'sockets')).toEqual([]);
      await lab.call('end', { session });
    });
  });
});
