/** `nmap` 7.93: which TCP ports of a host answer. Connect scans; root's are SYN scans. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { isLoopback } from '../../packet/address';
import { lookupAddress } from '../../program/resolve';
import {
  type Found,
  formatHostHead,
  formatMac,
  formatPorts,
  formatStart,
  type HostReport,
} from './nmap-report';
import { connectAll, type ScanResult, scanByConnect, scanBySyn } from './nmap-scan';
import { type NmapSettings, readNmapSettings, readPorts } from './nmap-settings';
import { findTargets, hasNameServer, type Target } from './nmap-targets';
import { nmapUsage, nmapVersion } from './nmap-usage';
import { askForVersion } from './nmap-version';

const noServers =
  'mass_dns: warning: Unable to determine any DNS servers. Reverse DNS is disabled. ' +
  'Try using --system-dns or specify valid servers with --dns-servers\n';

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const root = context.user === 'root';
  const settings = readNmapSettings(args, root);
  if ('text' in settings) {
    yield* printError(settings.text);
    return settings.status;
  }
  if (settings.action !== 'scan' || args.length === 0) {
    yield* print(settings.action === 'version' ? nmapVersion : nmapUsage);
    return settings.action === 'scan' ? 255 : 0;
  }
  const begun = yield* time();
  if (settings.assumeUp && settings.verbose) {
    const all = 'All addresses will be marked';
    yield* print(`Host discovery disabled (-Pn). ${all} 'up' and scan times may be slower.\n`);
  }
  yield* print(`Starting Nmap 7.93 ( https://nmap.org ) at ${formatStart(begun)}\n`);
  const ports = readPorts(settings);
  if ('text' in ports) {
    yield* printError(ports.text);
    return ports.status;
  }
  if (ports.warning) {
    yield* printError(
      'WARNING: Your ports include "U:" but you haven\'t specified UDP scan with -sU.\n',
    );
  }
  const { targets, complaints } = yield* findTargets(settings.targets);
  if (complaints !== '') yield* printError(complaints);
  if (targets.length === 0) {
    yield* printError('WARNING: No targets were specified, so 0 hosts scanned.\n');
  }
  const up = yield* scanAll(settings, targets, ports.ports, root);
  if (up === 0 && targets.length > 0 && !settings.assumeUp) {
    yield* print(
      'Note: Host seems down. If it is really up, but blocking our ping probes, try -Pn\n',
    );
  }
  const seconds = (((yield* time()) - begun) / 1000).toFixed(2);
  const addresses = `${targets.length} IP address${targets.length === 1 ? '' : 'es'}`;
  const hosts = `(${up} host${up === 1 ? '' : 's'} up)`;
  if (settings.versions && up > 0) {
    const where = 'https://nmap.org/submit/';
    yield* print(
      `Service detection performed. Please report any incorrect results at ${where} .\n`,
    );
  }
  if (settings.verbose) yield* print('Read data files from: /usr/bin/../share/nmap\n');
  yield* print(`Nmap done: ${addresses} ${hosts} scanned in ${seconds} seconds\n`);
  return 0;
}

/** How many hosts were up. */
function* scanAll(
  settings: NmapSettings,
  targets: readonly Target[],
  ports: readonly number[],
  root: boolean,
): Routine<number> {
  const found = yield* discover(settings, targets, root);
  let warned = settings.numeric;
  for (const [target, seen] of found) {
    if (!warned && !(yield* hasNameServer())) yield* printError(noServers);
    warned = true;
    const nameless = target.name === null && !settings.numeric;
    const name = nameless ? yield* lookupAddress(target.addr) : target.name;
    yield* scanHost(settings, { ...target, name }, seen, ports);
  }
  return found.length;
}

type Seen = { reason: string; ms: number | null; mac: string | null };

/** How long ARP is asked, and connections are, before a host counts as down. */
const ARP_WAIT = 1400;
const DISCOVERY_WAIT = 3000;

/** The targets that count as up, and why, in their order; all are asked at the same time. */
function* discover(
  settings: NmapSettings,
  targets: readonly Target[],
  root: boolean,
): Routine<[Target, Seen][]> {
  const seen = new Map<string, Seen>();
  const raw = root && settings.scan !== 'connect';
  const far: string[] = [];
  let missing = false;
  for (const { addr } of targets) {
    // On a segment of its own root asks by ARP, whatever else was said.
    if (raw && (yield* isNear(addr))) {
      const begun = yield* time();
      const mac = yield* sys.neighbour(addr);
      const ms = (yield* time()) - begun;
      if (mac.ok && mac.value !== null)
        seen.set(addr, { reason: 'arp-response', ms, mac: mac.value });
      else missing = true;
    } else if (settings.assumeUp) seen.set(addr, { reason: 'user-set', ms: null, mac: null });
    else if (raw && (yield* isOwn(addr))) {
      seen.set(addr, { reason: 'localhost-response', ms: isLoopback(addr) ? 0 : null, mac: null });
    } else if (raw) {
      const answer = yield* askRaw(addr);
      if (answer) seen.set(addr, answer);
    } else far.push(addr);
  }
  if (missing) yield* sys.sleep(ARP_WAIT);
  const questions = far.flatMap((addr) => [80, 443].map((port) => ({ addr, port })));
  const { answers, ms } = yield* connectAll(questions, DISCOVERY_WAIT);
  for (const { addr, reason } of answers) {
    if (/syn-ack|conn-refused/.test(reason)) seen.set(addr, { reason, ms, mac: null });
  }
  return targets.flatMap((target): [Target, Seen][] => {
    const why = seen.get(target.addr);
    return why ? [[target, why]] : [];
  });
}

