import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../limits';
import type { LabBackend } from './backend';
import type { CanaryResult } from './canary';
import { chooseTier, cureFor } from './choose-tier';

const backend = (tier: 'netns' | 'loopback', sealed = false): LabBackend => ({
  tier,
  sealed,
  lowestPort: 1,
  ownAddresses: () => null,
  databases: { take: () => Promise.reject(new Error('not in this test')) },
  start: () => Promise.reject(new Error('not in this test')),
});

const no = (why: string): CanaryResult => ({ ok: false, why });
const yes: CanaryResult = { ok: true };
type Answers = { sealed: CanaryResult; open: CanaryResult; loopback: CanaryResult };

function choose(
  setting: 'auto' | 'netns' | 'loopback',
  loopbackAllowed: boolean,
  answers: Answers,
) {
  return chooseTier(
    { setting, loopbackAllowed, limits: defaultLimits, hide: [] },
    {
      netns: (sealed) => backend('netns', sealed),
      loopback: () => backend('loopback'),
      canary: async ({ tier, sealed }) =>
        tier === 'loopback' ? answers.loopback : sealed ? answers.sealed : answers.open,
    },
  );
}
const eperm = no('unshare: unshare failed: Operation not permitted');

describe('chooseTier', () => {
  it('takes the sealed private network where it is proved', async () => {
    const choice = await choose('auto', true, { sealed: yes, open: yes, loopback: yes });
    expect(choice).toMatchObject({ tier: 'netns', cure: null });
    expect(choice.backend?.sealed).toBe(true);
  });

  it('says so when only files cannot be hidden as well', async () => {
    const choice = await choose('auto', true, { sealed: eperm, open: yes, loopback: yes });
    expect(choice.tier).toBe('netns');
    expect(choice.reason).toContain('files are not hidden');
  });

  it('on one’s own computer falls to loopback, with the reason and a cure', async () => {
    const choice = await choose('auto', true, { sealed: eperm, open: eperm, loopback: yes });
    expect(choice.tier).toBe('loopback');
    expect(choice.reason).toContain('Operation not permitted');
    expect(choice.cure).toContain('user namespaces');
  });

  it('on a site that others can reach, never falls to loopback unasked', async () => {
    const choice = await choose('auto', false, { sealed: eperm, open: eperm, loopback: yes });
    expect(choice).toMatchObject({ tier: 'off', backend: null });
    expect(choice.reason).toContain('LAB=loopback');
  });

  it('asked for netns, gives netns or nothing', async () => {
    const choice = await choose('netns', true, { sealed: eperm, open: eperm, loopback: yes });
    expect(choice).toMatchObject({ tier: 'off', backend: null });
    expect(choice.reason).toContain('LAB=netns');
  });

  it('is off when nothing is proved', async () => {
    const all = { sealed: eperm, open: eperm, loopback: no('a stranger’s port was open') };
    expect(await choose('auto', true, all)).toMatchObject({ tier: 'off', backend: null });
  });

  it.each([
    ['spawn setpriv ENOENT', 'iproute2'],
    ['unshare: unshare failed: No space left on device', 'max_net_namespaces'],
    ['unshare: write failed /proc/self/uid_map: Permission denied', 'AppArmor'],
    ['something new', 'docs/lab.md'],
  ])('for "%s" names the cure %s', (why, word) => {
    expect(cureFor(why)).toContain(word);
  });
});
