/** Measures the engine against the size of worlds and of histories; see scripts/bench-engine.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureCases } from './case-cost';
import { formatCurve, formatReport } from './report';
import { measureScrubbing } from './scrub-cost';
import { measureSteps } from './step-cost';

const page = 'docs/engine-scale.md';
const curve = 'docs/images/engine-scale.svg';

function say(what: string): void {
  console.error(`bench:engine: ${what}`);
}

function measured(hosts: number, connections: number) {
  say(`${hosts} hosts, ${connections} connections`);
  return measureSteps({ hosts, connections });
}

// The compiler of the machine gets warm, so that the first size is no worse off than the others.
measured(2, 10);
const byHosts = [2, 10, 100, 1000].map((hosts) => measured(hosts, 100));
const byConnections = [10, 100, 1000, 10_000, 100_000].map((many) => measured(10, many));
say('cases');
const cases = measureCases();
say('histories');
const byHistory = measureScrubbing(
  { hosts: 2, connections: 10 },
  [1000, 10_000, 100_000, 1_000_000],
);

const machine = `Node ${process.versions.node} on ${cpus()[0]?.model ?? 'an unknown processor'}.`;
const measurements = { byConnections, byHosts, byHistory, cases, machine };
mkdirSync('docs/images', { recursive: true });
writeFileSync(page, formatReport(measurements));
writeFileSync(curve, formatCurve(byConnections));
console.log(formatReport(measurements));
say(`written to ${page} and ${curve}`);
