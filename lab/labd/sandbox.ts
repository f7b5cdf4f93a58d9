/** One learner's sandbox: its agents, what it may still do, and what happened in it. */
import type {
  EndReason,
  LabEvent,
  LabSession,
  ListenRequest,
  ProbeRequest,
  SendRequest,
  SocketsResult,
} from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { ExchangeRequest, ServiceId, StartServiceRequest } from '@/contract/lab-service';
import type { TraceEvent } from '@/contract/trace';
import { describeHosts, judgeAddress } from '../address-rules';
import { createBucket, type LabLimits } from '../limits';
import type { AgentLink } from './agent-link';
import type { LabBackend, RunningSandbox } from './backend';
import { createEventHistory } from './event-history';
import { LabError } from './labd-protocol';
import { createSandboxServices } from './sandbox-services';
import type { ServicePlaces } from './service-places';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const steadyNow = () => performance.now();

/** @param slot small number, unique among living sandboxes. */
export async function startSandbox(
  backend: LabBackend,
  limits: LabLimits,
  slot: number,
  hooks: { event: (item: LabEvent) => void; ended: (reason: EndReason) => void },
  places: ServicePlaces,
) {
  const origin = process.hrtime.bigint();
  const born = steadyNow();
  const own = backend.ownAddresses(slot);
  const rules = { tier: backend.tier, own };
  const operations = createBucket(limits.operationsPerSecond);
  const probes = createBucket(limits.probesPerSecond);
  const history = createEventHistory(limits.history, limits.historyBytes);
  let seq = 0;
  let nextId = 1;
  let used = steadyNow();
  let over = false;

  const end = (reason: EndReason) => {
    if (over) return;
    over = true;
    running?.kill();
    services.end();
    hooks.ended(reason);
  };
  let running: RunningSandbox | null = null;
  const alive = () => {
    if (!running || over) throw new LabError('session-ended', 'The sandbox has ended.');
    return running;
  };
  const services = createSandboxServices(backend, limits, own, alive, places);
  running = await backend.start({
    slot,
    origin,
    onEvent(event: TraceEvent) {
      seq += 1;
      const item = { seq, event };
      history.add(item);
      hooks.event(item);
    },
    onGone: () => end('crashed'),
  });

  const agent = (host: LabHostName): AgentLink => {
    const link = running?.agents.get(host);
    if (!link) {
      throw new LabError('host-not-here', `There is no ${host} in this tier of the lab.`);
    }
    return link;
  };
  const spend = (bucket: ReturnType<typeof createBucket>, what: string) => {
    used = steadyNow();
    if (!bucket.take(used)) {
      throw new LabError('rate', `Too many ${what} at once. Wait a second and try again.`);
    }
  };
  const mustAllow = ({ addr, port }: { addr: string; port: number }) => {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new LabError('port-not-allowed', `${port} is not a port: they are 1 to 65535.`);
    }
    const verdict = judgeAddress(rules, addr);
    if (!verdict.ok) throw new LabError('address-not-allowed', verdict.detail);
  };

  return {
    slot,
    end,
    /** Why it should end now, if it should. */
    overdue(): EndReason | null {
      const now = steadyNow();
      if (now - born >= limits.lifeMs) return 'life';
      return now - used >= limits.idleMs ? 'idle' : null;
    },
    renew: () => void (used = steadyNow()),
    view: (): LabSession => ({
      state: 'open',
      tier: backend.tier,
      hosts: describeHosts(rules),
      lowestPort: backend.lowestPort,
      lifeMs: Math.max(0, Math.round(limits.lifeMs - (steadyNow() - born))),
      idleMs: limits.idleMs,
    }),
    history: history.after,
    /** For the operator. */
    about: () => ({
      ageMs: Math.round(steadyNow() - born),
      idleMs: Math.round(steadyNow() - used),
      services: services.list().map(({ service }) => service),
      roots: running?.roots() ?? [],
    }),

    async listen(request: ListenRequest) {
      spend(operations, 'operations');
      mustAllow(request);
      if (request.port < backend.lowestPort) {
        throw new LabError(
          'port-not-allowed',
          `On this server the lab may not use ports below ${backend.lowestPort}. Take ${request.port + 8000} in place of ${request.port}.`,
        );
      }
      return agent(request.host).request('listen', { ...request, listenerId: `l${nextId++}` });
    },
    async probe(request: ProbeRequest) {
      spend(operations, 'operations');
      spend(probes, 'probes');
      mustAllow(request);
      return agent(request.from).request('probe', {
        ...request,
        connectionId: `c${nextId++}`,
        known: services.list().flatMap(({ listening }) => listening.map(({ local }) => local)),
      });
    },
    async close(id: string) {
      spend(operations, 'operations');
      const links = [...(running?.agents.values() ?? [])];
      const closed = await Promise.all(links.map((link) => link.request('close', { id })));
      if (!closed.includes(true)) {
        throw new LabError(
          'not-found',
          `Nothing open is called ${id}; it may have been closed already.`,
        );
      }
      return true;
    },
    async send(request: SendRequest) {
      spend(operations, 'operations');
      const links = [...(running?.agents.values() ?? [])];
      const said = await Promise.all(links.map((link) => link.request('send', request)));
      if (!said.includes(true)) {
        throw new LabError(
          'not-found',
          'Nothing can be said on this connection any more: one of its ends has closed it.',
        );
      }
      return true;
    },
    /** Pays for a scenario, which is played in a network of its own. */
    payForTwin: () => spend(probes, 'operations'),
    services: () => services.list(),
    async startService(request: StartServiceRequest) {
      spend(operations, 'operations');
      return services.start(request);
    },
    async stopService(service: ServiceId) {
      spend(operations, 'operations');
      return services.stop(service);
    },
    async exchange(request: ExchangeRequest) {
      spend(operations, 'operations');
      spend(probes, 'probes');
      return services.exchange(request);
    },
    async sockets(): Promise<SocketsResult> {
      // Looking is free of the operation's price but counts as a sign of life for nobody.
      const links = [...(running?.agents.values() ?? [])];
      const tables = await Promise.all(links.map((link) => link.request('sockets')));
      return {
        rows: services.own(tables.flatMap((table) => table.rows)),
        listeners: tables.flatMap((table) => table.listeners),
        connections: tables.flatMap((table) => table.connections),
      };
    },
  };
}