/** Beyond a router root asks by echo, and by a SYN to 443. */
function* askRaw(addr: string): Routine<Seen | null> {
  const echo = yield* sys.ping({ addr, sequence: 1, timeout: 1000, size: 0 });
  if (echo.ok && echo.value.answer === 'reply') {
    return { reason: `echo-reply ttl ${echo.value.ttl}`, ms: echo.value.ms, mac: null };
  }
  const { answers, ms } = yield* scanBySyn(addr, [443]);
  const answer = answers.find(({ reason }) => reason === 'syn-ack' || reason === 'reset');
  return answer ? { reason: answer.reason, ms, mac: null } : null;
}

function* isOwn(addr: string): Routine<boolean> {
  const interfaces = yield* sys.interfaces();
  if (!interfaces.ok || isLoopback(addr)) return isLoopback(addr);
  return interfaces.value.some(({ addrs }) => addrs.some((own) => own.addr === addr));
}

/** Whether `addr` is another host's on a segment of this one. */
function* isNear(addr: string): Routine<boolean> {
  const interfaces = yield* sys.interfaces();
  if (!interfaces.ok || isLoopback(addr)) return false;
  const prefixOf = (text: string, length: number) =>
    text
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('')
      .slice(0, length);
  const own = interfaces.value
    .flatMap(({ addrs }) => addrs)
    .filter((one) => !one.addr.includes(':'));
  if (own.some((one) => one.addr === addr)) return false;
  return own.some((one) => prefixOf(one.addr, one.prefix) === prefixOf(addr, one.prefix));
}

function* scanHost(
  settings: NmapSettings,
  target: Target,
  seen: Seen,
  ports: readonly number[],
): Routine {
  const { addr } = target;
  const report: HostReport = {
    ...target,
    latency: seen.ms,
    reason: settings.reason ? seen.reason : null,
    mac: seen.mac,
  };
  if (settings.scan === 'none') {
    yield* print(formatHostHead(report) + formatMac(seen.mac));
    return;
  }
  const scan = settings.scan === 'syn' ? scanBySyn : scanByConnect;
  const clock = yield* time();
  const title = settings.scan === 'syn' ? 'SYN Stealth Scan' : 'Connect Scan';
  const count = `${ports.length} port${ports.length === 1 ? '' : 's'}`;
  const minute = new Date(clock).toISOString().slice(11, 16);
  if (settings.verbose)
    yield* print(`Initiating ${title} at ${minute}\nScanning ${addr} [${count}]\n`);
  const result: ScanResult = yield* scan(addr, ports);
  if (settings.verbose) yield* tellProgress(result, addr, title, clock);
  const found = new Map<number, Found>();
  if (settings.versions) {
    for (const { port, state } of result.answers) {
      if (state === 'open') found.set(port, yield* askForVersion(addr, port));
    }
  }
  if (settings.openOnly && !result.answers.some(({ state }) => state === 'open')) return;
  yield* print(formatHostHead({ ...report, latency: result.ms ?? seen.ms }));
  yield* print(formatPorts(addr, result.answers, settings, found) + formatMac(seen.mac));
  const linux = [...found.values()].some(({ version }) => version.includes('Debian'));
  if (linux) yield* print('Service Info: OS: Linux; CPE: cpe:/o:linux:linux_kernel\n');
  yield* print('\n');
}

function* tellProgress(
  { answers }: ScanResult,
  addr: string,
  title: string,
  begun: number,
): Routine {
  for (const { port, state } of answers) {
    if (state === 'open') yield* print(`Discovered open port ${port}/tcp on ${addr}\n`);
  }
  const now = yield* time();
  const minute = new Date(now).toISOString().slice(11, 16);
  const took = ((now - begun) / 1000).toFixed(2);
  yield* print(
    `Completed ${title} at ${minute}, ${took}s elapsed (${answers.length} total ports)\n`,
  );
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

export const nmap: Program = {
  name: 'nmap',
  usage: 'nmap [-Pn] [-n] [-p PORTS | -F] [-sT | -sS | -sn] [-sV] [--open] HOST...',
  summary: 'try the ports of a host: open, closed or filtered; names are guesses by number',
  main,
};
