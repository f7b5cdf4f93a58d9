/** `named` of BIND 9.18 as an authority: named.conf and zone files in, answers by UDP and TCP out. */

import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { isMatched } from './address-match';
import { bindPackage } from './bind-package';
import { currentTime, logAsNamed, logToFile } from './daemon-log';
import { DnsSockets, openTcp, openUdp } from './dns-sockets';
import { answerAsNamed, type NamedState } from './named-answer';
import { type NamedArguments, readNamedArguments } from './named-arguments';
import { BIND_VERSION, type Listening, type NamedSettings } from './named-conf';
import { type LoadedZone, loadZones, readConfiguration } from './named-load';

/** Set for the process that stays when named goes into the background. */
const DAEMON = 'NAMED_IN_BACKGROUND';

type Log = (text: string) => Routine;

function* main(context: ProgramContext): Routine<number> {
  const settings = readNamedArguments(context.argv.slice(1));
  if ('text' in settings) {
    yield* settings.status === 0 ? print(settings.text) : printError(settings.text);
    return settings.status;
  }
  if (settings.mode === 'daemon' && context.env[DAEMON] === undefined) {
    const env = { ...context.env, [DAEMON]: 'yes' };
    const child = yield* sys.spawn({
      ...{ program: 'named', argv: context.argv, fds: {}, group: 'session', env },
    });
    return child.ok ? 0 : 1;
  }
  const source = { host: context.host, program: 'named', pid: context.pid };
  const log: Log = (text) =>
    settings.mode === 'stderr' ? logAsNamed(text) : logToFile(source, text, null);
  return yield* run(context, settings, log);
}

function* run(context: ProgramContext, settings: NamedArguments, log: Log): Routine<number> {
  yield* log(`starting BIND ${BIND_VERSION} (Extended Support Version) <id:>`);
  yield* log(`running as: ${context.argv.join(' ')}`);
  yield* log(`the initial working directory is '${context.cwd}'`);
  const first = yield* configure(settings.conf, log);
  if (typeof first === 'string') {
    yield* log(`loading configuration: ${first}`);
    yield* log('exiting (due to fatal error)');
    return 1;
  }
  const table = yield* sys.interfaces();
  const interfaces = table.ok ? table.value : [];
  const sockets = yield* listen(first, settings, interfaces, log);
  const loaded = yield* loadZones(first, []);
  for (const message of loaded.messages) yield* log(message);
  yield* log('all zones loaded');
  yield* log('running');
  const state: NamedState = { settings: first, zones: loaded.zones, interfaces };
  return yield* serve(state, sockets, settings, log);
}

/** The settings, or why there are none. */
function* configure(path: string, log: Log): Routine<NamedSettings | string> {
  yield* log(`loading configuration from '${path}'`);
  const reading = yield* readConfiguration(path);
  if (reading === null) {
    yield* log(`open: ${path}: file not found`);
    return 'file not found';
  }
  if (!reading.ok) {
    const { file, line, message } = reading.error;
    yield* log(`${file}:${line}: ${message}`);
    return message.endsWith('file not found') ? 'file not found' : 'failure';
  }
  return reading.settings;
}

type Own = { fd: number; addr: string; port: number };

/** One socket for each address of the host, so that answers come from where they were asked. */
function* listen(
  { listen: four, listen6: six }: NamedSettings,
  { port, family }: NamedArguments,
  interfaces: NamedState['interfaces'],
  log: Log,
): Routine<{ udp: Own[]; tcp: Own[] }> {
  const udp: Own[] = [];
  const tcp: Own[] = [];
  for (const version of [4, 6] as const) {
    if (family !== 0 && family !== version) continue;
    for (const { name, state, addrs } of interfaces) {
      for (const { addr } of addrs) {
        if (isAddress6(addr) !== (version === 6) || state === 'DOWN') continue;
        const settings = version === 4 ? four : six;
        const where = settings.find((one: Listening) => isMatched(one.where, addr, interfaces));
        if (!where) continue;
        const own = port ?? where.port;
        yield* log(`listening on IPv${version} interface ${name}, ${addr}#${own}`);
        const datagrams = yield* openUdp(addr, own);
        const stream = datagrams.ok ? yield* openTcp(addr, own) : datagrams;
        if (!datagrams.ok || !stream.ok) {
          if (datagrams.ok) yield* sys.close(datagrams.value);
          yield* log(`creating IPv${version} interface ${name} failed; interface ignored`);
          continue;
        }
        udp.push({ fd: datagrams.value, addr, port: own });
        tcp.push({ fd: stream.value, addr, port: own });
      }
    }
  }
  return { udp, tcp };
}

function* serve(
  start: NamedState,
  { udp, tcp }: { udp: Own[]; tcp: Own[] },
  settings: NamedArguments,
  log: Log,
): Routine<number> {
  const sockets = new DnsSockets(
    udp.map(({ fd }) => fd),
    tcp.map(({ fd }) => fd),
  );
  let state = start;
  for (;;) {
    const turn = yield* sockets.wait([], null);
    if (turn.signal === 'SIGHUP') state = yield* reload(state, settings, log);
    else if (turn.signal !== null) {
      for (const { addr, port } of udp) yield* log(`no longer listening on ${addr}#${port}`);
      yield* log('shutting down');
      yield* log('exiting');
      return 0;
    }
    for (const { asker, bytes } of turn.asked) {
      const name = yield* sys.getsockname(asker.fd);
      const own = name.ok ? name.value.addr : '';
      const seconds = Math.floor((yield* currentTime()) / 1000);
      const { addr, port, over } = asker;
      const answer = answerAsNamed(bytes, { addr, port, over, own, seconds }, state);
      for (const line of answer.log) yield* log(line);
      if (answer.reply !== null) yield* sockets.reply(asker, answer.reply);
    }
  }
}

/** SIGHUP: a configuration that cannot be read leaves all as it was. */
function* reload(state: NamedState, settings: NamedArguments, log: Log): Routine<NamedState> {
  yield* log('received SIGHUP signal to reload zones');
  const next = yield* configure(settings.conf, log);
  if (typeof next === 'string') {
    yield* log(`reloading configuration failed: ${next}`);
    return state;
  }
  yield* log('reloading configuration succeeded');
  const old: readonly LoadedZone[] = state.zones;
  const loaded = yield* loadZones(next, old);
  for (const message of loaded.messages) yield* log(message);
  yield* log('reloading zones succeeded');
  yield* log('all zones loaded');
  yield* log('running');
  return { ...state, settings: next, zones: loaded.zones };
}

export const named: Program = {
  name: 'named',
  package: bindPackage,
  usage: 'named [-46fg] [-c FILE] [-p PORT] [-u USER]',
  summary: 'answer for the names of your own zones (BIND)',
  main,
  handles: ['SIGHUP', 'SIGINT', 'SIGTERM'],
};
