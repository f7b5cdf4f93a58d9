/** What the operator of a site sees of its lab at /lab/operator, and may do there. */
import * as z from 'zod/mini';
import { labStatus } from './lab';
import { serviceId } from './lab-service';

/** A sandbox by its name in the logs: its id would open it. */
const sandboxName = z.string().check(z.regex(/^[0-9a-f]{12}$/, 'must be a name from the table'));

const sandbox = z.object({
  name: sandboxName,
  ageMs: z.number(),
  /** Since its last operation. */
  idleMs: z.number(),
  services: z.array(serviceId),
  processes: z.number(),
  /** Memory of its processes; shared pages count by their share. */
  bytes: z.number(),
});
export type OperatorSandbox = z.infer<typeof sandbox>;

/** What labd itself can tell. */
export const labOverview = z.object({
  sandboxes: z.array(sandbox),
  serviceProcesses: z.object({ running: z.number(), max: z.number() }),
  /** What the machine, or labd's control group, has left; null where it does not say. */
  memoryLeft: z.nullable(z.number()),
  memoryReserve: z.number(),
});
export type LabOverview = z.infer<typeof labOverview>;

export const operatorView = z.object({
  status: labStatus,
  /** Null while the lab does not run. */
  overview: z.nullable(labOverview),
  limits: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type OperatorView = z.infer<typeof operatorView>;

export const operatorRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('close'), name: sandboxName }),
  z.strictObject({ do: z.literal('close-all') }),
  z.strictObject({ do: z.literal('off') }),
  z.strictObject({ do: z.literal('on') }),
]);
export type OperatorRequest = z.infer<typeof operatorRequest>;

/** How many sandboxes were closed by it. */
export const operatorResult = z.object({ closed: z.number() });

export const signInRequest = z.strictObject({ token: z.string().check(z.maxLength(1_000)) });
