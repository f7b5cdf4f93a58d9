/** Goals read off a world as it is: what is true now and can be asked of somebody else. */
import type { ScenarioSource, SimpleCheck } from '@/contract/scenario';
import type { ProgramTable } from '../host/program';
import { isLoopback } from '../packet/address';
import { viewWorld } from '../world/view-world';
import type { World } from '../world/world';
import { checkMoment } from './check-world';
import { freeName } from './edit-world';

export type GoalIdea = {
  check: SimpleCheck;
  /** It holds in the untouched world as well, so it alone asks nothing of anybody. */
  fromStart: boolean;
};

/** Ports that are asked about often enough to say that one is free (services(5)). */
const wellKnown = [22, 25, 53, 80, 443, 3000, 3306, 5432, 6379, 8000, 8080];
const webPorts = new Set([80, 3000, 5000, 8000, 8080, 8888]);
/** Worlds with more listeners than this are asked about their first ones only. */
const MOST = 40;

/**
 * What holds in `now`, that which `start` did not show first. Probes and fetches are tried on forks;
 * throws a MissingProgram where code is still to come.
 */
export function suggestGoals(start: World, now: World, programs: ProgramTable): GoalIdea[] {
  const view = viewWorld(now);
  const before = viewWorld(start);
  const ideas: SimpleCheck[] = [];
  const names = view.hosts.filter(({ power }) => power === 'on').map(({ name }) => name);
  const held = (hosts: typeof view.hosts, host: string) =>
    hosts
      .find(({ name }) => name === host)
      ?.sockets.filter(({ state, proto }) => proto === 'tcp' && state === 'LISTEN') ?? [];
  for (const { name: host, sockets } of view.hosts) {
    const listeners = new Map(held(view.hosts, host).map((row) => [row.local.port, row]));
    for (const [port, row] of listeners) {
      const program = row.owners[0]?.program;
      ideas.push({ listening: { host, port, ...(program ? { program } : {}) } });
      const others = names.filter((name) => name !== host);
      for (const from of others) ideas.push(...askFrom(from, host, port));
      // What listens for its own machine alone is reached from there.
      if (isLoopback(row.local.addr)) ideas.push(...askFrom(host, 'localhost', port));
    }
    const old = held(before.hosts, host).map(({ local }) => local.port);
    for (const port of new Set([...old, ...wellKnown])) {
      const known = old.includes(port) || sockets.some(({ local }) => local.port === port);
      if (!listeners.has(port) && known) ideas.push({ free: { host, port } });
    }
    for (const port of listeners.keys()) {
      ideas.push({ established: { host, port, atLeast: 1 } });
    }
    // A listener that is gone: who asked for it is refused now.
    for (const port of old.filter((one) => !listeners.has(one))) {
      for (const from of names.filter((name) => name !== host)) {
        for (const is of ['refused', 'timeout', 'unreachable'] as const)
          ideas.push({ probe: { from, to: host, port, is } });
      }
    }
  }
  const holds = (world: World, check: SimpleCheck) =>
    checkMoment({ world, events: [], programs }, check).met;
  return ideas
    .slice(0, MOST * 4)
    .filter((check) => holds(now, check))
    .slice(0, MOST)
    .map((check) => ({ check, fromStart: holds(start, check) }))
    .sort((a, b) => Number(a.fromStart) - Number(b.fromStart));
}

function askFrom(from: string, to: string, port: number): SimpleCheck[] {
  const asks: SimpleCheck[] = (['open', 'refused', 'timeout'] as const).map((is) => ({
    probe: { from, to, port, is },
  }));
  if (webPorts.has(port))
    asks.push({
      http: { from, url: `http://${to}${port === 80 ? '' : `:${port}`}/`, status: 200 },
    });
  return asks;
}

/** The scenario with a goal more; its id comes from its kind. */
export function addGoal(source: ScenarioSource, text: string, check: SimpleCheck): ScenarioSource {
  const kind = Object.keys(check)[0] ?? 'goal';
  const id = freeName(
    kind,
    source.goals.map((goal) => goal.id),
  );
  return { ...source, goals: [...source.goals, { id, text, when: 'now', check }] };
}
