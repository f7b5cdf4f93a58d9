/** Figures for a monitor, in Prometheus's text format (exposition format 0.0.4). */
import 'server-only';
import type { LabStatus } from '@/contract/lab';
import type { LabOverview } from '@/contract/lab-operator';
import type { LabOperation } from './lab-client';
import { resultWord } from './operation-log';

/** Upper ends of the buckets, seconds. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 15];
/** Words of programs are many; those of one operation beyond these count as `other`. */
const MOST_RESULTS = 20;

type Took = { buckets: number[]; count: number; sum: number };

export function createMetrics() {
  const results = new Map<string, Map<string, number>>();
  const took = new Map<string, Took>();
  return {
    count(done: LabOperation) {
      const mine = results.get(done.op) ?? new Map<string, number>();
      results.set(done.op, mine);
      const said = resultWord(done).slice(0, 40);
      const word = mine.has(said) || mine.size < MOST_RESULTS ? said : 'other';
      mine.set(word, (mine.get(word) ?? 0) + 1);
      const time = took.get(done.op) ?? { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 };
      took.set(done.op, time);
      const seconds = done.ms / 1000;
      BUCKETS.forEach((most, index) => {
        if (seconds <= most) time.buckets[index] = (time.buckets[index] ?? 0) + 1;
      });
      time.count++;
      time.sum += seconds;
    },
    results: (): ReadonlyMap<string, ReadonlyMap<string, number>> => results,
    took: (): ReadonlyMap<string, Took> => took,
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

const label = (value: string) =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
const head = (name: string, kind: string, help: string) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${kind}`;
const gauge = (name: string, help: string, value: number) =>
  `${head(name, 'gauge', help)}\n${name} ${value}`;

export function formatMetrics(
  metrics: Metrics,
  { tier, state, sessions, canary }: LabStatus,
  overview: LabOverview | null,
): string {
  const lines = [
    gauge('portside_lab_up', '1 while the lab runs.', state === 'ready' ? 1 : 0),
    `${head('portside_lab_tier', 'gauge', '1 for the tier in use.')}\nportside_lab_tier{tier=${label(tier)}} 1`,
    gauge('portside_lab_sessions', 'Sandboxes open.', sessions.open),
    gauge('portside_lab_sessions_max', 'Sandboxes that may be open.', sessions.max),
    gauge('portside_lab_waiting', 'Learners in the queue.', sessions.waiting),
  ];
  if (canary) {
    lines.push(
      gauge('portside_lab_canary_ok', '1 when the last check of the tier held.', canary.ok ? 1 : 0),
    );
    const at = Date.parse(canary.at) / 1000;
    lines.push(gauge('portside_lab_canary_seconds', 'When it was last checked, Unix time.', at));
  }
  if (overview) {
    const sum = (field: 'processes' | 'bytes') =>
      overview.sandboxes.reduce((total, each) => total + each[field], 0);
    lines.push(
      gauge('portside_lab_processes', 'Processes of all sandboxes.', sum('processes')),
      gauge('portside_lab_memory_bytes', 'Memory of those processes.', sum('bytes')),
      gauge(
        'portside_lab_service_processes',
        'Processes that run services.',
        overview.serviceProcesses.running,
      ),
    );
    if (overview.memoryLeft !== null) {
      lines.push(
        gauge(
          'portside_lab_memory_left_bytes',
          'What the machine or control group has left.',
          overview.memoryLeft,
        ),
      );
    }
  }
  lines.push(head('portside_lab_operations_total', 'counter', 'Operations by how they ended.'));
  for (const [op, words] of metrics.results()) {
    for (const [word, count] of words) {
      lines.push(`portside_lab_operations_total{op=${label(op)},result=${label(word)}} ${count}`);
    }
  }
  const name = 'portside_lab_operation_seconds';
  lines.push(head(name, 'histogram', 'How long operations took.'));
  for (const [op, { buckets, count, sum }] of metrics.took()) {
    BUCKETS.forEach((most, index) => {
      lines.push(`${name}_bucket{op=${label(op)},le="${most}"} ${buckets[index]}`);
    });
    lines.push(`${name}_bucket{op=${label(op)},le="+Inf"} ${count}`);
    lines.push(`${name}_sum{op=${label(op)}} ${sum}`, `${name}_count{op=${label(op)}} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}
