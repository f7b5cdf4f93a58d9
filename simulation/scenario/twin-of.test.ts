import { describe, expect, it } from 'vitest';
import type { Action } from '@/contract/action';
import type { OracleOutcome, OracleStep } from '@/contract/oracle';
import type { ScenarioSource } from '@/contract/scenario';
import { twinRequest } from '@/contract/twin';
import { benchOf, faultOf, playBench, plays, stepsOf, typed } from './bench-plays.test-helper';
import { runOracleCase } from './oracle';
import { type Twin, twinOf } from './twin-of';
import type { RefusalWord } from './twin-refusal';

function tell(bench: string | ScenarioSource, actions: readonly Action[]): Twin {
  const source = typeof bench === 'string' ? benchOf(bench) : bench;
  const twin = twinOf(playBench(source, actions), source.id);
  if (!twin.ok) throw new Error(`refused: ${twin.what} ${twin.about}`);
  return twin;
}

const onPaper = ({ scenario }: Twin): OracleOutcome => {
  const outcome = runOracleCase(scenario);
  if ('unsupported' in outcome) throw new Error(outcome.unsupported);
  return outcome;
};

/** `proc op sock`, without the numbers of processes. */
const lineOf = ({ proc, host, op, sock, as }: OracleStep) =>
  [proc?.split(' ')[0] ?? host, as && `${as} =`, op, sock].filter(Boolean).join(' ');

describe('what was done on the lessons’ benches', () => {
  it.each(Object.entries(plays))(
    '%s: told, and played on paper again, comes out the same',
    (_, play) => {
      const twin = tell(play.bench, play.actions);
      expect(twinRequest.safeParse({ scenario: twin.scenario }).error).toBeUndefined();
      const outcome = onPaper(twin);
      const differing = outcome.steps.flatMap(({ result }, index) => {
        const seen = twin.seen[index];
        return seen === null || seen === result ? [] : [{ index, seen, result }];
      });
      expect(differing).toEqual([]);
    },
  );

  it('five lines of a server become its calls and those of its callers, in the order of the bench', () => {
    const { scenario } = tell('five-lines', stepsOf('five-lines'));
    expect(scenario.hosts).toEqual({
      laptop: { interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } } },
      phone: { interfaces: { wlan0: { lan: 'home', addr: '192.168.1.50/24' } } },
    });
    expect(scenario.steps.map(lineOf)).toEqual([
      'server socket listener',
      'server bind listener',
      'nc socket caller',
      'nc connect caller',
      'nc close caller',
      'server listen listener',
      'nc socket caller',
      'nc connect caller',
      'nc send caller',
      'server conn = accept listener',
      'server recv conn',
      'server send conn',
      'nc recv caller',
      'server conn2 = accept listener',
      'nc socket caller',
      'nc connect caller',
      'await',
      'server close conn',
      'nc recv caller',
    ]);
  });

  it('a connect that does not block is followed by what poll and SO_ERROR told its program', () => {
    const twin = tell('which-address', stepsOf('which-address').slice(0, 4));
    const { steps } = twin.scenario;
    const at = steps.findIndex(({ op }) => op === 'connect');
    expect(steps.slice(at, at + 3).map(({ op }) => op)).toEqual(['connect', 'poll', 'getsockopt']);
    expect(onPaper(twin).steps.slice(at, at + 3)).toMatchObject([
      { result: 'EINPROGRESS' },
      { value: { events: ['IN', 'OUT', 'ERR', 'HUP', 'RDHUP'] } },
      { value: { value: 'ECONNREFUSED' } },
    ]);
  });

  it('the patience of a caller passes as time, and SO_ERROR is not asked for in vain', () => {
    const { steps } = tell('full-queue', stepsOf('full-queue')).scenario;
    const at = steps.findIndex(({ op }) => op === 'sleep');
    expect(steps[at]?.ms).toBeGreaterThan(4_000);
    expect(steps.slice(at + 1, at + 3).map(({ op }) => op)).toEqual(['poll', 'close']);
  });

  it('what happens later on the bench is not part of an earlier moment', () => {
    const stops = playBench(benchOf('five-lines'), stepsOf('five-lines'));
    const lengths = stops.map((_, index) => {
      const twin = twinOf(stops.slice(0, index + 1), 'x');
      return twin.ok ? twin.scenario.steps.length : 0;
    });
    expect(lengths[0]).toBe(0);
    expect(lengths.at(-1)).toBe(19);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it('a stopped program takes no call out of the queue until it goes on', () => {
    const play = plays['listening-with-nc, stopped and continued'];
    const { steps } = tell('listening-with-nc', play?.actions ?? []).scenario;
    const ops = steps.map(({ op }) => op);
    expect(ops.filter((op) => op === 'accept')).toHaveLength(1);
    expect(ops.indexOf('accept')).toBeGreaterThan(ops.indexOf('connect'));
  });

  it('rules of the firewall are told when they change, for the loopback interface too', () => {
    const play = plays['which-address, behind a firewall'];
    const { scenario } = tell('which-address', play?.actions ?? []);
    const rules = scenario.steps.filter(({ op }) => op === 'firewall_add');
    expect(rules.map(({ rule }) => rule)).toEqual([
      { hook: 'in', iface: 'lo', action: 'accept' },
      { hook: 'in', proto: 'tcp', dport: 8000, action: 'drop' },
    ]);
  });

  it('workers that share a listener count as one process, and what stood is opened first', () => {
    const { laptop, phone } = benchOf('which-address').hosts;
    const source = {
      ...benchOf('which-address'),
      hosts: {
        laptop: { ...laptop, packages: ['nginx'], programs: [{ run: 'nginx', user: 'root' }] },
        phone,
      },
    } as ScenarioSource;
    const twin = tell(source, [typed('phone curl -s http://192.168.1.20/')]);
    const { procs, steps } = twin.scenario;
    expect(Object.values(procs).filter(({ host }) => host === 'laptop')).toHaveLength(1);
    expect(steps.slice(0, 3).map(({ op }) => op)).toEqual(['socket', 'setsockopt', 'bind']);
    const results = onPaper(twin).steps.map(({ result }) => result);
    expect(twin.seen.filter((seen, index) => seen !== null && seen !== results[index])).toEqual([]);
  });
});

