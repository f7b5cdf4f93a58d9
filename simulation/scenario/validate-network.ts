/**
 * Whether the hosts of a scenario can talk at all: addresses, routes, programs, files. Much of it
 * may be broken on purpose, so these are findings, not errors; `stopsWorld` tells the two apart.
 */
import type { Fact, Finding, FindingPath } from '@/contract/sandbox';
import type { HostSpec, ScenarioSource } from '@/contract/scenario';
import {
  broadcastAddress,
  isAddress6,
  isInPrefix,
  isLoopback,
  networkAddress,
  normalizeAddress,
  type Prefix,
  parsePrefix,
} from '../packet/address';
import { createPathFinder, isForwardingSpec } from './find-path';
import { networkOf, type Plug, plugsOf, plugsOfHost, usualNetwork } from './segment';

/** Without a cure no world can be made of it (`createWorld` throws). */
export function stopsWorld(finding: Finding): boolean {
  if (finding.kind === 'unknown') return finding.path.includes('container');
  return finding.kind === 'no-address' || finding.kind === 'time';
}

/** `programs` are the names that can be started; left out, command lines are not looked at. */
export function validateNetwork(
  scenario: ScenarioSource,
  programs: readonly string[] | null = null,
): Finding[] {
  const findings: Finding[] = [];
  const find = (path: FindingPath, fact: Fact) => findings.push({ path, ...fact });
  const { hosts, lans } = scenario;
  const plugs = plugsOf(scenario);

  if (Number.isNaN(Date.parse(scenario.startsAt)))
    find(['startsAt'], { kind: 'time', word: scenario.startsAt });
  if (Object.keys(hosts).length === 0) find(['hosts'], { kind: 'no-hosts' });
  lans.forEach((lan, index) => {
    if (!plugs.some((plug) => plug.lan === lan))
      find(['lans', index], { kind: 'empty-network', lan });
  });
  plugs.forEach((plug, index) => {
    const fact = judgePlug(scenario, plugs, index);
    const { host, iface, text } = plug;
    const six = hosts[host]?.interfaces[iface]?.addr6 === text;
    if (fact) find(['hosts', host, 'interfaces', iface, six ? 'addr6' : 'addr'], fact);
  });
  for (const [host, spec] of Object.entries(hosts)) {
    const at = (...path: FindingPath) => ['hosts', host, ...path];
    if (Object.keys(spec.interfaces).length === 0)
      find(at('interfaces'), { kind: 'no-interface', host });
    for (const { path, ...fact } of judgeRoutes(scenario, host, spec)) find(at(...path), fact);
    for (const { path, ...fact } of judgeRules(host, spec)) find(at(...path), fact);
    for (const word of Object.keys(spec.names ?? {})) {
      if (normalizeAddress(word) === null)
        find(at('names', word), { kind: 'bad-name-address', host, word });
    }
    for (const word of Object.keys(spec.files ?? {})) {
      if (!/^(\/|~\/)[^\0]*[^/\0]$/.test(word))
        find(at('files', word), { kind: 'bad-file', host, word });
    }
    spec.programs?.forEach(({ run }, index) => {
      const program = run.trim().split(/\s+/)[0] ?? '';
      const name = program.split('/').at(-1) ?? '';
      if (program === '') find(at('programs', index, 'run'), { kind: 'no-command', host });
      // A script that the scenario brings itself is a program as well.
      else if (programs && !programs.includes(name) && !spec.files?.[program])
        find(at('programs', index, 'run'), { kind: 'unknown-program', host, program });
    });
  }
  return [...findings, ...judgePaths(scenario, plugs)];
}

/** What is wrong with one address, the worst thing first. */
function judgePlug(scenario: ScenarioSource, plugs: readonly Plug[], index: number): Fact | null {
  const plug = plugs[index];
  if (plug === undefined) return null;
  const { host, iface, lan, text: addr, prefix } = plug;
  if (prefix === null) return { kind: 'no-address', host, iface, lan, addr };
  const reserved = reservedAs(prefix);
  if (reserved) return { kind: 'reserved-address', host, addr: prefix.addr, as: reserved };
  const same = (other: Plug) => other.lan === lan && other.prefix?.addr === prefix.addr;
  const other = plugs.slice(0, index).find(same);
  if (other) return { kind: 'address-twice', host, other: other.host, addr: prefix.addr };
  const usual = isAddress6(prefix.addr) ? null : usualNetwork(scenario, lan);
  if (usual !== null && usual !== networkOf(prefix))
    return { kind: 'other-network', host, lan, addr, usual };
  return null;
}

