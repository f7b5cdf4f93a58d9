/** A real program in the place of a service of the lab: started, listened in on, stopped. */
import type { LabSocketRow } from '@/contract/lab';
import type { Conversation, RunningService, StartServiceRequest } from '@/contract/lab-service';
import { LAPTOP } from '../address-rules';
import { type Found, findPrograms } from '../program/find-programs';
import { setUpScript } from '../program/set-up';
import { catalogue } from '../service/catalogue';
import type { RunningSandbox, ServiceLink } from './backend';
import { LabError } from './labd-protocol';
import type { Held } from './own-rows';
import { type ServicePlaces, takePlace } from './service-places';

/** The slowest, a database, sets itself up in two seconds on a quiet machine. */
const READY_MS = 25_000;
const LOOK_AGAIN_MS = 60;
/** The last FIN and the last line of a log come a little after the client has left. */
const LAST_WORDS_MS = 300;
const LAST_LOOK_MS = 30;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let permitted: readonly string[] | null = null;
let found: ReturnType<typeof findPrograms> | null = null;

/** @param ids of programs that may run; null for all. Said once, before anybody asks. */
export const permitPrograms = (ids: readonly string[] | null) => {
  permitted = ids;
};
/** What is installed here and may run; looked for once. */
export const installedPrograms = () => {
  found ??= findPrograms(permitted);
  return found;
};

/** A service that runs, whoever runs it. */
export type Running = {
  about: RunningService;
  shared: Record<string, string>;
  /** Who holds which sockets, as the sandbox counts and calls it. */
  held: Held[];
  /** Whether an exchange of the service fits what runs. */
  fits: (exchange: string) => boolean;
  /** Listens in from now on; the result tells what was heard. */
  hear: () => Promise<() => Promise<{ conversations: Conversation[]; log: string[] }>>;
  stop: () => Promise<void>;
};

type Started = { ok: true; running: Running } | { ok: false; errno: string; detail: string };

const overlap = (a: string, b: string) =>
  a === b || [a, b].some((addr) => /^(0\.0\.0\.0|::)$/.test(addr));

/**
 * @param link the service process of the same machine: it knows what the bytes mean.
 * @param onEnd called when the program is over, asked or not.
 */
export async function startRealProgram(
  sandbox: RunningSandbox,
  link: ServiceLink,
  places: ServicePlaces,
  { service, reach }: Pick<StartServiceRequest, 'service' | 'reach'>,
  onEnd: (ended: Running | null) => void,
): Promise<Started> {
  const program = installedPrograms().get(service);
  const { enterProgram } = sandbox;
  const agent = sandbox.agents.get('laptop');
  if (!enterProgram || !agent) {
    throw new LabError(
      'host-not-here',
      'Real programs need the private network with hidden folders, which this server does not offer.',
    );
  }
  if (!program) {
    throw new LabError(
      'not-found',
      `No real program for ${service} is installed on this server; npm run lab:programs names the packages.`,
    );
  }
  const { row } = program;
  const address = reach === 'everywhere' ? '0.0.0.0' : '127.0.0.1';
  const listening = doorsOf(program, address);
  const listeners = async (): Promise<LabSocketRow[]> =>
    (await agent.request('sockets')).rows.filter(({ state }) => state === 'LISTEN');
  const at = (rows: LabSocketRow[], { local }: (typeof listening)[number]) =>
    rows.some((each) => each.local.port === local.port && overlap(each.local.addr, local.addr));

  const before = await listeners();
  const taken = listening.find((door) => door.proto === 'tcp' && at(before, door));
  if (taken) {
    const { addr, port } = taken.local;
    return {
      ok: false,
      errno: 'EADDRINUSE',
      detail: `listen EADDRINUSE: address already in use ${addr}:${port}`,
    };
  }

  takePlace(places);
  let over = false;
  let running: Running | null = null;
  const process = await enterProgram('laptop', setUpScript(program, address), row.megabytes, () => {
    over = true;
    places.free(1);
    onEnd(running);
  });
  const began = performance.now();
  for (;;) {
    const rows = await listeners();
    if (listening.every((door) => door.proto === 'udp' || at(rows, door))) break;
    if (over || performance.now() - began > READY_MS) {
      await process.stop();
      const words = process.logSince(0).slice(-3).join(' / ');
      const how = over ? 'ended before it listened' : 'did not listen in time';
      return { ok: false, errno: 'failed', detail: `${program.name} ${how}. ${words}` };
    }
    await pause(LOOK_AGAIN_MS);
  }
  process.settled();

  const doors = listening.map(({ purpose, proto, local }) => ({
    purpose,
    proto,
    port: local.port,
  }));
  running = {
    about: { service, reach, runAs: 'program', answers: program.name, listening },
    shared: {},
    held: listening.map((door) => {
      const name =
        row.inner?.purpose === door.purpose
          ? row.inner.process
          : (program.binaries[0]?.split('/').at(-1) ?? row.id);
      return { pid: process.pidOf(name), program: name, listening: everyPlace(door) };
    }),
    fits: (exchange) => row.exchanges?.includes(exchange) ?? true,
    async hear() {
      const mark = await agent.request('tap');
      const logMark = process.logMark();
      return async () => {
        for (let waited = 0; ; waited += LAST_LOOK_MS) {
          const all = mark === null ? [] : await agent.request('packets', { since: mark });
          // On the loopback interface a packet is seen as it leaves and as it arrives.
          const packets = all
            .filter(({ via, way }) => via === 'eth0' || way === 'arrived')
            .map((captured) => ({ at: captured.at, packet: captured.packet }));
          const conversations = await link.request('explain', { service, doors, packets });
          const open = conversations.some(({ proto, ended }) => proto === 'tcp' && ended === null);
          if (waited >= LAST_WORDS_MS || (waited > 0 && !open)) {
            return { conversations, log: process.logSince(logMark) };
          }
          await pause(LAST_LOOK_MS);
        }
      };
    },
    stop: process.stop,
  };
  return { ok: true, running };
}

/** Some programs, BIND for one, listen on each address where others listen on all at once. */
const everyPlace = (door: RunningService['listening'][number]): RunningService['listening'] =>
  [door.local.addr, ...(door.local.addr === '0.0.0.0' ? ['127.0.0.1', LAPTOP] : [])].map(
    (addr) => ({ ...door, local: { addr, port: door.local.port } }),
  );

/** Where a program listens: its purposes of the service's ports. */
function doorsOf({ row }: Found, address: string): RunningService['listening'] {
  const ports = catalogue[row.service]?.ports ?? [];
  return ports
    .filter(({ purpose }) => row.purposes.includes(purpose))
    .map(({ purpose, proto, port }) => ({
      purpose,
      proto,
      local: { addr: row.inner?.purpose === purpose ? '127.0.0.1' : address, port },
    }));
}
