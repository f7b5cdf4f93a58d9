/** `ip route`: the table, and which row a destination takes. */
import type { Routine } from '../../host/program';
import { print, printError, type RouteRow, sys } from '../../host/system';
import type { InterfaceRow } from '../../host/system-call';
import {
  isAddress6,
  isInPrefix,
  isLoopback,
  normalizeAddress,
  parsePrefix,
} from '../../packet/address';

export function* showRoutes(
  settings: { family: 0 | 4 | 6 },
  words: readonly string[],
): Routine<number> {
  const routes = yield* sys.routes();
  const interfaces = yield* sys.interfaces();
  if (!routes.ok || !interfaces.ok) return 1;
  const wanted = words.find((word) => word === 'default' || parsePrefix(word) !== null);
  const up = (dev: string) =>
    interfaces.value.some(({ name, state }) => name === dev && state !== 'DOWN');
  const lines = routes.value
    .filter(({ to }) => isDefault(to) || (settings.family === 6) === isAddress6(to))
    .filter(({ to }) => wanted === undefined || isDefault(to) === (wanted === 'default'))
    .filter(({ dev }) => up(dev))
    .sort((a, b) => Number(isDefault(b.to)) - Number(isDefault(a.to)) || compareRoutes(a.to, b.to))
    .map(formatRoute);
  yield* print(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function isDefault(to: string): boolean {
  return to === 'default' || to === '0.0.0.0/0';
}

/** The kernel keeps IPv4's routes in a tree by address, and tells of them in its order. */
function compareRoutes(a: string, b: string): number {
  if (isAddress6(a) || isAddress6(b)) return 0;
  const numbers = (text: string) => text.split(/[./]/).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at === -1
    ? 0
    : at === 4
      ? (right[at] ?? 0) - (left[at] ?? 0)
      : (left[at] ?? 0) - (right[at] ?? 0);
}

function formatRoute({ to, via, dev, src }: RouteRow): string {
  const name = isDefault(to) ? 'default' : to;
  if (via !== null) return `${name} via ${via} dev ${dev} `;
  return `${name} dev ${dev} proto kernel scope link ${src === null ? '' : `src ${src} `}`;
}

export function* showRouteTo(user: string, text: string | undefined): Routine<number> {
  if (text === undefined) {
    yield* printError('need at least a destination address\n');
    return 1;
  }
  const addr = normalizeAddress(text);
  if (addr === null) {
    yield* printError(`Error: any valid prefix is expected rather than "${text}".\n`);
    return 1;
  }
  const routes = yield* sys.routes();
  const interfaces = yield* sys.interfaces();
  if (!routes.ok || !interfaces.ok) return 1;
  const uid = user === 'root' ? 0 : 1000;
  const own = interfaces.value.some((row) => row.addrs.some((one) => one.addr === addr));
  if (own || isLoopback(addr)) {
    yield* print(
      isAddress6(addr)
        ? `local ${addr} from :: dev lo table local proto kernel src ${addr} metric 0 pref medium\n`
        : `local ${addr} dev lo src ${addr} uid ${uid} \n    cache <local> \n`,
    );
    return 0;
  }
  const best = bestRoute(addr, routes.value, interfaces.value);
  if (!best) {
    yield* printError('RTNETLINK answers: Network is unreachable\n');
    return 2;
  }
  const via = best.via === null ? '' : `via ${best.via} `;
  const device = interfaces.value.find((row) => row.name === best.dev);
  const src = best.src ?? device?.addrs.find((one) => !isAddress6(one.addr))?.addr ?? '';
  yield* print(`${addr} ${via}dev ${best.dev} src ${src} uid ${uid} \n    cache \n`);
  return 0;
}

/** The longest prefix that holds the address, on a link that is up. */
function bestRoute(
  addr: string,
  routes: readonly RouteRow[],
  interfaces: readonly InterfaceRow[],
): RouteRow | null {
  const up = (dev: string) => interfaces.some((row) => row.name === dev && row.state !== 'DOWN');
  const fits = routes.flatMap((route) => {
    const prefix = parsePrefix(route.to);
    return prefix && isInPrefix(addr, prefix) && up(route.dev)
      ? [{ route, length: prefix.length }]
      : [];
  });
  return fits.sort((a, b) => b.length - a.length)[0]?.route ?? null;
}
