/** Compares a simulator's outcome with the kernel's, as the oracle's own compare.py does. */
import type { OracleOutcome, OraclePacket, OracleSocket, OracleValue } from '@/contract/oracle';

export type Level = 'results' | 'sockets' | 'packets' | 'all';

const end = /^(.*):([^:\]]+)$/;

function isEphemeral(port: string): boolean {
  return port.startsWith('E') || (/^\d+$/.test(port) && +port >= 32768 && +port <= 60999);
}

/** A renaming of ephemeral ports that makes the two sides agree, found as they are read. */
export class PortNames {
  private to = new Map<string, string>();
  private taken = new Set<string>();

  /** True when the two ends have just been found to be one, under two numbers. */
  learn(expected: string, actual: string): boolean {
    const [a, b] = [end.exec(expected)?.[2], end.exec(actual)?.[2]];
    if (!a || !b || !isEphemeral(a) || !isEphemeral(b)) return false;
    if (this.to.has(b) || this.taken.has(a)) return false;
    this.to.set(b, a);
    this.taken.add(a);
    return a !== b;
  }

  say(actual: string): string {
    const parts = end.exec(actual);
    return parts ? `${parts[1]}:${this.to.get(parts[2] ?? '') ?? parts[2]}` : actual;
  }
}

function compareValues(expected: OracleValue, actual: OracleValue, names: PortNames): string[] {
  const out: string[] = [];
  for (const key of ['local', 'peer', 'from'] as const) {
    const [e, a] = [expected[key], actual[key]];
    if (e === undefined) continue;
    if (a === undefined) {
      out.push(`${key} missing`);
      continue;
    }
    names.learn(e, a);
    if (names.say(a) !== e) out.push(`${key} ${a}, expected ${e}`);
  }
  for (const key of ['n', 'data', 'value', 'events'] as const) {
    const [e, a] = [JSON.stringify(expected[key]), JSON.stringify(actual[key])];
    if (e !== undefined && e !== '"part"' && a !== e) out.push(`${key} ${a}, expected ${e}`);
  }
  return out;
}

/** The packets that count: no repetitions, no ACK without data but the handshake's, one of each ICMP. */
function countingPackets(packets: readonly OraclePacket[]): OraclePacket[] {
  const told = new Set<string | undefined>();
  return packets.filter(({ forwarded, role, proto, type, src, dst }) => {
    if (forwarded || ['ack', 'retransmit', 'keepalive'].includes(role ?? '')) return false;
    if (proto !== 'icmp') return true;
    if (src === dst || told.has(type)) return false;
    told.add(type);
    return true;
  });
}

/** A row as it counts: UDP's queues are memory, and no two kernels' alike. */
export function formatRow(row: OracleSocket, say: (end: string) => string): string {
  const queues = row.proto === 'tcp' ? ` ${row.recv_q} ${row.send_q}` : '';
  return `${row.proto} ${row.state} ${say(row.local)} ${say(row.peer)}${queues}`;
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}

/** Finds out which ephemeral port of one table is which of the other; gives the new pairs. */
export function learnTables(
  expected: readonly OracleSocket[],
  actual: readonly OracleSocket[],
  names: PortNames,
): [expected: string, actual: string][] {
  const key = (row: OracleSocket) =>
    [row.proto, row.state, hostOf(row.local), hostOf(row.peer)].join(' ');
  const learnt: [string, string][] = [];
  for (const row of actual) {
    for (const other of expected) {
      if (key(row) !== key(other)) continue;
      if (names.learn(other.local, row.local)) learnt.push([other.local, row.local]);
      if (names.learn(other.peer, row.peer)) learnt.push([other.peer, row.peer]);
    }
  }
  return learnt;
}

function compareTables(
  host: string,
  expected: readonly OracleSocket[],
  actual: readonly OracleSocket[],
  names: PortNames,
): string[] {
  learnTables(expected, actual, names);
  const x = expected.map((row) => formatRow(row, String)).sort();
  const y = actual.map((row) => formatRow(row, (text) => names.say(text))).sort();
  if (x.join('\n') === y.join('\n')) return [];
  const missing = x.filter((row) => !y.includes(row)).join('; ');
  const extra = y.filter((row) => !x.includes(row)).join('; ');
  return [`sockets of ${host}: missing [${missing}], extra [${extra}]`];
}

/** What differs, one sentence a step; empty where the two agree. */
export function compareOutcomes(
  expected: OracleOutcome,
  actual: OracleOutcome,
  level: Level,
): string[] {
  const names = new PortNames();
  const out: string[] = [];
  if (expected.steps.length !== actual.steps.length) {
    return [`${actual.steps.length} steps, expected ${expected.steps.length}`];
  }
  expected.steps.forEach((e, index) => {
    const a = actual.steps[index];
    if (!a) return;
    const bad: string[] = [];
    if (a.result !== e.result) bad.push(`result ${a.result}, expected ${e.result}`);
    else if (e.value) bad.push(...compareValues(e.value, a.value ?? {}, names));
    // Where the kernel's packets are not given, the simulator's are not looked at.
    const [ew, aw] = e.packets
      ? [countingPackets(e.packets), countingPackets(a.packets ?? [])]
      : [[], []];
    if (ew.length === aw.length) {
      ew.forEach((packet, at) => {
        const other = aw[at];
        if (!other || packet.proto !== other.proto || packet.proto === 'icmp') return;
        names.learn(packet.src, other.src);
        names.learn(packet.dst, other.dst);
      });
    }
    if ((level === 'packets' || level === 'all') && e.packets) {
      const show = (p: OraclePacket, say: (text: string) => string) =>
        [p.proto, say(p.src), say(p.dst), p.flags ?? p.type ?? '', p.len ?? 0].join(' ');
      const x = ew.map((packet) => show(packet, String)).join('; ');
      const y = aw.map((packet) => show(packet, (text) => names.say(text))).join('; ');
      if (x !== y) bad.push(`packets [${y}], expected [${x}]`);
    }
    if (level === 'sockets' || level === 'all') {
      for (const [host, rows] of Object.entries(e.sockets ?? {})) {
        bad.push(...compareTables(host, rows, a.sockets?.[host] ?? [], names));
      }
    }
    if (bad.length > 0) out.push(`step ${e.step}: ${bad.join('; ')}`);
  });
  return out;
}
