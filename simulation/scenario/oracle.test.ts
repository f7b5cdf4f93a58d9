import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import { compareOutcomes } from './compare-outcomes';
import { findUnsupported, runOracleCase } from './oracle';

const folder = fileURLToPath(new URL('fixtures/oracle/', import.meta.url));
const names = readdirSync(`${folder}scenarios`).map((file) => file.replace(/\.json$/, ''));
const read = <T>(path: string) => JSON.parse(readFileSync(folder + path, 'utf8')) as T;

/** Cases that need something the simulator does not model, and what. */
const unsupported: Record<string, string> = {};

describe('the Linux kernel and the simulator agree on results, packets and socket tables', () => {
  it.each(names)('%s', { timeout: 120_000 }, (name) => {
    const oracle = read<OracleCase>(`scenarios/${name}.json`);
    const outcome = runOracleCase(oracle);
    if ('unsupported' in outcome) {
      expect(outcome.unsupported).toBe(unsupported[name]);
      return;
    }
    expect(unsupported[name]).toBeUndefined();
    const expected = read<OracleOutcome>(`expected/${name}.json`);
    expect(compareOutcomes(expected, outcome, 'all')).toEqual([]);
  });

  it('covers every case that is kept', () => {
    expect(names.length).toBe(65);
    expect(Object.keys(unsupported).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('tells no packets of a case that says nobody recorded any', () => {
    const oracle = read<OracleCase>('scenarios/accept-order.json');
    const packets = (outcome: ReturnType<typeof runOracleCase>) =>
      'steps' in outcome ? outcome.steps.map((step) => step.packets) : [];
    expect(packets(runOracleCase(oracle)).flat().length).toBeGreaterThan(0);
    const silent = packets(runOracleCase({ ...oracle, no_packets: true }));
    expect(new Set(silent)).toEqual(new Set([undefined]));
  });

  it('says by name what it does not model', () => {
    const oracle = read<OracleCase>('scenarios/bind-twice.json');
    const strange = { ...oracle, steps: [{ proc: 'p', op: 'setsockopt', option: 'TCP_FASTOPEN' }] };
    expect(findUnsupported(strange)).toBe('TCP_FASTOPEN');
    const [host = ''] = Object.keys(oracle.hosts);
    const tuned = { interfaces: {}, sysctl: { 'net.ipv4.tcp_ecn': 1 } };
    expect(findUnsupported({ ...oracle, hosts: { [host]: tuned } })).toBe('net.ipv4.tcp_ecn');
    expect(runOracleCase({ ...oracle, steps: [{ proc: 'p', op: 'sendfile' }] })).toEqual({
      id: 'bind-twice',
      unsupported: 'sendfile',
    });
  });
});

describe('the comparison', () => {
  const expected = read<OracleOutcome>('expected/accept-order.json');
  const good = runOracleCase(read<OracleCase>('scenarios/accept-order.json')) as OracleOutcome;

  it('notices another result, a packet too many and a row too few', () => {
    const spoil = (change: (steps: OracleOutcome['steps']) => void) => {
      const copy = structuredClone(good);
      change(copy.steps);
      return compareOutcomes(expected, copy, 'all').length;
    };
    const step = (steps: OracleOutcome['steps']) => steps[4] ?? steps[0];
    expect(spoil(() => {})).toBe(0);
    expect(spoil((steps) => Object.assign(step(steps) ?? {}, { result: 'EINVAL' }))).toBe(1);
    expect(spoil((steps) => step(steps)?.packets?.pop())).toBe(1);
    expect(spoil((steps) => step(steps)?.sockets?.D?.pop())).toBe(1);
  });
});
