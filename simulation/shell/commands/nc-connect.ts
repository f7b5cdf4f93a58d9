/** nc as a client: each port in turn, each address of the name until one answers. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../../program/connect-in-time';
import { formatLookupError, type Lookup, lookupHost, parseLiteral } from '../../program/resolve';
import { serviceOfPort } from '../../program/services';
import { relay } from './nc-relay';
import { fail, type NcSettings } from './nc-settings';

/** Seconds that a scan by UDP waits for an error where -w says nothing. */
const UDP_WAIT = 3;

/** Status 0 if any port answered. */
export function* connectEach(
  settings: NcSettings,
  host: string,
  ports: readonly number[],
): Routine<number> {
  let status = 1;
  for (const port of ports) {
    const found: Lookup =
      settings.numeric && parseLiteral(host) === null
        ? { ok: false, error: 'NONAME' }
        : yield* lookupHost(host, settings.family);
    if (!found.ok) {
      // A line of the hosts file for the other family is none for nc.
      const reason = formatLookupError(found.error === 'ADDRFAMILY' ? 'NONAME' : found.error);
      return yield* fail(`getaddrinfo for host "${host}" port ${port}: ${reason}`);
    }
    for (const addr of found.addrs) {
      const connected = yield* connectTo(settings, host, addr, port);
      if (connected === 'stop') return 1;
      if (connected === null) continue;
      if (yield* announce(settings, host, addr, port, connected)) {
        status = 0;
        if (!settings.scan) yield* relay(connected, settings);
      }
      yield* sys.close(connected);
      break;
    }
  }
  return status;
}

/** The connected socket, null where this address did not answer. */
function* connectTo(
  settings: NcSettings,
  host: string,
  addr: string,
  port: number,
): Routine<number | null | 'stop'> {
  const six = isAddress6(addr);
  const opened = yield* sys.socket(settings.udp ? (six ? 'udp6' : 'udp') : six ? 'tcp6' : 'tcp');
  if (!opened.ok) return null;
  const fd = opened.value;
  if (settings.source !== null || settings.sourcePort !== null) {
    yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
    const source = yield* lookupHost(settings.source ?? (six ? '::' : '0.0.0.0'));
    const from = (source.ok ? source.addrs[0] : undefined) ?? settings.source ?? '';
    const bound = yield* sys.bind(fd, from, settings.sourcePort ?? 0);
    if (!bound.ok) {
      yield* fail(`bind failed: ${formatErrno(bound.errno)}`);
      return 'stop';
    }
  }
  const result = yield* connectInTime(fd, addr, port, settings.timeout);
  if (result.ok) return fd;
  if (settings.verbose) {
    const shown = parseLiteral(host) === null ? `${host} (${addr})` : host;
    const late = result.errno === 'EINPROGRESS' ? 'timed out' : 'failed';
    yield* printError(
      `nc: connect to ${shown} port ${port} (${settings.udp ? 'udp' : 'tcp'}) ${late}: ` +
        `${formatErrno(result.errno)}\n`,
    );
  }
  yield* sys.close(fd);
  return null;
}

/** Says that it worked; for UDP only if no error comes back to what it sends for a test. */
function* announce(
  settings: NcSettings,
  host: string,
  addr: string,
  port: number,
  fd: number,
): Routine<boolean> {
  if (!settings.verbose && !settings.scan) return true;
  if (settings.udp && !(yield* testUdp(fd, settings.timeout))) return false;
  if (!settings.verbose) return true;
  const proto = settings.udp ? 'udp' : 'tcp';
  const service = settings.numeric ? null : serviceOfPort(port, proto);
  const shown = parseLiteral(host) === null ? `${host} (${addr})` : host;
  yield* printError(
    `Connection to ${shown} ${port} port [${proto}/${service ?? '*'}] succeeded!\n`,
  );
  return true;
}

/** Silence counts as success: UDP has no answer that says "open". */
function* testUdp(fd: number, timeout: number | null): Routine<boolean> {
  for (let count = 0; count < 2; count += 1) {
    const sent = yield* sys.send(fd, 'X');
    if (!sent.ok) return false;
  }
  const seconds = timeout === null ? UDP_WAIT : timeout / 1000;
  for (let second = 0; second < seconds; second += 1) {
    yield* sys.sleep(1000);
    const sent = yield* sys.send(fd, 'X');
    if (!sent.ok && sent.errno === 'ECONNREFUSED') return false;
  }
  return true;
}
