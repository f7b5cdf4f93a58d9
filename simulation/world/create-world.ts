import type { Scenario } from '@/contract/scenario';
import type { Machine } from '../host/machine';
import type { ProgramTable } from '../host/program';
import { createTable, emptyTable } from '../host/table';
import { findAddresses } from './addresses';
import { emptyAgenda } from './agenda';
import { bootMachine } from './boot';
import { createMachine } from './create-machine';
import { change, type Step } from './step';
import { hostsOf, type World } from './world';

type Setting = Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'links' | 'hosts'>;

/** A scenario's hosts, cabled but switched off. Throws where an address or a name makes no sense. */
export function layOut(scenario: Setting, seed: number, programs: ProgramTable = {}): World {
  const hosts: Record<string, Machine> = {};
  for (const [name, spec] of Object.entries(scenario.hosts)) {
    hosts[name] = createMachine(name, spec, scenario, programs);
  }
  const startsAt = Date.parse(scenario.startsAt);
  if (Number.isNaN(startsAt)) {
    throw new Error(`Scenario "${scenario.id}": "${scenario.startsAt}" is no time in ISO 8601`);
  }
  const { id, lans, links = {} } = scenario;
  return { ...createStillWorld({ scenario: id, startsAt, random: seed | 0, lans, hosts }), links };
}

/** A world in which nothing has happened yet and nothing is about to. */
export function createStillWorld(
  setting: Pick<World, 'scenario' | 'startsAt' | 'random' | 'lans'> & {
    hosts: Readonly<Record<string, Machine>>;
  },
): World {
  const names = Object.keys(setting.hosts);
  const machines = Object.values(setting.hosts);
  return {
    scenario: setting.scenario,
    startsAt: setting.startsAt,
    now: 0,
    random: setting.random,
    seq: 0,
    lans: setting.lans,
    hosts: createTable(machines.entries()),
    hostNumbers: Object.fromEntries(names.map((name, number) => [name, number])),
    addresses: findAddresses(machines),
    agenda: emptyAgenda,
    links: {},
    handReplies: emptyTable(),
    answers: {},
  };
}

/** Switches every host on but the containers, which wait for docker. */
export function bootWorld(world: World, programs: ProgramTable): Step {
  return change(world, programs, (work) => {
    for (const { name, power } of hostsOf(work.world)) if (power === 'on') bootMachine(work, name);
  });
}
