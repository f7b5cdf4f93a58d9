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

/**
 * Runs each case changed, changes what comes back, and wants what came without the change. Null:
 * the change is none to that case, or one that the kernel notices. Answers how many there were.
 */
function expectSame(change: (oracle: OracleCase) => OracleCase | null, back: Swap): number {
  const wrong: string[] = [];
  let count = 0;
  for (const oracle of cases) {
    const changed = change(oracle);
    if (changed === null) continue;
    count += 1;
    const expected = plain.get(oracle.id);
    if (!expected) throw new Error(oracle.id);
    const actual = rewrite(run(changed), back);
    wrong.push(...compareOutcomes(expected, actual, 'all').map((one) => `${oracle.id} ${one}`));
  }
  expect(wrong).toEqual([]);
  return count;
}

/** Every text of a case that can be an address, with or without the length of a prefix. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
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

  const named = ({ steps }: OracleCase) => steps.map(({ port = 0 }) => port & 0xffff);
  const down = 12_768;
  const raised: Swap = (text) =>
    text.replace(/:(\d+)$/, (whole, digits: string) => {
      const port = Number(digits);
      return port >= 20_000 && port < 48_232 ? `:${port + down}` : whole;
    });

  it.each(['ephemeral_range', 'sysctl'] as const)(
    'where ephemeral ports begin, told by %s',
    (by) => {
      const count = expectSame((oracle) => {
        const ranges = Object.values(oracle.hosts).some(({ ephemeral_range }) => ephemeral_range);
        if (ranges || named(oracle).some((port) => port >= 20_000)) return null;
        const own =
          by === 'sysctl'
            ? { sysctl: { 'net.ipv4.ip_local_port_range': '20000 48231' } }
            : { ephemeral_range: [20_000, 48_231] as [number, number] };
        const hosts = Object.entries(oracle.hosts).map(([name, host]) => {
          const sysctl = { ...host.sysctl, ...own.sysctl };
          return [name, by === 'sysctl' ? { ...host, sysctl } : { ...host, ...own }];
        });
        return { ...oracle, hosts: Object.fromEntries(hosts) };
      }, raised);
      expect(count).toBeGreaterThan(50);
    },
  );

  it('whether a small range is told as an option or as a parameter', () => {
    const count = expectSame(
      (oracle) => {
        const hosts = Object.entries(oracle.hosts).map(([name, { ephemeral_range, ...host }]) => {
          if (!ephemeral_range) return [name, host];
          const range = { 'net.ipv4.ip_local_port_range': ephemeral_range.join(' ') };
          return [name, { ...host, sysctl: { ...host.sysctl, ...range } }];
        });
        const has = Object.values(oracle.hosts).some(({ ephemeral_range }) => ephemeral_range);
        return has ? { ...oracle, hosts: Object.fromEntries(hosts) } : null;
      },
      (text) => text,
    );
    expect(count).toBeGreaterThan(1);
  });

  // Recorded with the real kernel: each of these cases came out equal in both families.
  it('the family, where nothing is said that only one has', () => {
    const own = /^10\.0\.(\d+)\.(\d+)(?:\/24)?$/;
    const both = ['127.0.0.1', '0.0.0.0'];
    const isAddress = (text: string) => /^\d+\.\d+\.\d+\.\d+/.test(text) || text.includes('::');
    const translatable = (text: string) =>
      both.includes(text) || (own.test(text) && !text.includes('.255'));
    const to: Swap = (text) => {
      if (text === '127.0.0.1') return '::1';
      if (text === '0.0.0.0') return '::';
      return text.replace(own, (whole, lan: string, host: string) => {
        const length = whole.includes('/') ? '/112' : '';
        return `fd00::${Number(lan) + 1}:${host}${length}`;
      });
    };
    const back: Swap = (text) =>
      text
        .replaceAll(
          /\[?fd00::(\d+):(\d+)\]?/g,
          (_, lan: string, host: string) => `10.0.${Number(lan) - 1}.${host}`,
        )
        .replaceAll('[::1]', '127.0.0.1')
        .replaceAll('[::]', '0.0.0.0')
        .replace(/^\*:/, '0.0.0.0:');
    const onlyFour = ['reject-host', 'reject-net', 'reject-admin'];
    const count = expectSame((oracle) => {
      const texts = textsOf({ hosts: oracle.hosts, steps: oracle.steps });
      if (!texts.filter(isAddress).every(translatable)) return null;
      if (texts.some((text) => onlyFour.includes(text))) return null;
      // The largest segments and datagrams differ by the length of a header.
      if (oracle.steps.some(({ size = 0, type = '' }) => size > 1000 || type.endsWith('6')))
        return null;
      const steps = rewrite(oracle.steps, to).map((step) =>
        step.type === undefined ? step : { ...step, type: `${step.type}6` },
      );
      return { ...oracle, hosts: rewrite(oracle.hosts, to), steps };
    }, back);
    expect(count).toBeGreaterThan(50);
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
