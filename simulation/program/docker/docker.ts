/**
 * `docker`: run, ps, stop, start, rm, logs, exec and port. What dockerd does this command does
 * itself; containers are machines of the scenario that it switches on and off.
 */

import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { daemonError, findIn, runningHosts, time } from './daemon';
import { exec } from './exec';
import { parseRun } from './run-order';
import { logs, port, ps } from './show';
import {
  type Container,
  changeRules,
  isClash,
  loadContainers,
  type Published,
  saveContainers,
  shownAddress,
} from './state';

const denied =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: ' +
  'Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.47/containers/json": ' +
  'dial unix /var/run/docker.sock: connect: permission denied\n';

const adjectives = ['bold', 'clever', 'eager', 'happy', 'keen', 'quiet', 'sharp', 'vibrant'];
const surnames = [
  'curie',
  'euler',
  'hopper',
  'lovelace',
  'noether',
  'perlman',
  'turing',
  'wozniak',
];

function* runError(text: string): Routine<number> {
  yield* printError(`docker: ${text}\n\nRun 'docker run --help' for more information\n`);
  return 125;
}

function* main(context: ProgramContext): Routine<number> {
  const [verb, ...args] = context.argv.slice(1);
  if (verb === undefined || verb === '--help' || verb === 'help') {
    yield* print(`Usage:  docker [OPTIONS] COMMAND\n\n${docker.usage}\n`);
    return 0;
  }
  if (verb === '--version' || verb === '-v') {
    yield* print('Docker version 28.0.4, build b8034c0\n');
    return 0;
  }
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!known) {
    if (
      [
        'build',
        'pull',
        'images',
        'network',
        'volume',
        'compose',
        'inspect',
        'attach',
        'kill',
        'restart',
        'cp',
        'push',
        'login',
        'info',
      ].includes(verb)
    ) {
      yield* printError(`docker: "docker ${verb}" is not in this simulation\n`);
      return 1;
    }
    yield* printError(
      `docker: unknown command: docker ${verb}\n\nRun 'docker --help' for more information\n`,
    );
    return 1;
  }
  if (context.user !== 'root') {
    yield* printError(`${verb === 'run' ? 'docker: ' : ''}${denied}`);
    return verb === 'run' ? 126 : 1;
  }
  return yield* known(args);
}

