/** Worlds of any size: one server, clients that hold connections to it, and one that talks. */
import type { HostSpec, Scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { encodeText } from '@/simulation/host/bytes';
import { withFile } from '@/simulation/host/file-system';
import type { Program, ProgramTable } from '@/simulation/host/program';
import { sys } from '@/simulation/host/system';
import { bootWorld, layOut } from '@/simulation/world/create-world';
import { change, stepThrough } from '@/simulation/world/step';
import { changeMachine, machineOf } from '@/simulation/world/work';
import type { World } from '@/simulation/world/world';

export type Size = { hosts: number; connections: number };

/** What the talker does for ever: sends and is answered, or opens a connection and closes it. */
export const works = ['talk', 'open'] as const;
export type Work = (typeof works)[number];
/** Where the talker reads which of them it is to do, so that one world serves for both. */
const ORDERS = '/etc/talker';

const SERVER = '10.0.0.1';
const ECHO = 7;
/** Idle connections go to so many ports, since one client has 28,000 numbers for each. */
const PORTS = 16;
const FIRST_PORT = 9000;

const quiet = { usage: '', summary: '' };

/** Listens on one port and holds what comes. */
const holder: Program = {
  ...quiet,
  name: 'holder',
  *main({ argv }) {
    const socket = yield* sys.socket('tcp');
    if (!socket.ok) return 1;
    yield* sys.bind(socket.value, '0.0.0.0', Number(argv[1]));
    yield* sys.listen(socket.value, 128);
    for (;;) yield* sys.accept(socket.value);
  },
};

/** Sends back what comes on one connection after the other. */
const echo: Program = {
  ...quiet,
  name: 'echo',
  *main() {
    const socket = yield* sys.socket('tcp');
    if (!socket.ok) return 1;
    yield* sys.bind(socket.value, '0.0.0.0', ECHO);
    yield* sys.listen(socket.value, 128);
    for (;;) {
      const client = yield* sys.accept(socket.value);
      if (!client.ok) continue;
      for (;;) {
        const heard = yield* sys.recv(client.value.fd);
        if (!heard.ok || heard.value === '') break;
        yield* sys.send(client.value.fd, heard.value);
      }
      yield* sys.close(client.value.fd);
    }
  },
};

/** Opens so many connections and keeps them. */
const client: Program = {
  ...quiet,
  name: 'client',
  *main({ argv }) {
    for (let count = 0; count < Number(argv[1]); count += 1) {
      const socket = yield* sys.socket('tcp');
      if (!socket.ok) return 1;
      const made = yield* sys.connect(socket.value, SERVER, FIRST_PORT + (count % PORTS));
      if (!made.ok) throw new Error(`connection ${count + 1}: ${made.errno}`);
    }
    for (;;) yield* sys.sleep(3_600_000);
  },
};

/** Begins when all others are done. */
const talker: Program = {
  ...quiet,
  name: 'talker',
  *main({ argv }) {
    yield* sys.sleep(Number(argv[1]));
    const file = yield* sys.open(ORDERS, 'r');
    const work = file.ok ? yield* sys.read(file.value) : file;
    for (;;) {
      const socket = yield* sys.socket('tcp');
      if (!socket.ok) return 1;
      const made = yield* sys.connect(socket.value, SERVER, ECHO);
      if (!made.ok) throw new Error(made.errno);
      do {
        yield* sys.send(socket.value, 'x'.repeat(64));
        yield* sys.recv(socket.value);
      } while (work.ok && work.value === 'talk');
      yield* sys.close(socket.value);
    }
  },
};

export const programs: ProgramTable = { holder, echo, client, talker };

/** When the talker begins, in ms: a connection takes its client 2 ms. */
function beginOf({ connections }: Size): number {
  return 20_000 + 4 * connections;
}

function hostSpec(number: number, run: readonly string[]): HostSpec {
  const addr = `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}/16`;
  return {
    kind: 'server',
    interfaces: { eth0: { lan: 'lan', addr } },
    terminals: 0,
    browser: false,
    firewall: [],
    forward: false,
    sysctl: {},
    programs: run.map((line) => ({ run: line, user: 'root' })),
  };
}

export function benchScenario(size: Size): Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> {
  const { hosts: count, connections } = size;
  const hosts: Record<string, HostSpec> = {};
  const ports = Array.from({ length: PORTS }, (_, index) => `holder ${FIRST_PORT + index}`);
  const each = Math.floor(connections / (count - 1));
  const more = connections - each * (count - 1);
  for (let number = 0; number < count; number += 1) {
    const own = each + (number <= more ? 1 : 0);
    const run =
      number === 0
        ? ['echo', ...ports]
        : [`client ${own}`, ...(number === 1 ? [`talker ${beginOf(size)}`] : [])];
    hosts[`host${number}`] = hostSpec(number, run);
  }
  return { id: 'bench', startsAt: '2026-01-01T00:00:00Z', lans: ['lan'], hosts };
}

/** The world of that size with every connection there, just before the talker begins. */
export function buildWorld(size: Size): World {
  const { world: booted } = bootWorld(layOut(benchScenario(size), 1), programs);
  let open = 0;
  const world = stepThrough(
    booted,
    programs,
    (next) => next.at < beginOf(size),
    ({ events }) => {
      open += events.filter(isOpened).length;
    },
    Number.POSITIVE_INFINITY,
  );
  if (open !== size.connections) {
    throw new Error(`${open} of ${size.connections} connections were opened`);
  }
  return world;
}

function isOpened(event: TraceEvent): boolean {
  return event.kind === 'call' && event.call === 'connect' && event.result?.ok === true;
}

/** The same world with the talker's orders. */
export function withOrders(world: World, work: Work): World {
  return change(world, programs, (making) => {
    const { files } = machineOf(making, 'host1');
    const data = encodeText(work);
    const node = { kind: 'file', data, owner: 'root', mode: 0o644, modified: 0 } as const;
    changeMachine(making, 'host1', { files: withFile(files, ORDERS, node) });
  }).world;
}
