import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OracleCase, OracleOutcome } from '@/contract/oracle';
import { compareOutcomes } from './compare-outcomes';
import { runOracleCase } from './oracle';

const folder = fileURLToPath(new URL('fixtures/oracle/scenarios/', import.meta.url));
const cases = readdirSync(folder)
  .map((file) => JSON.parse(readFileSync(folder + file, 'utf8')) as OracleCase)
  // One transfer of 20 MB is enough, and has its place in the oracle's own test.
  .filter(({ id }) => id !== 'send-fills-up');

type Swap = (text: string) => string;

/** Applies `swap` to every text of a value, keys included. */
function rewrite<T>(value: T, swap: Swap): T {
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return swap(one);
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([key, two]) => [swap(key), walk(two)]));
  };
  return walk(value) as T;
}

function run(oracle: OracleCase): OracleOutcome {
  const outcome = runOracleCase(oracle);
  if ('unsupported' in outcome) throw new Error(`${oracle.id}: ${outcome.unsupported}`);
  return outcome;
}

const plain = new Map(cases.map((oracle) => [oracle.id, run(oracle)]));

/** Runs each case changed, changes what comes back, and wants what came without the change. */
function expectSame(change: (oracle: OracleCase) => OracleCase, back: Swap): void {
  const wrong: string[] = [];
  for (const oracle of cases) {
    const expected = plain.get(oracle.id);
    if (!expected) throw new Error(oracle.id);
    const actual = rewrite(run(change(oracle)), back);
    wrong.push(...compareOutcomes(expected, actual, 'all').map((one) => `${oracle.id} ${one}`));
  }
  expect(wrong).toEqual([]);
}

describe('the answer does not depend on', () => {
  it('what the hosts are called', () => {
    const hosts = ['A', 'B', 'C', 'D', 'R'];
    const to: Swap = (text) => (hosts.includes(text) ? `zz-${text}` : text);
    const back: Swap = (text) => text.replace(/^zz-/, '');
    const change = (oracle: OracleCase) => ({
      ...oracle,
      hosts: rewriteKeys(oracle.hosts, to),
      procs: Object.fromEntries(
        Object.entries(oracle.procs).map(([name, proc]) => [
          name,
          { ...proc, host: to(proc.host) },
        ]),
      ),
      steps: oracle.steps.map((step) =>
        step.host === undefined ? step : { ...step, host: to(step.host) },
      ),
    });
    expectSame(change, back);
  });

  it('which private addresses they have', () => {
    const to: Swap = (text) => text.replaceAll(/(?<![\d.])10\.(\d+\.\d+\.\d+)/g, '172.$1');
    const back: Swap = (text) => text.replaceAll(/(?<![\d.])172\.(\d+\.\d+\.\d+)/g, '10.$1');
    expectSame((oracle) => rewrite(oracle, to), back);
  });

  it('which of the privileged ports is used', () => {
    const shift = (port: number) => (port > 0 && port < 500 ? port + 500 : port);
    const change = (oracle: OracleCase) => ({
      ...oracle,
      hosts: Object.fromEntries(
        Object.entries(oracle.hosts).map(([name, host]) => [
          name,
          { ...host, ...(host.firewall ? { firewall: host.firewall.map(shiftRule) } : {}) },
        ]),
      ),
      steps: oracle.steps.map((step) => ({
        ...step,
        ...(step.port === undefined ? {} : { port: shift(step.port) }),
        ...(step.rule ? { rule: shiftRule(step.rule) } : {}),
      })),
    });
    const shiftRule = <R extends { dport?: number | undefined; sport?: number | undefined }>(
      rule: R,
    ) => ({
      ...rule,
      ...(rule.dport === undefined ? {} : { dport: shift(rule.dport) }),
      ...(rule.sport === undefined ? {} : { sport: shift(rule.sport) }),
    });
    const back: Swap = (text) =>
      text.replace(/:(\d+)$/, (whole, digits: string) => {
        const port = Number(digits);
        return port >= 500 && port < 1000 ? `:${port - 500}` : whole;
      });
    expectSame(change, back);
  });

  it('what processes and sockets are called', () => {
    const to = (name: string) => `${name}-of-mine`;
    const change = (oracle: OracleCase): OracleCase => ({
      ...oracle,
      procs: rewriteKeys(oracle.procs, to),
      steps: oracle.steps.map((step) => ({
        ...step,
        ...(step.proc === undefined ? {} : { proc: to(step.proc) }),
        ...(step.sock === undefined ? {} : { sock: to(step.sock) }),
        ...(step.as === undefined ? {} : { as: to(step.as) }),
      })),
    });
    expectSame(change, (text) => text);
  });

  it('which of two hosts prepares its sockets first', () => {
    // Only calls that nobody on another host can notice change places.
    const calls = ['socket', 'setsockopt', 'bind', 'listen', 'getsockname'];
    const quiet = (step: OracleCase['steps'][number]) =>
      calls.includes(step.op) && step.id === undefined;
    const change = (oracle: OracleCase): { swapped: OracleCase; order: number[] } => {
      const steps = [...oracle.steps];
      const order = steps.map((_, index) => index);
      for (let at = 0; at + 1 < steps.length; at += 1) {
        const [first, second] = [steps[at], steps[at + 1]];
        if (!first || !second || !quiet(first) || !quiet(second)) continue;
        const [one, other] = [first, second].map(({ proc = '' }) => oracle.procs[proc]?.host);
        if (one === other) continue;
        [steps[at], steps[at + 1]] = [second, first];
        [order[at], order[at + 1]] = [at + 1, at];
        at += 1;
      }
      return { swapped: { ...oracle, steps }, order };
    };
    let moved = 0;
    for (const oracle of cases) {
      const { swapped, order } = change(oracle);
      moved += order.filter((from, at) => from !== at).length;
      const expected = plain.get(oracle.id);
      const actual = run(swapped);
      const results = order.map((from, at) => [from, actual.steps[at]?.result]);
      expect(Object.fromEntries(results)).toEqual(
        Object.fromEntries(expected?.steps.map(({ step, result }) => [step, result]) ?? []),
      );
    }
    expect(moved).toBeGreaterThan(0);
  });
});

function rewriteKeys<T>(record: Record<string, T>, to: Swap): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [to(key), value]));
}
