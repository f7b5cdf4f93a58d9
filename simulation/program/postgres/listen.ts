/** The sockets that listen_addresses asks for (manual, 20.3.1). */
import { formatErrno } from '../../host/error-text';
import type { Routine } from '../../host/program';
import { type Outcome, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { formatLookupError, lookupHost } from '../resolve';
import { type LogSource, log } from './log';
import type { Settings } from './settings';

/** The descriptors; null where addresses are asked for and none can be had. */
export function* openListeners(source: LogSource, settings: Settings): Routine<number[] | null> {
  const { listen_addresses: wanted = '', port = '' } = settings;
  const names = wanted
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const fds: number[] = [];
  for (const name of names) {
    const before = fds.length;
    for (const addr of yield* addressesOf(source, name, port)) {
      const fd = yield* openListener(source, addr, settings);
      if (fd !== null) fds.push(fd);
    }
    if (fds.length === before) {
      yield* log(source, ['WARNING', `could not create listen socket for "${name}"`]);
    }
  }
  if (names.length === 0 || fds.length > 0) return fds;
  yield* log(source, ['FATAL', 'could not create any TCP/IP sockets']);
  return null;
}

function* addressesOf(source: LogSource, name: string, port: string): Routine<string[]> {
  if (name === '*') return ['0.0.0.0', '::'];
  const found = yield* lookupHost(name);
  if (found.ok) return found.addrs;
  const reason = formatLookupError(found.error);
  yield* log(source, [
    'LOG',
    `could not translate host name "${name}", service "${port}" to address: ${reason}`,
  ]);
  return [];
}

function* openListener(
  source: LogSource,
  addr: string,
  settings: Settings,
): Routine<number | null> {
  const port = Number(settings.port);
  const family = isAddress6(addr) ? 'IPv6' : 'IPv4';
  const made = yield* bindTo(addr, port, Number(settings.max_connections));
  if (made.ok) {
    yield* log(source, ['LOG', `listening on ${family} address "${addr}", port ${port}`]);
    return made.value;
  }
  const hint = `Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`;
  yield* log(
    source,
    ['LOG', `could not bind ${family} address "${addr}": ${formatErrno(made.errno)}`],
    ...(made.errno === 'EADDRINUSE' ? [['HINT', hint] as const] : []),
  );
  return null;
}

function* bindTo(addr: string, port: number, clients: number): Routine<Outcome<number>> {
  const made = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
  if (!made.ok) return made;
  const fd = made.value;
  yield* sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (isAddress6(addr)) yield* sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  const bound = yield* sys.bind(fd, addr, port);
  // MaxConnections with the server's own helpers, twice (244 for the usual 100).
  const listening = bound.ok ? yield* sys.listen(fd, clients * 2 + 44) : bound;
  if (listening.ok) return made;
  yield* sys.close(fd);
  return listening;
}

export function* closeListeners(fds: readonly number[]): Routine {
  for (const fd of fds) yield* sys.close(fd);
}
