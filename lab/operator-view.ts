/** What the operator's page shows, and what its buttons do. */
import 'server-only';
import type { LabOverview, OperatorRequest, OperatorView } from '@/contract/lab-operator';
import type { LabClient } from './lab-client';

/** Null while the lab does not run: looking starts nothing. */
export const overviewOf = async (client: LabClient): Promise<LabOverview | null> =>
  (await client.status(null, false)).state === 'ready' ? client.call('overview', {}) : null;

export async function viewForOperator(client: LabClient): Promise<OperatorView> {
  const overview = await overviewOf(client);
  const { limits } = client;
  const minutes = (ms: number) => `${Math.round(ms / 6_000) / 10} min`;
  const rows: [string, string | number][] = [
    ['Sandboxes at once', limits.sessions],
    ['Sandboxes of one address', limits.sessionsPerAddress],
    ['Services in one sandbox', limits.services],
    ['Service processes in all', limits.serviceProcesses],
    ['Memory kept free', `${Math.round(limits.memoryReserve / 1024 / 1024)} MB`],
    ['Unused sandboxes end after', minutes(limits.idleMs)],
    ['Every sandbox ends after', minutes(limits.lifeMs)],
    ['Operations a second', limits.operationsPerSecond],
    ['Probes a second', limits.probesPerSecond],
    ['Listeners', limits.agent.listeners],
    ['Kept connections', limits.agent.connections],
    ['The tier is checked every', minutes(limits.canaryMs)],
  ];
  return {
    status: await client.status(null, false),
    overview,
    limits: rows.map(([name, value]) => ({ name, value: String(value) })),
  };
}

/** How many sandboxes were closed. */
export async function actForOperator(client: LabClient, order: OperatorRequest): Promise<number> {
  const open = async () => (await overviewOf(client))?.sandboxes.length ?? 0;
  switch (order.do) {
    case 'close':
      return (await open()) > 0 ? client.call('evict', { name: order.name }) : 0;
    case 'close-all':
      return (await open()) > 0 ? client.call('evict', { name: null }) : 0;
    case 'off': {
      const closed = await open();
      client.switchOff('The lab is switched off by whoever runs this site.');
      return closed;
    }
    case 'on':
      await client.switchOn();
      return 0;
  }
}
