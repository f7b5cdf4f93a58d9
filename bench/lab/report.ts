/** The lab's figures as a page of docs. Times are milliseconds. */
export type LabCosts = {
  tier: string;
  machine: string;
  /** One-minute load averages: before, between, after. */
  load: readonly number[];
  nodeStarts: readonly number[];
  clicks: readonly number[];
  crowd: {
    sessions: number;
    ms: number;
    waits: readonly number[];
    listens: readonly number[];
    probes: readonly number[];
    bytes: number;
  };
  service: { starts: readonly number[]; bytes: number };
  /** After each tenth of the cycles. */
  rounds: { cycles: number; seconds: number; processes: number; labdBytes: number }[];
};

/** The value that a share `q` of all are not above. */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const figure = (value: number) =>
  value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
const megabytes = (bytes: number) => `${figure(bytes / 1024 / 1024)} MB`;

export function formatReport(costs: LabCosts): string {
  const { tier, machine, load, nodeStarts, clicks, crowd, service, rounds } = costs;
  const unit = quantile(nodeStarts, 0.5);
  const row = (name: string, values: readonly number[]) => {
    const [middle, slow] = [quantile(values, 0.5), quantile(values, 0.99)];
    return `| ${name} | ${figure(middle)} | ${figure(slow)} | ${figure(middle / unit)} | ${figure(slow / unit)} |`;
  };
  const cycles = rounds
    .map(
      ({ cycles: done, seconds, processes, labdBytes }) =>
        `| ${done.toLocaleString('en')} | ${done === 0 ? '' : figure(seconds)} | ${processes} | ${megabytes(labdBytes)} |`,
    )
    .join('\n');
  return `# What the live lab costs

Written by \`npm run bench:lab\`, which measures and takes some minutes. ${machine}, tier \`${tier}\`.
Load averages meanwhile: ${load.map((each) => each.toFixed(1)).join(', ')}. Where the load is above the number of processors, times are those of
a machine that does much else: read the ratios. The unit is a start of Node that does nothing (\`node -e 0\`), timed just
before: ${figure(unit)} ms.

## Times

| | p50, ms | p99, ms | p50, starts of Node | p99 |
| --- | ---: | ---: | ---: | ---: |
${row('from the click to LISTEN: a new sandbox and a listener', clicks)}
${row(`a sandbox, ${crowd.sessions} asked for at once`, crowd.waits)}
${row(`a listener, ${crowd.sessions} sandboxes open`, crowd.listens)}
${row(`a probe, ${crowd.sessions} sandboxes open`, crowd.probes)}
${row('a service (Redis) in a sandbox that has none yet', service.starts)}

${crowd.sessions} sandboxes at once: ${figure(crowd.ms / 1000)} s, ${figure(crowd.sessions / (crowd.ms / 1000))} a second; one every ${figure(crowd.ms / crowd.sessions / unit)} starts of Node.

## Memory

Shared pages count by their share (PSS). A sandbox: ${megabytes(crowd.bytes / crowd.sessions)}, ${crowd.sessions} of them: ${megabytes(crowd.bytes)}. Its service process: ${megabytes(service.bytes)} more.

## Opened and closed

Processes under the server, and labd's resident memory, a second after each round.

| cycles | seconds | processes | labd |
| ---: | ---: | ---: | ---: |
${cycles}
`;
}
