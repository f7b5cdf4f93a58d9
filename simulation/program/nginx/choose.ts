/** Which server and which location a request belongs to. */
import type { Location, Server } from './config';
import { compilePattern } from './pattern';

/** The server of a name on the endpoint `addr:port` of this machine. */
export function chooseServer(
  servers: readonly Server[],
  addr: string,
  port: number,
  host: string,
): Server | null {
  const at = (where: (own: string) => boolean) =>
    servers.filter(({ listens }) => listens.some((one) => one.port === port && where(one.addr)));
  const exact = at((own) => own === addr);
  const wild = addr.includes(':') ? '::' : '0.0.0.0';
  const here = exact.length > 0 ? exact : at((own) => own === wild);
  const endpoint = exact.length > 0 ? addr : wild;
  const named = (fits: (name: string) => boolean) => here.find(({ names }) => names.some(fits));
  const found =
    host === ''
      ? undefined
      : (named((name) => name === host || (name.startsWith('.') && name.slice(1) === host)) ??
        longest(here, (name) => (/^\*?\./.test(name) ? fitsEnd(name, host) : 0)) ??
        longest(here, (name) =>
          name.endsWith('.*') && host.startsWith(name.slice(0, -1)) ? name.length : 0,
        ) ??
        named((name) => name.startsWith('~') && testPattern(name.slice(1), host, true)));
  const standard = here.find(({ listens }) =>
    listens.some((one) => one.isDefault && one.port === port && one.addr === endpoint),
  );
  return found ?? standard ?? here[0] ?? null;
}

function fitsEnd(name: string, host: string): number {
  const end = name.replace(/^\*/, '');
  return host.endsWith(end) && host.length > end.length ? name.length : 0;
}

function longest(
  servers: readonly Server[],
  measure: (name: string) => number,
): Server | undefined {
  let best: Server | undefined;
  let most = 0;
  for (const server of servers) {
    for (const name of server.names) {
      const length = measure(name);
      if (length > most) [best, most] = [server, length];
    }
  }
  return best;
}

function testPattern(source: string, text: string, anyCase: boolean): boolean {
  const compiled = compilePattern(source, anyCase);
  return typeof compiled !== 'string' && compiled.test(text);
}

/** The location of a path: exact, then the longest prefix unless a regular expression fits. */
export function chooseLocation(locations: readonly Location[], path: string): Location | null {
  const exact = locations.find((one) => one.match === 'exact' && one.path === path);
  if (exact) return exact;
  let best: Location | null = null;
  for (const one of locations) {
    const prefix = one.match === 'prefix' || one.match === 'strong';
    if (prefix && path.startsWith(one.path) && one.path.length > (best?.path.length ?? -1))
      best = one;
  }
  const inner = best ? chooseLocation(best.locations, path) : null;
  if (inner && /regex|exact/.test(inner.match)) return inner;
  const strong = inner ?? best;
  if (strong?.match === 'strong') return strong;
  const pattern = locations.find(
    (one) =>
      (one.match === 'regex' || one.match === 'regex-any-case') &&
      testPattern(one.path, path, one.match === 'regex-any-case'),
  );
  if (!pattern) return inner ?? best;
  return chooseLocation(pattern.locations, path) ?? pattern;
}

/** The location that `@name` names, or null. */
export function findNamed(server: Server, name: string): Location | null {
  return server.locations.find((one) => one.match === 'named' && one.path === name) ?? null;
}

/** Whether `allow` and `deny` let an address in; the first rule that names it decides. */
export function isAllowed(
  rules: readonly { allow: boolean; who: string }[],
  addr: string,
): boolean {
  const rule = rules.find(({ who }) => who === 'all' || covers(who, addr));
  return rule?.allow ?? true;
}

function toNumber(addr: string): number {
  return addr.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function covers(who: string, addr: string): boolean {
  const [base = '', bits = '32'] = who.split('/');
  if (base.includes(':') || addr.includes(':')) return base === addr;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(base) / size) === Math.floor(toNumber(addr) / size);
}
