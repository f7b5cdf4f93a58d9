/** `nc -l`: bind, listen for one caller at a time, and serve it. */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupAddress, lookupHost } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { writeAll } from '../../program/socket-io';
import { relay } from './nc-relay';
import { fail, type NcSettings } from './nc-settings';

/** `host` null is every address of IPv4, or of IPv6 with -6. */
export function* listen(
  settings: NcSettings,
  host: string | null,
  service: string,
): Routine<number> {
  const port = /^\d{1,9}$/.test(service)
    ? Number(service) % 65536
    : portOfService(service, settings.udp ? 'udp' : 'tcp');
  if (port === null) return yield* fail('getaddrinfo: Servname not supported for ai_socktype');
  const wildcard = settings.family === 6 ? '::' : '0.0.0.0';
  const found = yield* lookupHost(host ?? wildcard, settings.family);
  if (!found.ok) return yield* fail(`getaddrinfo: ${formatLookupError(found.error)}`);
  const addr = found.addrs[0] ?? wildcard;
  for (;;) {
    const opened = yield* openListener(settings, addr, port);
    if (!opened.ok) return yield* fail(opened.text);
    const again = settings.udp
      ? yield* serveUdp(settings, opened.fd)
      : yield* serveTcp(settings, opened.fd);
    yield* sys.close(opened.fd);
    if (!again) return 0;
  }
}

type Opened = { ok: true; fd: number } | { ok: false; text: string };

function* openListener(settings: NcSettings, addr: string, port: number): Routine<Opened> {
  const six = isAddress6(addr);
  const opened = yield* sys.socket(settings.udp ? (six ? 'udp6' : 'udp') : six ? 'tcp6' : 'tcp');
  if (!opened.ok) return { ok: false, text: formatErrno(opened.errno) };
  const fd = opened.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  yield* sys.setsockopt(fd, 'SO_REUSEPORT', 1);
  const bound = yield* sys.bind(fd, addr, port);
  if (!bound.ok) return { ok: false, text: formatErrno(bound.errno) };
  if (!settings.udp) {
    const listening = yield* sys.listen(fd, 1);
    if (!listening.ok) return { ok: false, text: formatErrno(listening.errno) };
  }
  const own = yield* sys.getsockname(fd);
  const at = own.ok ? own.value : { addr, port };
  if (settings.verbose) yield* report(settings, settings.udp ? 'Bound' : 'Listening', at);
  return { ok: true, fd };
}

/** True where a new listener is wanted. With -k the same one goes on. */
function* serveTcp(settings: NcSettings, fd: number): Routine<boolean> {
  for (;;) {
    const caller = yield* sys.accept(fd);
    if (!caller.ok) {
      if (caller.errno === 'ECONNABORTED') continue;
      yield* fail(`accept: ${formatErrno(caller.errno)}`);
      return false;
    }
    if (settings.verbose) yield* report(settings, 'Connection received', caller.value);
    yield* relay(caller.value.fd, settings);
    yield* sys.close(caller.value.fd);
    if (!settings.keep) return false;
  }
}

/** The first datagram's sender is the one to talk with, except with -k. */
function* serveUdp(settings: NcSettings, fd: number): Routine<boolean> {
  if (settings.keep) {
    yield* relay(fd, settings);
    return true;
  }
  const first = yield* sys.recvfrom(fd);
  if (!first.ok) return false;
  yield* sys.connect(fd, first.value.addr, first.value.port);
  if (settings.verbose) yield* report(settings, 'Connection received', first.value);
  yield* writeAll(1, first.value.data);
  yield* relay(fd, settings);
  return false;
}

function* report(settings: NcSettings, what: string, end: { addr: string; port: number }): Routine {
  const name = settings.numeric ? null : yield* lookupAddress(end.addr);
  yield* printError(`${what} on ${name ?? end.addr} ${end.port}\n`);
}