function* run(args: readonly string[]): Routine<number> {
  const order = parseRun(args);
  if (typeof order === 'string') return yield* runError(order);
  const containers = yield* loadContainers();
  const same = containers.find(({ name }) => name === order.name);
  if (same) {
    return yield* runError(
      `Error response from daemon: Conflict. The container name "/${same.name}" is already in use by ` +
        `container "${same.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }
  const machines = yield* sys.containers();
  const image = order.image.replace(/:latest$/, '');
  const ofImage = machines.ok ? machines.value.filter((one) => one.image === image) : [];
  const machine = ofImage.find(({ host }) => !containers.some((one) => one.host === host));
  if (ofImage.length === 0) {
    const tagged = image.includes(':') ? image : `${image}:latest`;
    yield* printError(`Unable to find image '${tagged}' locally\n`);
    return yield* runError(
      `Error response from daemon: pull access denied for ${image.split(':')[0]}, repository does not exist ` +
        "or may require 'docker login': denied: requested access to the resource is denied",
    );
  }
  if (!machine) return yield* runError(`no further container of ${image} is in this scenario`);
  const container: Container = {
    id: yield* chooseId(),
    name: order.name ?? (yield* chooseName()),
    ...{ host: machine.host, addr: machine.addr, image: order.image, command: machine.command },
    ...{ created: yield* time(), started: null, stopped: null, ports: order.publish, proxies: [] },
  };
  yield* print(`${container.id}\n`);
  const problem = yield* startContainer(containers, container);
  return problem === null ? 0 : yield* runError(`Error response from daemon: ${problem}`);
}

function* chooseId(): Routine<string> {
  let id = '';
  while (id.length < 64) {
    const part = yield* sys.random(2 ** 32);
    id += (part.ok ? part.value : 0).toString(16).padStart(8, '0');
  }
  return id;
}

function* chooseName(): Routine<string> {
  const [one, other] = [yield* sys.random(adjectives.length), yield* sys.random(surnames.length)];
  return `${adjectives[one.ok ? one.value : 0]}_${surnames[other.ok ? other.value : 0]}`;
}

/** Starts it and keeps it; null, or why its ports could not be published. */
function* startContainer(all: readonly Container[], container: Container): Routine<string | null> {
  const others = all.filter(({ id }) => id !== container.id);
  const running = yield* runningHosts();
  const inWay = others.filter(({ host }) => running.has(host)).flatMap(({ ports }) => ports);
  const clash = container.ports.find((port) => inWay.some((other) => isClash(port, other)));
  const failed =
    'failed to set up container networking: driver failed programming external connectivity on endpoint';
  const endpoint = `${failed} ${container.name} (${container.id})`;
  yield* saveContainers([...others, container]);
  if (clash) {
    return `${endpoint}: Bind for ${shownAddress(clash.addr)}:${clash.hostPort} failed: port is already allocated`;
  }
  const proxies: number[] = [];
  for (const port of container.ports) {
    const proxy = yield* startProxy(container, port);
    if (typeof proxy === 'number') {
      proxies.push(proxy);
      continue;
    }
    for (const pid of proxies) yield* sys.kill(pid, 'SIGTERM');
    const where = `${shownAddress(port.addr)}:${port.hostPort}:${container.addr}:${port.port}/tcp`;
    return `${endpoint}: failed to bind host port for ${where}: ${proxy}`;
  }
  yield* changeRules(container, true);
  yield* sys.startContainer(container.host);
  const started = yield* time();
  yield* saveContainers([...others, { ...container, started, stopped: null, proxies }]);
  return null;
}

/** The proxy's process, or why it could not listen. */
function* startProxy({ addr }: Container, port: Published): Routine<number | string> {
  const tube = yield* sys.pipe();
  if (!tube.ok) return 'too many open files';
  const [readEnd, writeEnd] = tube.value;
  const argv = [
    '/usr/bin/docker-proxy',
    ...['-proto', 'tcp', '-host-ip', port.addr, '-host-port', `${port.hostPort}`],
    ...['-container-ip', addr, '-container-port', `${port.port}`],
  ];
  const spawned = yield* sys.spawn({
    program: 'docker-proxy',
    argv,
    fds: { 3: writeEnd },
    group: 'session',
  });
  yield* sys.close(writeEnd);
  const reader = createLineReader(readEnd);
  const first = yield* readLine(reader);
  const second = first.ok && first.value === '0\n' ? null : yield* readLine(reader);
  yield* sys.close(readEnd);
  if (!spawned.ok) return 'docker-proxy: executable file not found in $PATH';
  if (second === null) return spawned.value;
  yield* sys.wait({ pid: spawned.value });
  return second.ok ? (second.value ?? '').trim() : 'unknown error';
}

/** Does `work` with each container that is named; what it returns is said in place of the name. */
function* each(
  args: readonly string[],
  verb: string,
  work: (container: Container, all: readonly Container[]) => Routine<string | null>,
): Routine<number> {
  const names = args.filter((word) => !word.startsWith('-'));
  if (names.length === 0) {
    yield* printError(
      `docker: 'docker ${verb}' requires at least 1 argument\n\nUsage:  docker ${verb} [OPTIONS] CONTAINER [CONTAINER...]\n\n` +
        `See 'docker ${verb} --help' for more information\n`,
    );
    return 1;
  }
  let status = 0;
  for (const name of names) {
    const all = yield* loadContainers();
    const container = findIn(all, name);
    const problem = container ? yield* work(container, all) : `No such container: ${name}`;
    if (problem === null) yield* print(`${name}\n`);
    else status = yield* daemonError(problem);
  }
  return status;
}

function* stopOne(container: Container, all: readonly Container[]): Routine<null> {
  const running = yield* runningHosts();
  if (!running.has(container.host) && container.proxies.length === 0) return null;
  yield* sys.stopContainer(container.host);
  for (const pid of container.proxies) yield* sys.kill(pid, 'SIGTERM');
  yield* changeRules(container, false);
  const stopped = yield* time();
  yield* saveContainers(
    all.map((one) => (one.id === container.id ? { ...one, stopped, proxies: [] } : one)),
  );
  return null;
}

function* stop(args: readonly string[]): Routine<number> {
  return yield* each(args, 'stop', stopOne);
}

function* start(args: readonly string[]): Routine<number> {
  return yield* each(args, 'start', function* (container, all) {
    const running = yield* runningHosts();
    if (running.has(container.host) && container.proxies.length > 0) return null;
    yield* stopOne(container, all);
    return yield* startContainer(all, container);
  });
}

function* rm(args: readonly string[]): Routine<number> {
  const forced = args.includes('-f') || args.includes('--force');
  return yield* each(args, 'rm', function* (container, all) {
    const running = (yield* runningHosts()).has(container.host);
    if (running && !forced) {
      const how = 'container is running: stop the container before removing or force remove';
      return `cannot remove container "/${container.name}": ${how}`;
    }
    yield* stopOne(container, all);
    yield* saveContainers((yield* loadContainers()).filter(({ id }) => id !== container.id));
    return null;
  });
}

const verbs: Readonly<Record<string, (args: readonly string[]) => Routine<number>>> = {
  ...{ run, ps, stop, start, rm, logs, port, exec },
};

export const docker: Program = {
  name: 'docker',
  usage:
    'docker run -d [-p [ADDRESS:]HOSTPORT:PORT] [--name NAME] IMAGE\ndocker ps [-a] [--format TEMPLATE]\n' +
    'docker stop|start|rm|logs|port CONTAINER\ndocker exec CONTAINER COMMAND',
  summary: 'run programs in containers, and publish their ports on this machine',
  main,
};
