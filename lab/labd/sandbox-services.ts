/** The real services of one sandbox: what runs, and what clients did with it. */
import type { LabSocketRow } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type {
  ExchangeRequest,
  ExchangeResult,
  Reach,
  RunningService,
  ServiceId,
  StartServiceRequest,
  StartServiceResult,
} from '@/contract/lab-service';
import { LAPTOP } from '../address-rules';
import type { LabLimits } from '../limits';
import { catalogue, exchangeRow } from '../service/catalogue';
import { realPort } from '../service/house';
import type { LabBackend, RunningSandbox, ServiceLink } from './backend';
import { LabError } from './labd-protocol';
import { ownRows } from './own-rows';
import { createSandboxDatabase } from './sandbox-database';
import { type Running, startRealProgram } from './sandbox-program';
import { type ServicePlaces, takePlace } from './service-places';

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
    takePlace(places);
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

  /** What the service process records of one service from now on. */
  const listenIn = (link: ServiceLink, service: ServiceId) => async () => {
    const mark = await link.request('mark', { service });
    return () => link.request('wire', { service, ...mark });
  };

  async function startLibrary(link: ServiceLink, service: ServiceId, reach: Reach) {
    const everywhere = own?.[0] ?? '0.0.0.0';
    const address = own?.[0] ?? '127.0.0.1';
    const bindTo = reach === 'everywhere' ? everywhere : address;
    const { leases = false } = rowOf(service);
    const parameters = leases ? await database.take() : null;
    const order = { service, bindTo, address, database: parameters };
    const answer = await link.request('start', order);
    if (!answer.ok) {
      if (leases) database.giveBack();
      return answer;
    }
    const { answers, listening, shared, pid } = answer.started;
    const about: RunningService = { service, reach, runAs: 'library', answers, listening };
    return {
      ok: true as const,
      running: {
        about,
        shared,
        held: [{ pid, program: service, listening }],
        fits: () => true,
        hear: listenIn(link, service),
        async stop() {
          if (leases) database.giveBack();
          await link.request('stop', { service });
        },
      },
    };
  }

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
        [...running.values()].flatMap(({ held }) => held),
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
        await running.get(service)?.stop();
        running.delete(service);
        const begun =
          runAs === 'program'
            ? await startRealProgram(sandbox(), link, places, { service, reach }, (ended) => {
                if (running.get(service) === ended) running.delete(service);
              })
            : await startLibrary(link, service, reach);
        if (!begun.ok) return begun;
        running.set(service, begun.running);
        return { ok: true, running: begun.running.about };
      }),

    stop: (service: ServiceId): Promise<boolean> =>
      inTurn(async () => {
        const found = running.get(service);
        if (!found) throw new LabError('not-found', `${service} is not running.`);
        running.delete(service);
        await found.stop();
        return true;
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
        if (here && !here.fits(exchange)) {
          throw new LabError(
            'not-found',
            `${here.about.answers} has no part in this exchange. Run the service as the lab's own library for it.`,
          );
        }
        const heard = await (here?.hear ?? listenIn(server, service))();
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
        return { service, exchange, from, ...told, ...(await heard()) };
      }),
  };
}
