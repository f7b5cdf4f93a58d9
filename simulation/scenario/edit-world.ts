/**
 * Changes that a builder of worlds makes to a scenario: pure functions, scenario in, scenario out.
 * A host that is renamed is renamed wherever it is spoken of; of one that is removed, only what is
 * its own goes along, and the validator tells what still speaks of it.
 */
import type { Action } from '@/contract/action';
import type { Check, HostSpec, ScenarioSource, SimpleCheck } from '@/contract/scenario';
import { freeAddresses } from './segment';

export type Source = ScenarioSource;
export type Kind = HostSpec['kind'];

/** A sheet with nothing on it but one network. */
export function emptyScenario(title: string): Source {
  return {
    id: slugOf(title),
    version: 1,
    title,
    seed: 1,
    startsAt: '2026-11-23T13:10:49Z',
    lans: ['home'],
    hosts: {},
    steps: [],
    suggestions: [],
    faults: [],
    goals: [],
    hints: [],
    questions: [],
    solutions: [],
  };
}

/** A new title, and with it a new id. */
export function renameScenario(source: Source, title: string): Source {
  return { ...source, title, id: slugOf(title) };
}

/** A title as an id and a file's name: letters, digits and dashes, beginning with a letter. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return slug === '' ? 'sandbox' : slug;
}

/** `word`, or with the first number behind it that is not taken. */
export function freeName(word: string, taken: readonly string[]): string {
  if (!taken.includes(word)) return word;
  for (let number = 2; ; number += 1) {
    if (!taken.includes(`${word}-${number}`)) return `${word}-${number}`;
  }
}

/** What the contract allows as the name of a host or a network. */
export function isName(word: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(word) && word.length <= 63;
}

const firstInterface: Record<Kind, string> = {
  laptop: 'eth0',
  phone: 'wlan0',
  server: 'eth0',
  router: 'eth0',
  container: 'eth0',
  device: 'wlan0',
};

/** A new host of that kind on the first network, with an address that is free there. */
export function addHost(source: Source, kind: Kind): { source: Source; name: string } {
  const name = freeName(kind, Object.keys(source.hosts));
  const spec: HostSpec = {
    kind,
    ...(kind === 'laptop' || kind === 'phone' ? { user: 'you' } : {}),
    interfaces: {},
    terminals: 1,
    browser: kind === 'laptop' || kind === 'phone',
    firewall: [],
    forward: kind === 'router',
    sysctl: {},
  };
  const added = putHost(source, name, spec);
  const lan = source.lans[0];
  return { source: lan === undefined ? added : addInterface(added, name, lan), name };
}

function putHost(source: Source, name: string, spec: HostSpec): Source {
  return { ...source, hosts: { ...source.hosts, [name]: spec } };
}

/** Changes some fields of a host; undefined takes an optional one away. */
export function changeHost(source: Source, name: string, change: Partial<HostSpec>): Source {
  const spec = source.hosts[name];
  if (spec === undefined) return source;
  const next = Object.fromEntries(
    Object.entries({ ...spec, ...change }).filter(([, value]) => value !== undefined),
  );
  return putHost(source, name, next as HostSpec);
}

