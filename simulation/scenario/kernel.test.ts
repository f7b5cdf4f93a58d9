import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import { compareOutcomes } from './compare-outcomes';
import { runOracleCase } from './oracle';

const folder = fileURLToPath(new URL('fixtures/kernel/', import.meta.url));
type Kept = { scenario: OracleCase; expected: OracleOutcome };

/** A step without `sockets` has those of the step before it. */
function unfold({ scenario, expected }: Kept): Kept {
  let sockets: OracleOutcome['steps'][number]['sockets'];
  const steps = expected.steps.map((step) => {
    sockets = step.sockets ?? sockets;
    return sockets ? { ...step, sockets } : step;
  });
  return { scenario, expected: { ...expected, steps } };
}

const groups = readdirSync(folder).sort();

describe.each(groups)('the kernel and the simulator agree: %s', (file) => {
  const kept = (JSON.parse(readFileSync(folder + file, 'utf8')) as Kept[]).map(unfold);
  const byId = new Map(kept.map((one) => [one.scenario.id, one]));

  it.each([...byId.keys()])('%s', { timeout: 60_000 }, (id) => {
    const one = byId.get(id);
    if (!one) throw new Error(`no case ${id}`);
    const outcome = runOracleCase(one.scenario);
    if ('unsupported' in outcome) throw new Error(`${id}: ${outcome.unsupported}`);
    expect(compareOutcomes(one.expected, outcome, 'all')).toEqual([]);
  });
});
