/** `dnsmasq` 2.90 as a caching forwarder: its files first, then its cache, then the servers above it. */

import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, sys } from '../../host/system';
import { parseHosts } from '../resolve';
import { logToFile } from './daemon-log';
import { DnsSockets, openTcp, openUdp } from './dns-sockets';
import { CONF, readDnsmasqArguments } from './dnsmasq-arguments';
import { DNSMASQ_VERSION, type DnsmasqSettings, readDnsmasqConf } from './dnsmasq-conf';
import { Forwarder, type Log } from './dnsmasq-forward';
import type { LocalEntry } from './dnsmasq-local';
import { dnsmasqPackage } from './dnsmasq-package';
import { type ForwardByTcp, forwardByTcp } from './dnsmasq-upstream';
import { parseResolverConf } from './resolver-conf';

const DAEMON = 'DNSMASQ_IN_BACKGROUND';
function* die(text: string, status: number): Routine<number> {
  yield* printError(`\ndnsmasq: ${text}\n`);
  return status;
}

function* main(context: ProgramContext): Routine<number> {
  const given = readDnsmasqArguments(context.argv.slice(1));
  if ('text' in given) {
    yield* given.error ? printError(given.text) : print(given.text);
    return given.status;
  }
  const { settings, conf } = given;
  const file = yield* readFile(conf);
  if (!file.ok && (conf !== CONF || file.errno !== 'ENOENT')) {
    return yield* die(`cannot read ${conf}: ${formatErrno(file.errno)}`, 3);
  }
  const reading = readDnsmasqConf(file.ok ? file.value : '', conf, settings);
  if (!reading.ok) return yield* die(reading.message, 1);
  if (given.test) {
    yield* printError('dnsmasq: syntax check OK.\n');
    return 0;
  }
  const opened = yield* openSockets(settings);
  if (typeof opened === 'string') return yield* die(opened, 2);
  const stays = given.debug || settings.keep || context.env[DAEMON] !== undefined;
  if (!stays) {
    // The child binds for itself: sockets are not handed over here.
    for (const fd of [...opened.udp, ...opened.tcp]) yield* sys.close(fd);
    const env = { ...context.env, [DAEMON]: 'yes' };
    const fds = {};
    const child = yield* sys.spawn({
      program: 'dnsmasq',
      argv: context.argv,
      fds,
      group: 'session',
      env,
    });
    return child.ok ? 0 : 5;
  }
  const source = { host: context.host, program: 'dnsmasq', pid: context.pid };
  const log: Log = (text) =>
    given.debug ? printError(`dnsmasq: ${text}\n`) : logToFile(source, text, settings.logFile);
  return yield* serve(settings, opened, log);
}

type Opened = { udp: number[]; tcp: number[] };

/** Where to listen: one socket for all addresses, or one for each with bind-interfaces. */
function* listAddresses(settings: DnsmasqSettings): Routine<string[]> {
  if (!settings.bindInterfaces && settings.listen.length === 0) return ['0.0.0.0', '::'];
  if (settings.listen.length > 0) return settings.listen;
  const table = yield* sys.interfaces();
  const wanted = settings.interfaces;
  return (table.ok ? table.value : [])
    .filter(({ name }) => wanted.length === 0 || name === 'lo' || wanted.includes(name))
    .flatMap(({ addrs }) => addrs.map(({ addr }) => addr));
}

function* openSockets(settings: DnsmasqSettings): Routine<Opened | string> {
  const opened: Opened = { udp: [], tcp: [] };
  if (settings.port === 0) return opened;
  for (const addr of yield* listAddresses(settings)) {
    const datagrams = yield* openUdp(addr, settings.port);
    const stream = datagrams.ok ? yield* openTcp(addr, settings.port) : datagrams;
    if (!datagrams.ok || !stream.ok) {
      for (const fd of [...opened.udp, ...opened.tcp]) yield* sys.close(fd);
      if (datagrams.ok) yield* sys.close(datagrams.value);
      const where = addr === '0.0.0.0' || addr === '::' ? `port ${settings.port}` : addr;
      const reason = stream.ok ? '' : formatErrno(stream.errno);
      return `failed to create listening socket for ${where}: ${reason}`;
    }
    opened.udp.push(datagrams.value);
    opened.tcp.push(stream.value);
  }
  return opened;
}

