/** What the cases of the kernel's oracle cost: how long `npm run simulate` thinks about each. */
import { readdirSync, readFileSync } from 'node:fs';
import type { OracleCase } from '@/contract/oracle';
import { runOracleCase } from '@/simulation/scenario/oracle';
import { cpuTime } from './measure';

export type CaseCost = {
  id: string;
  /** Packets that were seen to leave. */
  packets: number;
  /** Milliseconds of CPU time, the machine's compiler being warm. */
  took: number;
};

const RUNS = 3;
const folder = 'simulation/scenario/fixtures';

function readCases(): OracleCase[] {
  const read = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));
  const single = readdirSync(`${folder}/oracle/scenarios`).map((file) =>
    read(`oracle/scenarios/${file}`),
  );
  const groups = readdirSync(`${folder}/kernel`).flatMap((file) =>
    (read(`kernel/${file}`) as { scenario: OracleCase }[]).map(({ scenario }) => scenario),
  );
  return [...single, ...groups];
}

/** Every case, the slowest first. */
export function measureCases(): CaseCost[] {
  const cases = readCases();
  const costs = cases.map((oracle) => {
    // The shortest of a few, since a collection of garbage falls into one of them by chance.
    let took = Number.POSITIVE_INFINITY;
    // The run that warms up tells the packets that nobody recorded as well, to be counted.
    const outcome = runOracleCase({ ...oracle, no_packets: false });
    for (let run = 0; run < RUNS; run += 1) {
      const before = cpuTime();
      runOracleCase(oracle);
      took = Math.min(took, (cpuTime() - before) / 1000);
    }
    const steps = 'steps' in outcome ? outcome.steps : [];
    const packets = steps.reduce((sum, step) => sum + (step.packets?.length ?? 0), 0);
    return { id: oracle.id, packets, took };
  });
  return costs.sort((a, b) => b.took - a.took);
}
