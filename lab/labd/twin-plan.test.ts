import { describe, expect, it } from 'vitest';
import type { OracleCase, OracleStep } from '@/contract/oracle';
import { twinRequest } from '@/contract/twin';
import { LAPTOP, NOBODY, PHONE } from '../address-rules';
import { defaultLimits } from '../limits';
import { formatNftRules } from './nft-rules';
import { planTwin } from './twin-plan';

const host = (addr: string) => ({ interfaces: { eth0: { lan: 'lan', addr } } });
const scenario = (steps: OracleStep[], more: Partial<OracleCase> = {}): OracleCase => ({
  id: 'test',
  title: '',
  lans: ['lan'],
  hosts: { A: host('10.0.0.1/24'), B: host('10.0.0.2/24') },
  procs: { p: { host: 'A', user: 'root' } },
  steps,
  ...more,
});
const plan = (steps: OracleStep[], more: Partial<OracleCase> = {}) =>
  planTwin(scenario(steps, more), defaultLimits.twin);
const dial = (addr: string): OracleStep => ({
  proc: 'p',
  op: 'connect',
  sock: 's',
  addr,
  port: 80,
});
const why = (steps: OracleStep[], more: Partial<OracleCase> = {}) => {
  const planned = plan(steps, more);
  return planned.ok ? null : planned.what;
};

describe('a scenario on the lab’s two machines', () => {
  it('addresses go there and come back', () => {
    const planned = plan(['10.0.0.1', '10.0.0.2', '10.0.0.77', '127.0.0.1', '::1'].map(dial));
    if (!planned.ok) throw new Error(planned.detail);
    const { steps, named } = planned.plan;
    expect(steps.map(({ addr }) => addr)).toEqual([LAPTOP, PHONE, NOBODY, '127.0.0.1', '::1']);
    expect(named(`${PHONE}:80`)).toBe('10.0.0.2:80');
    expect(named(`[::ffff:${LAPTOP}]:40000`)).toBe('[::ffff:10.0.0.1]:40000');
    expect(named(`${NOBODY}:80`)).toBe('10.0.0.77:80');
    expect(named('0.0.0.0:*')).toBe('0.0.0.0:*');
  });

  it.each([
    ...['169.254.169.254', '8.8.8.8', '172.17.0.1', 'localhost', '127.1', '', '::ffff:8.8.8.8'],
    ...['10.0.0.255', '224.0.0.1', '192.168.1.1', 'fe80::1'],
  ])('never dials %s', (addr) => {
    for (const op of ['connect', 'bind', 'sendto'])
      expect(why([{ ...dial(addr), op }])).toBe('addr');
  });

  it('says by name what it cannot do', () => {
    const three = { hosts: { ...scenario([]).hosts, C: host('10.0.0.3/24') } };
    expect(why([], three)).toBe('hosts');
    expect(why([], { hosts: { A: { ...host('10.0.0.1/24'), forward: true } } })).toBe('forward');
    expect(why([], { hosts: { A: host('10.0.0.1/16') } })).toBe('interfaces');
    expect(why([], { procs: { p: { host: 'A', user: 'user' } } })).toBe('user');
    expect(why([{ host: 'A', op: 'power_cut' }])).toBe('power_cut');
    expect(why([{ proc: 'q', op: 'exit' }])).toBe('proc');
    expect(why([{ proc: '__proto__', op: 'exit' }])).toBe('proc');
    expect(why([{ proc: 'p', op: 'socket', sock: 's', type: 'raw' }])).toBe('raw');
    expect(why([{ proc: 'p', op: 'setsockopt', sock: 's', option: 'SO_MARK', value: 1 }])).toBe(
      'SO_MARK',
    );
    expect(why([{ proc: 'p', op: 'send', sock: 's', size: 3_000_000 }])).toBe('limit');
    expect(why([{ proc: 'p', op: 'recv', sock: 's', max: 100_000_000 }])).toBe('limit');
    const many = Array.from({ length: 97 }, () => ({
      proc: 'p',
      op: 'socket',
      sock: 's',
      type: 'tcp',
    }));
    expect(why(many)).toBe('limit');
  });

  it('sets only the parameters of its list, to numbers', () => {
    const tuned = (name: string, value: string) =>
      why([], { hosts: { A: { ...host('10.0.0.1/24'), sysctl: { [name]: value } } } });
    expect(tuned('net.core.somaxconn', '1')).toBeNull();
    for (const name of ['kernel.core_pattern', 'net.ipv4.ip_forward', '../../etc/passwd']) {
      expect(tuned(name, '1')).toBe(name);
    }
    expect(tuned('net.core.somaxconn', '1; reboot')).toBe('net.core.somaxconn');
    expect(tuned('net.ipv4.tcp_congestion_control', 'bbr')).toBe('net.ipv4.tcp_congestion_control');
  });

  it('firewall rules are words of ours, numbers and judged addresses', () => {
    const rule = (more: object): OracleStep => ({
      host: 'B',
      op: 'firewall_add',
      rule: { hook: 'in', proto: 'tcp', action: 'drop', ...more } as never,
    });
    expect(why([rule({ src: '10.0.0.1; flush ruleset' })])).toBe('rule.src');
    expect(why([rule({ table: 'x' })])).toBe('rule.table');
    expect(why([rule({ action: 'reject-port' })])).toBe('reject-port');
    const planned = plan([rule({ src: '10.0.0.1', dport: 80 })]);
    if (!planned.ok) throw new Error(planned.detail);
    const [step] = planned.plan.steps;
    expect(formatNftRules(step?.rule ? [step.rule] : [])).toContain(
      `meta l4proto tcp tcp dport 80 ip saddr ${LAPTOP} drop`,
    );
  });

  it('rules may name the loopback interface and the machine’s own one', () => {
    const textOf = (more: object) => {
      const rule = { hook: 'in', iface: 'lo', action: 'accept', ...more };
      const planned = plan([{ host: 'B', op: 'firewall_add', rule: rule as never }]);
      return planned.ok ? formatNftRules([planned.plan.steps[0]?.rule as never]) : planned.what;
    };
    expect(textOf({})).toContain('{ type filter hook input priority 0;\niifname "lo" accept');
    expect(textOf({ hook: 'out', iface: 'eth0', action: 'drop' })).toContain(
      'oifname != "lo" drop',
    );
    expect(textOf({ iface: 'wlan0' })).toBe('rule.iface');
    expect(textOf({ iface: '"lo" accept; flush ruleset' })).toBe('rule.iface');
    expect(textOf({ iface: '__proto__' })).toBe('rule.iface');
  });
});

describe('the request', () => {
  it('is bounded', () => {
    const ok = (more: Partial<OracleCase>) =>
      twinRequest.safeParse({ scenario: scenario([], more) }).success;
    const step = { op: 'sleep', ms: 1 };
    expect(ok({})).toBe(true);
    expect(ok({ steps: Array.from({ length: 161 }, () => step) })).toBe(false);
    expect(ok({ steps: [{ proc: 'p', op: 'send', data: 'x'.repeat(17_000) }] })).toBe(false);
    expect(ok({ steps: [{ proc: 'p', op: 'socket', sock: 'x'.repeat(41) }] })).toBe(false);
    const procs = Array.from({ length: 65 }, (_, i) => [`p${i}`, { host: 'A', user: 'root' }]);
    expect(ok({ procs: Object.fromEntries(procs) })).toBe(false);
    expect(twinRequest.safeParse({ scenario: scenario([]), command: 'sh' }).success).toBe(false);
  });
});
