/**
 * The second wall around a library: whatever it is told, it dials this sandbox's own addresses,
 * by number. In the loopback tier, where no missing route stands behind it, it is the first.
 */
import { Socket as UdpSocket } from 'node:dgram';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { isIP, Socket } from 'node:net';

class NotAllowed extends Error {
  readonly code = 'ENETUNREACH';
  constructor(where: string) {
    super(`connect ENETUNREACH ${where}: not part of the sandbox`);
  }
}

/** Options as net.connect(2) of Node takes them: [options], options, or (port, host). */
function targetOf(args: readonly unknown[]): { host: string; path: unknown } {
  const [first, second] = args;
  const given = Array.isArray(first) ? (first as unknown[])[0] : first;
  if (typeof given === 'object' && given !== null) {
    const { host, path } = given as Record<string, unknown>;
    // HTTP's client says null where it means none.
    return { host: String(host ?? 'localhost'), path: path ?? undefined };
  }
  return { host: typeof second === 'string' ? second : 'localhost', path: undefined };
}

/**
 * @param mayDial judges a literal address.
 * Called once, before any library is loaded.
 */
export function raiseFence(mayDial: (addr: string) => boolean) {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function fenced(this: Socket, ...args: unknown[]) {
    const { host, path } = targetOf(args);
    if (path !== undefined || isIP(host) === 0 || !mayDial(host)) {
      process.nextTick(() => this.destroy(new NotAllowed(String(path ?? host))));
      return this;
    }
    return Reflect.apply(connect, this, args);
  } as typeof connect;

  const send = UdpSocket.prototype.send;
  UdpSocket.prototype.send = function fenced(this: UdpSocket, ...args: unknown[]) {
    const addr = args.find((arg): arg is string => typeof arg === 'string' && isIP(arg) > 0);
    if (addr === undefined || !mayDial(addr)) throw new NotAllowed(addr ?? 'no address');
    return Reflect.apply(send, this, args);
  } as typeof send;

  fenceNames(mayDial);
}

const notFound = (name: string) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });

/**
 * A name is a question to somebody outside: literal addresses pass, nothing else is looked up. Node's
 * own resolver sends its questions past Socket and UdpSocket, so it may ask servers of the sandbox
 * only, and not those that the system is configured with.
 */
function fenceNames(mayDial: (addr: string) => boolean) {
  const lookup = dns.lookup;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    if (isIP(name) > 0) return Reflect.apply(lookup, dns, [name, ...rest]);
    process.nextTick(rest.at(-1) as (error: Error) => void, notFound(name));
  }) as typeof lookup;
  const later = dnsPromises.lookup;
  dnsPromises.lookup = (async (name: string, ...rest: unknown[]) => {
    if (isIP(name) === 0) throw notFound(name);
    return Reflect.apply(later, dnsPromises, [name, ...rest]);
  }) as typeof later;

  const questions = Object.keys(dnsPromises).filter((name) => /^resolve|^reverse$/.test(name));
  for (const kind of questions as 'resolve4'[]) {
    dns[kind] = ((name: string, ...rest: unknown[]) =>
      process.nextTick(rest.at(-1) as (error: Error) => void, notFound(name))) as never;
    dnsPromises[kind] = (async (name: string) => {
      throw notFound(name);
    }) as never;
  }

  for (const { prototype } of [dns.Resolver, dnsPromises.Resolver]) {
    const told = new WeakSet<object>();
    const { setServers } = prototype;
    prototype.setServers = function fenced(this: object, servers: readonly string[]) {
      for (const server of servers) {
        const addr = /^\[([^\]]*)\]|^([^:]*)(?::\d+)?$/.exec(server);
        const literal = addr?.[1] ?? addr?.[2] ?? server;
        if (isIP(literal) === 0 || !mayDial(literal)) throw new NotAllowed(server);
      }
      Reflect.apply(setServers, this, [servers]);
      told.add(this);
    };
    for (const kind of questions) {
      const methods = prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
      const ask = methods[kind];
      if (!ask) continue;
      methods[kind] = function fenced(this: object, ...args: unknown[]) {
        if (told.has(this)) return Reflect.apply(ask, this, args);
        const error = notFound(String(args[0]));
        const done = args.at(-1);
        if (typeof done !== 'function') return Promise.reject(error);
        return process.nextTick(done as (error: Error) => void, error);
      };
    }
  }
}
