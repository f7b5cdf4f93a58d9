/** Filter expressions of pcap-filter(7), the part that beginners use, as a predicate on packets. */

import { isInPrefix, normalizeAddress, parsePrefix } from '../../packet/address';
import type { Frame } from '../../packet/packet';
import { portOfService } from '../../program/services';

export type PacketFilter = (packet: Frame) => boolean;
/** `unknown`: a host's name that has to be looked up first. */
type Parsed = { ok: true; filter: PacketFilter } | { ok: false; message: string };

const syntaxError = "can't parse filter expression: syntax error";
const directions = ['src', 'dst'] as const;
const protos = ['tcp', 'udp', 'icmp', 'icmp6', 'ip', 'ip6', 'arp'] as const;
type Proto = (typeof protos)[number];

class Wrong extends Error {}

export function splitFilter(words: readonly string[]): string[] {
  return words.join(' ').match(/\(|\)|&&|\|\||!|[^\s()!&|]+/g) ?? [];
}

/** Names in an expression that are no keywords, numbers or addresses: hosts to be looked up. */
export function hostNamesIn(tokens: readonly string[]): string[] {
  return tokens.filter(
    (token, at) => tokens[at - 1] === 'host' && normalizeAddress(token) === null,
  );
}

/** `hosts` holds the address of every name in it. */
export function parseFilter(
  tokens: readonly string[],
  hosts: Readonly<Record<string, string>>,
): Parsed {
  if (tokens.length === 0) return { ok: true, filter: () => true };
  const rest = [...tokens];
  const fail = (message = syntaxError): never => {
    throw new Wrong(message);
  };

  function either(): PacketFilter {
    let left = both();
    while (rest[0] === 'or' || rest[0] === '||') {
      rest.shift();
      const [one, other] = [left, both()];
      left = (packet) => one(packet) || other(packet);
    }
    return left;
  }
  function both(): PacketFilter {
    let left = single();
    while (rest[0] === 'and' || rest[0] === '&&') {
      rest.shift();
      const [one, other] = [left, single()];
      left = (packet) => one(packet) && other(packet);
    }
    return left;
  }
  function single(): PacketFilter {
    const token = rest[0];
    if (token === 'not' || token === '!') {
      rest.shift();
      const inner = single();
      return (packet) => !inner(packet);
    }
    if (token !== '(') return primitive();
    rest.shift();
    const inner = either();
    return rest.shift() === ')' ? inner : fail();
  }
  function primitive(): PacketFilter {
    const proto = protos.find((one) => one === rest[0]);
    if (proto) rest.shift();
    const direction = directions.find((one) => one === rest[0]);
    if (direction) rest.shift();
    const kind = rest[0];
    const own = proto ? ofProto(proto) : () => true;
    if (kind === 'port' || kind === 'portrange') {
      rest.shift();
      const wanted = kind === 'port' ? readPort(rest.shift()) : readRange(rest.shift());
      return (packet) =>
        (packet.proto === 'tcp' || packet.proto === 'udp') &&
        own(packet) &&
        ends(packet, direction).some(({ port }) => port >= wanted[0] && port <= wanted[1]);
    }
    if (kind === 'host' || kind === 'net' || direction) {
      if (kind === 'host' || kind === 'net') rest.shift();
      const text = rest.shift() ?? fail();
      const addr = kind === 'net' ? text : (hosts[text] ?? normalizeAddress(text));
      if (addr === null) return fail(`unknown host '${text}'`);
      const prefix = parsePrefix(addr) ?? fail(`invalid network '${text}'`);
      return (packet) =>
        own(packet) && ends(packet, direction).some((end) => isInPrefix(end.addr, prefix));
    }
    return proto ? own : fail();
  }
  function readPort(text: string | undefined): [number, number] {
    if (text === undefined) return fail();
    const known = /^\d+$/.test(text)
      ? Number(text)
      : (portOfService(text, 'tcp') ?? portOfService(text, 'udp'));
    if (known === null) return fail(`unknown port '${text}'`);
    return known > 65535 ? fail(`illegal port number ${known} > 65535`) : [known, known];
  }
  function readRange(text: string | undefined): [number, number] {
    const [low, high] = (text ?? '').split('-');
    return [readPort(low)[0], readPort(high)[1]];
  }

  try {
    const filter = either();
    return rest.length === 0 ? { ok: true, filter } : { ok: false, message: syntaxError };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, message: error.message };
    throw error;
  }
}

function ends({ src, dst }: Frame, direction: 'src' | 'dst' | undefined) {
  return direction === 'src' ? [src] : direction === 'dst' ? [dst] : [src, dst];
}

function ofProto(proto: Proto): PacketFilter {
  const six = ({ src }: Frame) => src.addr.includes(':');
  if (proto === 'ip') return (packet) => !six(packet) && packet.proto !== 'arp';
  if (proto === 'ip6') return six;
  if (proto === 'icmp6') {
    return (packet) => six(packet) && (packet.proto === 'icmp' || packet.proto === 'nd');
  }
  return (packet) => packet.proto === proto && (proto !== 'icmp' || !six(packet));
}
