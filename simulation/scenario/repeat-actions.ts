/** Whether what was done in one world can be done again in a changed one. */
import type { Action } from '@/contract/action';
import type { Lack } from '@/contract/sandbox';
import type { HostSpec, ScenarioSource } from '@/contract/scenario';

type Setting = Pick<ScenarioSource, 'lans' | 'links' | 'hosts' | 'seed' | 'startsAt'>;

/** What the world of a scenario is made of; its goals, hints and faults are not. */
export function settingOf({ lans, links, hosts, seed, startsAt }: ScenarioSource): Setting {
  return { lans, ...(links === undefined ? {} : { links }), hosts, seed, startsAt };
}

/** Why an action has nowhere to happen; null where it has. */
export function lackFor(action: Action, { hosts, lans }: Setting): Lack | null {
  if ('lan' in action)
    return lans.includes(action.lan) ? null : { lack: 'network', name: action.lan };
  if (!('host' in action)) return null;
  const { host } = action;
  const spec: HostSpec | undefined = hosts[host];
  if (spec === undefined) return { lack: 'host', name: host };
  if ('iface' in action && !spec.interfaces[action.iface])
    return { lack: 'interface', host, name: action.iface };
  if ('tty' in action && action.tty >= spec.terminals)
    return { lack: 'terminal', host, name: String(action.tty + 1) };
  if (action.do === 'browse' && !spec.browser) return { lack: 'browser', host, name: 'browser' };
  return null;
}
