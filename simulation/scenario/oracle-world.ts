/** A world for one case of the kernel oracle. */

import type { OracleCase, OracleHost } from '@/contract/oracle';
import type { Machine } from '../host/machine';
import { startHandDriven } from '../world/boot';
import { createMachine } from '../world/create-machine';
import { createStillWorld } from '../world/create-world';
import { change } from '../world/step';
import { changeMachine } from '../world/work';
import type { World } from '../world/world';

/** The clocks of the oracle's hosts, where they differ from the kernel's defaults. */
const clocks: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_syn_retries': '2',
  'net.ipv4.tcp_syn_linear_timeouts': '0',
  'net.ipv4.neigh.default.retrans_time_ms': '800',
};

export function createOracleWorld(oracle: OracleCase): World {
  const hosts: Record<string, Machine> = {};
  for (const [name, host] of Object.entries(oracle.hosts)) hosts[name] = createHost(name, host);
  const { id, lans } = oracle;
  const blank = createStillWorld({ scenario: id, startsAt: 0, random: 1, lans, hosts });
  return change(blank, {}, (work) => {
    for (const name of Object.keys(oracle.hosts)) changeMachine(work, name, { nextPid: 1000 });
    for (const [label, { host, user }] of Object.entries(oracle.procs)) {
      startHandDriven(work, host, label, user);
    }
  }).world;
}

function createHost(name: string, host: OracleHost): Machine {
  const [low, high] = host.ephemeral_range ?? [];
  const range = low === undefined ? {} : { 'net.ipv4.ip_local_port_range': `${low}\t${high}` };
  const machine = createMachine(
    name,
    {
      kind: 'server',
      interfaces: host.interfaces,
      terminals: 0,
      browser: false,
      firewall: host.firewall ?? [],
      forward: host.forward ?? false,
      sysctl: { ...clocks, ...range, ...host.sysctl },
    },
    { hosts: {}, lans: [] },
  );
  const routes = (host.routes ?? []).map(({ to, via, kind }) => ({
    to,
    via: via ?? null,
    kind: kind ?? ('unicast' as const),
  }));
  return { ...machine, routes };
}