/** A further interface of a host on `lan`; named after the ones it has. */
export function addInterface(source: Source, host: string, lan: string): Source {
  const spec = source.hosts[host];
  if (spec === undefined) return source;
  const base = firstInterface[spec.kind].replace(/\d+$/, '');
  let number = 0;
  while (spec.interfaces[`${base}${number}`]) number += 1;
  const addr = freeAddresses(source, lan, spec.kind, 1)[0] ?? '';
  const interfaces = { ...spec.interfaces, [`${base}${number}`]: { lan, addr } };
  return changeHost(source, host, { interfaces });
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** Removes a host, with the suggestions and ways to break that are only about it. */
export function removeHost(source: Source, name: string): Source {
  return {
    ...source,
    hosts: without(source.hosts, name),
    suggestions: source.suggestions.filter(({ host }) => host !== name),
    faults: source.faults.filter(
      ({ actions }) => !actions.every((action) => 'host' in action && action.host === name),
    ),
  };
}

/** Renames a host wherever it is named; `to` has to be free. Command lines stay as they are. */
export function renameHost(source: Source, from: string, to: string): Source {
  const named = (word: string) => (word === from ? to : word);
  const rename = <T extends { host: string }>(one: T): T => ({ ...one, host: named(one.host) });
  const act = (action: Action): Action => ('host' in action ? rename(action) : action);
  const hosts = Object.entries(source.hosts).map(([name, spec]) => [
    named(name),
    spec.container
      ? { ...spec, container: { ...spec.container, on: named(spec.container.on) } }
      : spec,
  ]);
  return {
    ...source,
    hosts: Object.fromEntries(hosts),
    steps: source.steps.map((step) => ({ ...step, action: act(step.action) })),
    suggestions: source.suggestions.map(rename),
    faults: source.faults.map((one) => ({ ...one, actions: one.actions.map(act) })),
    solutions: source.solutions.map((one) => ({ ...one, actions: one.actions.map(act) })),
    goals: source.goals.map((goal) => ({ ...goal, check: renameInCheck(goal.check, from, to) })),
  };
}

function renameInCheck(check: Check, from: string, to: string): Check {
  const inside = (one: SimpleCheck): SimpleCheck => {
    if ('answered' in one) return one;
    const [kind, fields] = Object.entries(one)[0] as [string, Record<string, unknown>];
    const renamed = Object.entries(fields).map(([key, value]) => {
      if (key === 'url')
        return [
          key,
          String(value).replace(/^(\w+:\/\/)([^/:]+)/, (all, scheme, host) =>
            host === from ? `${scheme}${to}` : all,
          ),
        ];
      return [key, ['host', 'from', 'to'].includes(key) && value === from ? to : value];
    });
    return { [kind]: Object.fromEntries(renamed) } as SimpleCheck;
  };
  if ('not' in check) return { not: inside(check.not) };
  if ('all' in check) return { all: check.all.map(inside) };
  if ('any' in check) return { any: check.any.map(inside) };
  return inside(check);
}

export function addNetwork(source: Source): { source: Source; name: string } {
  const name = freeName('network', source.lans);
  return { source: { ...source, lans: [...source.lans, name] }, name };
}

/** Renames a network wherever it is named; `to` has to be free. */
export function renameNetwork(source: Source, from: string, to: string): Source {
  const named = (word: string) => (word === from ? to : word);
  const act = (action: Action): Action =>
    'lan' in action ? { ...action, lan: named(action.lan) } : action;
  const plug = (spec: HostSpec): HostSpec => ({
    ...spec,
    interfaces: Object.fromEntries(
      Object.entries(spec.interfaces).map(([name, one]) => [name, { ...one, lan: named(one.lan) }]),
    ),
  });
  return {
    ...source,
    lans: source.lans.map(named),
    ...(source.links
      ? {
          links: Object.fromEntries(
            Object.entries(source.links).map(([lan, quality]) => [named(lan), quality]),
          ),
        }
      : {}),
    hosts: Object.fromEntries(Object.entries(source.hosts).map(([name, one]) => [name, plug(one)])),
    steps: source.steps.map((step) => ({ ...step, action: act(step.action) })),
    faults: source.faults.map((one) => ({ ...one, actions: one.actions.map(act) })),
    solutions: source.solutions.map((one) => ({ ...one, actions: one.actions.map(act) })),
  };
}

/** Removes a network and unplugs every interface that was on it. */
export function removeNetwork(source: Source, lan: string): Source {
  const unplug = (spec: HostSpec): HostSpec => ({
    ...spec,
    interfaces: Object.fromEntries(
      Object.entries(spec.interfaces).filter(([, one]) => one.lan !== lan),
    ),
  });
  const { links, ...rest } = source;
  const left = links === undefined ? {} : without(links, lan);
  return {
    ...rest,
    ...(Object.keys(left).length > 0 ? { links: left } : {}),
    lans: source.lans.filter((name) => name !== lan),
    hosts: Object.fromEntries(
      Object.entries(source.hosts).map(([name, one]) => [name, unplug(one)]),
    ),
    faults: source.faults.filter(
      ({ actions }) => !actions.every((action) => 'lan' in action && action.lan === lan),
    ),
  };
}

/** Plugs an interface into another network; it gets an address that is free there. */
export function plugInto(source: Source, host: string, iface: string, lan: string): Source {
  const spec = source.hosts[host];
  const { [iface]: plug, ...others } = spec?.interfaces ?? {};
  if (spec === undefined || plug === undefined || plug.lan === lan) return source;
  const unplugged = changeHost(source, host, { interfaces: others });
  const addr = freeAddresses(unplugged, lan, spec.kind, 1)[0] ?? '';
  // In its old place, so that the picture does not jump.
  const interfaces = { ...spec.interfaces, [iface]: { lan, addr } };
  return changeHost(source, host, { interfaces });
}

/** How a network carries packets; a good cable needs no line. */
export function setQuality(
  source: Source,
  lan: string,
  quality: NonNullable<Source['links']>[string],
): Source {
  const { links = {}, ...rest } = source;
  const said = Object.entries(quality).filter(
    ([key, value]) => value !== undefined && value !== (key === 'delay' ? 1 : 0),
  );
  const left = without(links, lan);
  const next = said.length > 0 ? { ...left, [lan]: Object.fromEntries(said) } : left;
  return Object.keys(next).length > 0 ? { ...rest, links: next } : rest;
}
