/** What nmap 7.93 prints about hosts and ports. */
import type { PortAnswer, PortState } from './nmap-scan';
import { nmapServiceName } from './nmap-table';

/** Nmap's own: two digits that mean something, e.g. `0.0021`. `seconds` is not negative. */
export function formatLatency(seconds: number): string {
  if (seconds === 0) return '0.0';
  const shift = Math.floor(Math.log10(seconds));
  return seconds.toFixed(Math.max(0, 1 - shift));
}

/** A date as in `2026-11-23 13:07 UTC`; `ms` is Unix time. */
export function formatStart(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export type HostReport = {
  name: string | null;
  addr: string;
  /** Other addresses of the name. */
  others: string[];
  latency: number | null;
  /** Why the host counts as up; null where that is not asked for. */
  reason: string | null;
  mac: string | null;
};

export function formatHostHead({ name, addr, others, latency, reason }: HostReport): string {
  const shown = name === null ? addr : `${name} (${addr})`;
  const why = reason === null ? '' : `, received ${reason}`;
  const took = latency === null ? '.' : ` (${formatLatency(latency / 1000)}s latency).`;
  const other =
    others.length > 0 ? `Other addresses for ${name} (not scanned): ${others.join(' ')}\n` : '';
  return `Nmap scan report for ${shown}\nHost is up${why}${took}\n${other}`;
}

export function formatMac(mac: string | null): string {
  // The simulation's addresses are all locally administered: no maker has them.
  return mac === null ? '' : `MAC Address: ${mac.toUpperCase()} (Unknown)\n`;
}

/** Ports of one state that are more than this are counted, not listed. */
const MOST_LISTED = 25;

export type PortShow = { reason: boolean; openOnly: boolean; versions: boolean };
export type Found = { service: string; version: string };

export function formatPorts(
  addr: string,
  answers: readonly PortAnswer[],
  show: PortShow,
  found: ReadonlyMap<number, Found>,
): string {
  const states = ['open', 'closed', 'filtered'] as const;
  const of = (state: PortState) => answers.filter((answer) => answer.state === state);
  const ignored = states
    .filter((state) => state !== 'open' && of(state).length > 0)
    .filter((state) => show.openOnly || of(state).length > MOST_LISTED)
    .sort((a, b) => of(b).length - of(a).length);
  const listed = answers.filter(({ state }) => !ignored.includes(state));
  const hidden = ignored.map((state) => {
    const [count, reasons] = [of(state).length, reasonsOf(of(state))];
    return `${count} ${state} tcp port${count === 1 ? '' : 's'} (${reasons})`;
  });
  const not = hidden.length > 0 ? `Not shown: ${hidden.join(', ')}\n` : '';
  const all = answers.length === 1 ? 'The 1 scanned port' : `All ${answers.length} scanned ports`;
  if (listed.length === 0) {
    const are = answers.length === 1 ? 'is in an ignored state' : 'are in ignored states';
    return answers.length === 0 ? '' : `${all} on ${addr} ${are}.\n${not}`;
  }
  const unsure =
    show.openOnly && ignored.includes('filtered')
      ? 'Some closed ports may be reported as filtered due to --defeat-rst-ratelimit\n'
      : '';
  return `${not || '\n'}${unsure}${formatTable(listed, show, found)}`;
}

function reasonsOf(answers: readonly PortAnswer[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of answers) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 1) return [...counts.keys()].join();
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.map(([reason, count]) => `${count} ${reason}`).join(', ');
}

function formatTable(
  answers: readonly PortAnswer[],
  show: PortShow,
  found: ReadonlyMap<number, Found>,
): string {
  const rows = [
    ['PORT', 'STATE', 'SERVICE', ...(show.reason ? ['REASON'] : [])],
    ...answers.map(({ port, state, reason, ttl }) => [
      `${port}/tcp`,
      state as string,
      found.get(port)?.service ?? nmapServiceName(port),
      ...(show.reason
        ? [ttl === undefined || reason === 'no-response' ? reason : `${reason} ttl ${ttl}`]
        : []),
    ]),
  ];
  if (show.versions) {
    rows[0]?.push('VERSION');
    for (const [index, { port }] of answers.entries()) {
      rows[index + 1]?.push(found.get(port)?.version ?? '');
    }
  }
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join(' ')
          .trimEnd()}\n`,
    )
    .join('');
}