function* readEntries(settings: DnsmasqSettings, log: Log): Routine<LocalEntry[]> {
  const paths = [...(settings.hosts ? ['/etc/hosts'] : []), ...settings.extraHosts];
  const entries: LocalEntry[] = settings.records.flatMap(({ names, addrs, ttl }) =>
    addrs.map((addr) => ({ file: 'config', addr, names, ttl })),
  );
  for (const file of paths) {
    const text = yield* readFile(file);
    if (!text.ok) {
      yield* log(`failed to load names from ${file}: ${formatErrno(text.errno)}`);
      continue;
    }
    const rows = parseHosts(text.value);
    for (const { addr, names } of rows) entries.push({ file, addr, names, ttl: settings.localTtl });
    const count = rows.reduce((sum, { names }) => sum + names.length, 0);
    yield* log(`read ${file} - ${count} names`);
  }
  return entries;
}

function* readUpstreams(settings: DnsmasqSettings, log: Log): Routine<void> {
  if (settings.resolv !== null) {
    const text = yield* readFile(settings.resolv);
    settings.upstreams = settings.upstreams.filter(({ domain, addr }) => domain !== null || addr);
    if (text.ok && /^\s*nameserver\s/m.test(text.value)) {
      yield* log(`reading ${settings.resolv}`);
      for (const addr of parseResolverConf(text.value).servers) {
        settings.upstreams.push({ domain: null, addr, port: 53 });
      }
    } else if (!text.ok) yield* log(`no servers found in ${settings.resolv}, will retry`);
  }
  for (const { domain, addr, port } of settings.upstreams) {
    if (addr === null) yield* log(`using only locally-known addresses for ${domain}`);
    else {
      const scope = domain === null ? '' : ` for domain ${domain}`;
      yield* log(`using nameserver ${addr}#${port}${scope}`);
    }
  }
}

function* serve(settings: DnsmasqSettings, { udp, tcp }: Opened, log: Log): Routine<number> {
  const cached = settings.cacheSize === 0 ? 'cache disabled' : `cachesize ${settings.cacheSize}`;
  yield* log(`started, version ${DNSMASQ_VERSION} ${cached}`);
  const fixed = [...settings.upstreams];
  yield* readUpstreams(settings, log);
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return 5;
  const sockets = new DnsSockets(udp, tcp);
  const forwarder = new Forwarder(settings, sockets, pipe.value, log);
  forwarder.entries = yield* readEntries(settings, log);
  for (;;) {
    const turn = yield* sockets.wait(forwarder.descriptors(), yield* forwarder.timeout());
    if (turn.signal === 'SIGHUP') {
      forwarder.forget();
      settings.upstreams = [...fixed];
      yield* readUpstreams(settings, log);
      forwarder.entries = yield* readEntries(settings, log);
    } else if (turn.signal === 'SIGUSR1') yield* forwarder.report();
    else if (turn.signal !== null) {
      yield* log(`exiting on receipt of ${turn.signal}`);
      return 0;
    }
    for (const asked of turn.asked) yield* forwarder.take(asked);
    for (const fd of turn.ready) yield* forwarder.hear(fd);
    yield* forwarder.expire();
  }
}

export const dnsmasq: Program = {
  name: 'dnsmasq',
  package: dnsmasqPackage,
  usage: 'dnsmasq [-dk] [-C FILE] [--test] [--server=ADDRESS]...',
  summary: 'answer for other servers and remember what they said',
  main,
  threads: { forward: (_, job: ForwardByTcp) => forwardByTcp(job) },
  handles: ['SIGHUP', 'SIGUSR1', 'SIGINT', 'SIGTERM'],
};