describe('what cannot be told is refused by name', () => {
  const which = benchOf('which-address');
  const lines = (...all: string[]) => all.map(typed);
  const nc = lines('laptop nc -l 9000', 'phone nc -zv 192.168.1.20 9000');
  const withHosts = (change: Record<string, object>): ScenarioSource => ({
    ...which,
    hosts: Object.fromEntries(
      Object.entries({ ...which.hosts, ...change }).map(([name, more]) => [
        name,
        { ...(which.hosts[name] ?? which.hosts.phone), ...more },
      ]),
    ) as ScenarioSource['hosts'],
  });
  const router = { interfaces: { eth0: { lan: 'home', addr: '192.168.1.1/24' } }, forward: true };
  const tablet = { interfaces: { wlan0: { lan: 'home', addr: '192.168.1.60/24' } } };
  const far = { interfaces: { eth0: { lan: 'home', addr: '10.0.0.2/24' } } };
  const root = withHosts({ laptop: { user: 'root' } });

  const refused: [RefusalWord, string, ScenarioSource | string, Action[]][] = [
    ['nothing', '', 'which-address', lines('laptop ls', 'laptop ss -tln')],
    ['cable', 'laptop', 'which-address', [...nc, ...faultOf('which-address', 3)]],
    ['power', 'phone', 'which-address', [...nc, { do: 'power', host: 'phone', state: 'off' }]],
    [
      'drawn-port',
      '',
      which,
      lines('laptop nc -lu 5000', 'phone echo hi | nc -u -w 1 192.168.1.20 5000'),
    ],
    ['privilege', '80', 'which-address', lines('laptop nc -l 80')],
    ['router', 'gateway', withHosts({ gateway: router }), lines('phone nc -zv 192.168.1.1 80')],
    [
      'hosts',
      'laptop, phone, tablet',
      withHosts({ tablet }),
      [...nc, ...lines('tablet nc -zv 192.168.1.20 9000')],
    ],
    ['network', 'phone', withHosts({ phone: far }), [...nc, ...lines('phone nc -zv 127.0.0.1 1')]],
    ['address', 'laptop', root, [...nc, ...lines('laptop:1 ip addr add 192.168.1.21/24 dev eth0')]],
    [
      'sysctl',
      'net.core.somaxconn',
      root,
      [...nc, ...lines('laptop:1 sysctl -w net.core.somaxconn=1')],
    ],
    [
      'rule',
      'laptop',
      root,
      [...nc, ...lines('laptop:1 iptables -A INPUT -s 192.168.1.0/24 -j DROP')],
    ],
    ['option', 'IP_TTL', which, lines('laptop traceroute 192.168.1.50')],
    ['raw', 'laptop:', root, [...nc, ...lines('laptop:1 nmap -p 9000 192.168.1.50')]],
    [
      'time',
      '',
      which,
      [...nc, { do: 'wait', ms: 60_000 }, ...lines('phone nc -zv 192.168.1.20 9000')],
    ],
    ['steps', '', which, Array.from({ length: 60 }, () => typed('phone nc -zv 192.168.1.20 9000'))],
  ];

  it.each(refused)('%s %s', (what, about, bench, actions) => {
    const source = typeof bench === 'string' ? benchOf(bench) : bench;
    const twin = twinOf(playBench(source, actions), 'x');
    expect(twin).toMatchObject({ ok: false, what });
    if (!twin.ok) expect(twin.about).toContain(about);
  });

  it('what is longer than one step of the lab may be', () => {
    const bench = benchOf('five-lines');
    const call = (name: string, more: object): Action =>
      ({ do: 'call', host: 'laptop', process: 'server', call: name, ...more }) as Action;
    const stops = playBench(bench, [
      ...stepsOf('five-lines').slice(0, 8),
      call('send', { fd: 'conn', args: { size: 20_000 } }),
    ]);
    expect(twinOf(stops, 'x')).toEqual({ ok: false, what: 'data', about: '20000' });
  });

  it('a machine that takes no part may be of any kind', () => {
    expect(tell(withHosts({ gateway: router }), nc).scenario.hosts).not.toHaveProperty('gateway');
  });
});
