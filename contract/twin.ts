/**
 * Twin mode: one scenario of system calls, run on paper by the page and for real by the lab.
 * The scenario and both outcomes have the oracle's form (oracle.ts).
 */
import * as z from 'zod/mini';
import { labHostName } from './lab-host';
import { type OracleCase, oracleCase, oracleOutcome } from './oracle';

/**
 * How much of a scenario the lab plays: the test of the agent needs the longest. A process of a
 * scenario costs no more than its sockets, which are counted; every command on a bench is one.
 */
const most = { hosts: 8, procs: 64, steps: 160, name: 40, data: 16 * 1024 };
const steps = (scenario: OracleCase) => scenario.steps;

const bounded = (test: (scenario: OracleCase) => boolean, message: string) =>
  z.refine<OracleCase>(test, { error: message });
const shortNames = (record: object) => Object.keys(record).every((key) => key.length <= most.name);

export const twinRequest = z.strictObject({
  scenario: oracleCase.check(
    bounded(
      (scenario) => steps(scenario).length <= most.steps,
      `has more than ${most.steps} steps`,
    ),
    bounded(
      ({ hosts, procs }) =>
        Object.keys(hosts).length <= most.hosts && Object.keys(procs).length <= most.procs,
      `has more than ${most.hosts} hosts or ${most.procs} processes`,
    ),
    bounded(
      (scenario) =>
        shortNames(scenario.hosts) &&
        shortNames(scenario.procs) &&
        steps(scenario).every(({ id = '', sock = '', as = '' }) =>
          [id, sock, as].every((name) => name.length <= most.name),
        ),
      `has a name of more than ${most.name} characters`,
    ),
    bounded(
      (scenario) => steps(scenario).every(({ data = '' }) => data.length <= most.data),
      `says more than ${most.data} bytes in one step`,
    ),
  ),
});
export type TwinRequest = z.infer<typeof twinRequest>;

export const twinResult = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    outcome: oracleOutcome,
    /** Release of the kernel that answered, e.g. `6.18`. */
    kernel: z.string(),
    /** Which machine of the lab stood for each host of the scenario. */
    machines: z.record(z.string(), labHostName),
    tookMs: z.number(),
    /**
     * How far its steps were behind their pace, at most: a busy machine makes them late while the
     * kernel's clocks go on, so that a repetition may be seen one step earlier than on paper.
     */
    lateMs: z.number(),
    /** Why the steps end before the scenario does; null when they do not. */
    cut: z.nullable(z.string()),
  }),
  /** The lab does not play this one: the word of the scenario that it cannot do, and why. */
  z.object({ ok: z.literal(false), what: z.string(), detail: z.string() }),
]);
export type TwinResult = z.infer<typeof twinResult>;
