import { describe, expect, it } from 'vitest';
import type { LabStatus } from '@/contract/lab';
import { createMetrics, formatMetrics } from './metrics';

const status: LabStatus = {
  state: 'ready',
  tier: 'netns',
  reason: '',
  cure: null,
  sessions: { open: 2, max: 100, waiting: 1 },
  canary: { at: '2026-01-01T00:00:00.000Z', ok: true, why: null },
  yours: false,
};
const probe = (outcome: string, ms: number) =>
  ({ op: 'probe', args: {}, result: { ok: true, value: { outcome } }, ms }) as never;

describe('formatMetrics', () => {
  it('counts operations by how they ended, and their times in buckets', () => {
    const metrics = createMetrics();
    for (const ms of [1, 10, 700, 60_000]) metrics.count(probe('open', ms));
    metrics.count(probe('refused', 1));
    const text = formatMetrics(metrics, status, null);
    expect(text).toContain('portside_lab_operations_total{op="probe",result="open"} 4\n');
    expect(text).toContain('portside_lab_operations_total{op="probe",result="refused"} 1\n');
    expect(text).toContain('portside_lab_operation_seconds_bucket{op="probe",le="0.005"} 2\n');
    expect(text).toContain('portside_lab_operation_seconds_bucket{op="probe",le="1"} 4\n');
    expect(text).toContain('portside_lab_operation_seconds_bucket{op="probe",le="+Inf"} 5\n');
    expect(text).toContain('portside_lab_sessions 2\n');
    expect(text).toContain('portside_lab_canary_seconds 1767225600\n');
  });

  it('every line is a comment or a sample, and every name is explained once', () => {
    const metrics = createMetrics();
    metrics.count(probe('a "quoted"\\ word\nand a line', 1));
    for (let word = 0; word < 100; word++) metrics.count(probe(`word-${word}`, 1));
    const overview = {
      sandboxes: [
        { name: '0'.repeat(12), ageMs: 1, idleMs: 1, services: [], processes: 4, bytes: 9 },
      ],
      serviceProcesses: { running: 0, max: 40 },
      memoryLeft: 5,
      memoryReserve: 1,
    };
    const lines = formatMetrics(metrics, status, overview).trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="(\\.|[^"\\])*"(,[a-z]+="(\\.|[^"\\])*")*\})? [-+.\de]+)$/,
      );
    }
    const types = lines.filter((line) => line.startsWith('# TYPE'));
    expect(new Set(types).size).toBe(types.length);
    expect(lines.filter((line) => line.includes('result=')).length).toBeLessThanOrEqual(21);
  });
});