function reservedAs(prefix: Prefix): 'network' | 'broadcast' | 'loopback' | null {
  if (isLoopback(prefix.addr)) return 'loopback';
  if (isAddress6(prefix.addr) || prefix.length > 30) return null;
  if (networkAddress(prefix) === prefix.addr) return 'network';
  return broadcastAddress(prefix) === prefix.addr ? 'broadcast' : null;
}

function judgeRoutes(scenario: ScenarioSource, host: string, spec: HostSpec): Finding[] {
  const own = plugsOfHost(host, spec);
  return (spec.routes ?? []).flatMap(({ to, via }, index): Finding[] => {
    const path = ['routes', index] as const;
    if (parsePrefix(to) === null)
      return [{ path: [...path, 'to'], kind: 'bad-prefix', host, word: to, in: 'route' }];
    const gateway = (fact: Fact): Finding[] => [{ path: [...path, 'via'], ...fact }];
    const addr = normalizeAddress(via);
    if (addr === null) return gateway({ kind: 'bad-gateway', host, via, why: 'no-address' });
    const near = own.find(({ prefix }) => prefix !== null && isInPrefix(addr, prefix));
    if (near === undefined) return gateway({ kind: 'bad-gateway', host, via, why: 'far' });
    const there = plugsOf(scenario).find(
      ({ lan, prefix }) => lan === near.lan && prefix?.addr === addr,
    );
    if (there === undefined) return gateway({ kind: 'bad-gateway', host, via, why: 'nobody' });
    const far = scenario.hosts[there.host];
    if (far && !isForwardingSpec(far))
      return gateway({ kind: 'idle-gateway', host, gateway: there.host });
    return [];
  });
}

function judgeRules(host: string, spec: HostSpec): Finding[] {
  const lists = [
    { key: 'firewall', rules: spec.firewall },
    { key: 'nat', rules: spec.nat ?? [] },
  ] as const;
  return lists.flatMap(({ key, rules }) =>
    rules.flatMap((rule, index) =>
      (['src', 'dst'] as const).flatMap((end): Finding[] => {
        const word = rule[end];
        if (word === undefined || parsePrefix(word.replace(/^!\s*/, '')) !== null) return [];
        return [{ path: [key, index, end], kind: 'bad-prefix', host, word, in: key }];
      }),
    ),
  );
}

/** Hosts that have no way to the hosts of another segment; of each segment the first is named. */
function judgePaths(scenario: ScenarioSource, plugs: readonly Plug[]): Finding[] {
  const reaches = createPathFinder(scenario);
  const told = new Set<string>();
  const findings: Finding[] = [];
  const names = Object.keys(scenario.hosts);
  for (const from of names) {
    const mine = plugs.filter(({ host }) => host === from);
    if (!mine.some(({ prefix }) => prefix)) continue;
    for (const to of names) {
      const theirs = plugs.filter(({ host, prefix }) => host === to && prefix);
      const first = theirs[0];
      if (to === from || first?.prefix == null) continue;
      // On the same segment, what is wrong is told of the addresses themselves.
      if (theirs.some(({ lan }) => mine.some((own) => own.lan === lan))) continue;
      if (theirs.some(({ prefix }) => prefix && reaches(from, prefix.addr))) continue;
      if (isHidden(scenario, plugs, from, to)) continue;
      const key = JSON.stringify([from, first.lan]);
      if (told.has(key)) continue;
      told.add(key);
      const path = ['hosts', from, 'routes'];
      findings.push({ path, kind: 'no-route', from, to, addr: first.prefix.addr });
    }
  }
  return findings;
}

/** `to` is behind a router that puts its own address in place of the inside ones, `from` is not. */
function isHidden(scenario: ScenarioSource, plugs: readonly Plug[], from: string, to: string) {
  const lansOf = (host: string) => plugs.filter((one) => one.host === host).map(({ lan }) => lan);
  return Object.entries(scenario.hosts).some(([name, { nat = [] }]) => {
    const own = plugs.filter(({ host }) => host === name);
    return nat.some(({ chain, iface, notIface, src }) => {
      if (chain !== 'postrouting') return false;
      const range = src === undefined ? null : parsePrefix(src);
      const isOutside = (plug: Plug) => {
        if (iface !== undefined) return (plug.iface === iface) !== (notIface ?? false);
        return range !== null && plug.prefix !== null && !isInPrefix(plug.prefix.addr, range);
      };
      const inside = own.filter((plug) => !isOutside(plug)).map(({ lan }) => lan);
      if (inside.length === own.length) return false;
      return (
        lansOf(to).every((lan) => inside.includes(lan)) &&
        !lansOf(from).some((lan) => inside.includes(lan))
      );
    });
  });
}
