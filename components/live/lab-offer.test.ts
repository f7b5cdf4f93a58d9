import { expect, it } from 'vitest';
import type { LabStatus } from '@/contract/lab';
import { offerOf } from './lab-offer';

const status = (tier: LabStatus['tier'], reason = '') => ({ tier, reason, cure: '' }) as LabStatus;

it.each([
  ['asking', { is: 'unknown' }, null],
  ['open', { is: 'closed', ended: null }, status('netns')],
  ['shut', { is: 'closed', ended: null }, status('loopback')],
  ['shut', { is: 'off' }, status('off', 'The lab is switched off here.')],
  ['shut', { is: 'offline' }, null],
  ['shut', { is: 'restarting' }, null],
] as const)('%s, when the lab is %o', (is, phase, known) => {
  const offer = offerOf({ phase, status: known });
  expect(offer.is).toBe(is);
  // Nobody is turned away without a reason.
  if (offer.is === 'shut') expect(offer.why).toMatch(/\w+ \w+.*\.$/);
});
