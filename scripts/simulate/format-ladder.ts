/** The outcome of a case for the eye: each step, its packets as arrows, and the tables after it. */
import type { OracleCase, OracleOutcome, OraclePacket, OracleSocket } from '@/contract/oracle';

type Step = OracleCase['steps'][number];
type Outcome = OracleOutcome['steps'][number];

/** Which host holds an address, for the arrow's head; the address itself where nobody does. */
function hostOf(hosts: OracleCase['hosts'], addr: string): string {
  const owner = Object.entries(hosts).find(([, { interfaces }]) =>
    Object.values(interfaces).some((one) => one.addr.split('/')[0] === addr),
  );
  return owner?.[0] ?? addr;
}

function addressOf(end: string): string {
  return end.replace(/:[^:\]]*$/, '').replace(/^\[|\]$/g, '');
}

function formatStep(step: Step, { result, value }: Outcome): string {
  const { op, proc, host, id, ...rest } = step;
  const words = Object.entries(rest).map(([key, one]) => `${key}=${formatWord(one)}`);
  const got = Object.entries(value ?? {}).map(([key, one]) => `${key}=${formatWord(one)}`);
  const who = proc ?? host;
  const tail = [result, ...got].join(' ');
  return `${who === undefined ? '' : `${who}: `}${[op, ...words].join(' ')}  ->  ${tail}`;
}

function formatWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function formatPacket(packet: OraclePacket, hosts: OracleCase['hosts']): string {
  const { from, proto, src, dst, lo, forwarded, role } = packet;
  const to = lo ? from : hostOf(hosts, proto === 'icmp' ? dst : addressOf(dst));
  const what =
    proto === 'tcp'
      ? `${packet.flags} seq ${packet.seq} ack ${packet.ack} len ${packet.len}`
      : proto === 'udp'
        ? `len ${packet.len}`
        : `${packet.type}${packet.about === undefined ? '' : ` (about ${packet.about})`}`;
  const notes = [role, lo && 'lo', forwarded && 'forwarded'].filter(Boolean).join(', ');
  return `${from} ---> ${to}  ${proto} ${src} > ${dst}  ${what}${notes ? `  [${notes}]` : ''}`;
}

function formatTable(host: string, rows: readonly OracleSocket[]): string[] {
  const head = ['', 'proto', 'state', 'recv-q', 'send-q', 'local', 'peer'];
  const cells = rows.map((row) => [
    host,
    row.proto,
    row.state,
    String(row.recv_q),
    String(row.send_q),
    row.local,
    row.peer,
  ]);
  const all = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** All steps of a case, in order. */
export function formatLadder(oracle: OracleCase, outcome: OracleOutcome): string {
  const lines = [`# ${outcome.id}${oracle.title ? `: ${oracle.title}` : ''}`];
  let before = '';
  outcome.steps.forEach((told, at) => {
    const step = oracle.steps[at];
    if (!step) return;
    lines.push('', `${String(at).padStart(3)}  ${formatStep(step, told)}`);
    for (const packet of told.packets ?? [])
      lines.push(`       ${formatPacket(packet, oracle.hosts)}`);
    const tables = Object.entries(told.sockets ?? {}).flatMap(([host, rows]) =>
      rows.length > 0 ? formatTable(host, rows) : [],
    );
    // A table that has not changed is not said again.
    if (tables.join('\n') !== before) lines.push(...tables.map((line) => `     | ${line}`));
    before = tables.join('\n');
  });
  return `${lines.join('\n')}\n`;
}
