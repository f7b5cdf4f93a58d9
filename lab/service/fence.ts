/**
 * The second wall around a library: whatever it is told, it dials this sandbox's own addresses,
 * by number. In the loopback tier, where no missing route stands behind it, it is the first.
 */
import { Socket as UdpSocket } from 'node:dgram';
import dns from 'node:dns';
import { isIP, Socket } from 'node:net';

export class NotAllowed extends Error {
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

  // A name is a question to somebody outside. Literal addresses pass; nothing else is asked.
  const refuse = (name: string, done: (error: Error) => void) =>
    process.nextTick(
      done,
      Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }),
    );
  const lookup = dns.lookup;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    if (isIP(name) > 0) return Reflect.apply(lookup, dns, [name, ...rest]);
    return refuse(name, rest.at(-1) as (error: Error) => void);
  }) as typeof lookup;
}
