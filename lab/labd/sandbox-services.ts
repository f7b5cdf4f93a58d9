/** The real services of one sandbox: what runs, and what clients did with it. */
import type { LabSocketRow } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type {
  ExchangeRequest,
  ExchangeResult,
  RunningService,
  ServiceId,
  StartServiceRequest,
  StartServiceResult,
} from '@/contract/lab-service';
import { LAPTOP } from '../address-rules';
import type { LabLimits } from '../limits';
import { catalogue, exchangeRow } from '../service/catalogue';
import { realPort } from '../service/house';
import type { Started } from '../service/service-protocol';
import type { LabBackend, RunningSandbox, ServiceLink } from './backend';
import { LabError } from './labd-protocol';
import { ownRows } from './own-rows';
import { createSandboxDatabase } from './sandbox-database';
import type { ServicePlaces } from './service-places';

type Running = { about: RunningService } & Pick<Started, 'shared' | 'pid'>;
export type SandboxServices = ReturnType<typeof createSandboxServices>;

/** Services stand on the laptop; clients call from either machine. */
const SERVER: LabHostName = 'laptop';
/** Whoever waits longer than these take gets no answer in time anyway. */
const MOST_IN_LINE = 4;

export function createSandboxServices(
  backend: LabBackend,
  limits: LabLimits,
  own: string[] | null,
  sandbox: () => RunningSandbox,
  places: ServicePlaces,
) {
  const links = new Map<LabHostName, Promise<ServiceLink>>();
  const database = createSandboxDatabase(backend.databases);
  const running = new Map<ServiceId, Running>();
  /** One thing at a time: conversations are told apart by when they began. */
  let turn: Promise<unknown> = Promise.resolve();
  let inLine = 0;

  const linkTo = (host: LabHostName): Promise<ServiceLink> => {
    if (!sandbox().agents.has(host)) {
      throw new LabError('host-not-here', `There is no ${host} in this tier of the lab.`);
    }
    const known = links.get(host);
    if (known) return known;
    if (!places.take()) {
      throw new LabError(
        'busy',
        'Other learners have all the room there is for services. Try again in a minute; listeners and probes work meanwhile.',
      );
    }
    const link = sandbox().enterService(host, database.ask);
    links.set(host, link);
    return link;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (inLine >= MOST_IN_LINE) {
      return Promise.reject(
        new LabError('rate', 'Your services still have work to do. Wait for it, then try again.'),
      );
    }
    inLine++;
    const mine = turn.then(work).finally(() => inLine--);
    turn = mine.catch(() => {});
    return mine;
  };
  const rowOf = (service: ServiceId) => {
    const row = catalogue[service];
    if (!row) throw new LabError('not-found', `There is no service called ${service}.`);
    return row;
  };

  return {
    /** The sandbox has ended, and its processes with it: gives back what is not its own. */
    end() {
      database.end();
      places.free(links.size);
      links.clear();
    },
    list: (): RunningService[] => [...running.values()].map(({ about }) => about),

    /** The table with the services as owners: an agent knows its own descriptors only. */
    own: (rows: readonly LabSocketRow[]): LabSocketRow[] =>
      ownRows(
        rows,
        [...running.values()].map(({ about, pid }) => ({ ...about, pid })),
      ),

    start: ({ service, reach, runAs }: StartServiceRequest): Promise<StartServiceResult> =>
      inTurn(async () => {
        rowOf(service);
        if (!running.has(service) && running.size >= limits.services) {
          throw new LabError(
            'limit',
            `At most ${limits.services} services at a time: stop one first.`,
          );
        }
        const link = await linkTo(SERVER);
        running.delete(service);
        const everywhere = own?.[0] ?? '0.0.0.0';
        const bindTo = reach === 'everywhere' ? everywhere : (own?.[0] ?? '127.0.0.1');
        const { leases = false } = rowOf(service);
        const parameters = leases ? await database.take() : null;
        const address = own?.[0] ?? '127.0.0.1';
        const order = { service, bindTo, address, database: parameters };
        const answer = await link.request('start', order);
        if (!answer.ok) {
          if (leases) database.giveBack();
          return answer;
        }
        const { answers, listening, shared, pid } = answer.started;
        const about: RunningService = { service, reach, runAs, answers, listening };
        running.set(service, { about, shared, pid });
        return { ok: true, running: about };
      }),

    stop: (service: ServiceId): Promise<boolean> =>
      inTurn(async () => {
        if (!running.delete(service)) {
          throw new LabError('not-found', `${service} is not running.`);
        }
        if (rowOf(service).leases) database.giveBack();
        return (await linkTo(SERVER)).request('stop', { service });
      }),

    exchange: ({ service, exchange, from, input }: ExchangeRequest): Promise<ExchangeResult> =>
      inTurn(async () => {
        const row = rowOf(service);
        const wanted = exchangeRow(service, exchange);
        if (!wanted)
          throw new LabError('not-found', `${service} has no exchange called ${exchange}.`);
        const written = Object.fromEntries(
          wanted.input.map(({ name, example }) => [name, input[name] ?? example]),
        );
        const server = await linkTo(SERVER);
        const client = await linkTo(from);
        const here = running.get(service);
        const mark = await server.request('mark', { service });
        const ports = Object.fromEntries(
          row.ports.map(({ purpose, port }) => [
            purpose,
            here?.about.listening.find((each) => each.purpose === purpose)?.local.port ??
              realPort(port, backend.lowestPort),
          ]),
        );
        const told = await client.request('exchange', {
          service,
          exchange,
          input: written,
          address: own?.[0] ?? (from === SERVER ? '127.0.0.1' : LAPTOP),
          ports,
          shared: here?.shared ?? {},
          running: here !== undefined,
          ms: limits.operationMs,
        });
        const wire = await server.request('wire', { service, ...mark });
        return { service, exchange, from, ...told, ...wire };
      }),
  };
}
