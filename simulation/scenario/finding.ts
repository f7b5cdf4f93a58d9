/**
 * Something about a scenario that its author should know. `path` leads from the scenario's root to
 * the value it speaks of. Findings are facts; course/check-scenario.ts and content/messages make
 * sentences of them.
 */
export type FindingPath = readonly (string | number)[];

export type Fact =
  /** A name that leads nowhere. */
  | {
      kind: 'unknown';
      what: 'host' | 'network' | 'goal' | 'question';
      word: string;
      known: readonly string[];
    }
  | { kind: 'twice'; what: 'goal' | 'question'; word: string }
  | { kind: 'pattern'; key: string; reason: string }
  /** Goals, and no solution that proves that they can be reached. */
  | { kind: 'unproved' }
  | { kind: 'time'; word: string }
  | { kind: 'no-hosts' }
  | { kind: 'no-interface'; host: string }
  | { kind: 'empty-network'; lan: string }
  /** `addr` is empty, or no address with a length of its prefix. */
  | { kind: 'no-address'; host: string; iface: string; lan: string; addr: string }
  | { kind: 'address-twice'; host: string; other: string; addr: string }
  /** The first or last of its network, or 127.x: no host can have it. */
  | {
      kind: 'reserved-address';
      host: string;
      addr: string;
      as: 'network' | 'broadcast' | 'loopback';
    }
  /** On a segment whose other hosts share the prefix `usual`. */
  | { kind: 'other-network'; host: string; lan: string; addr: string; usual: string }
  | { kind: 'bad-prefix'; host: string; word: string; in: 'route' | 'firewall' | 'nat' }
  | { kind: 'bad-gateway'; host: string; via: string; why: 'no-address' | 'far' | 'nobody' }
  | { kind: 'idle-gateway'; host: string; gateway: string }
  | { kind: 'no-route'; from: string; to: string; addr: string }
  | { kind: 'bad-name-address'; host: string; word: string }
  | { kind: 'unknown-program'; host: string; program: string }
  | { kind: 'no-command'; host: string }
  | { kind: 'bad-file'; host: string; word: string };

export type Finding = { path: FindingPath } & Fact;

/** Without a cure no world can be made of it (`createWorld` throws). */
export function stopsWorld(finding: Finding): boolean {
  if (finding.kind === 'unknown') return finding.path.includes('container');
  return finding.kind === 'no-address' || finding.kind === 'time';
}
