/**
 * Why the lab says no: stable codes for programs, each with its HTTP status and a short title.
 * The sentence for people travels beside it as `detail`.
 */
export const labProblems = {
  'not-json': [415, 'Wrong content type'],
  'broken-json': [400, 'Broken JSON'],
  'too-large': [413, 'Too large'],
  'wrong-form': [400, 'Wrong form'],
  'foreign-origin': [403, 'Foreign origin'],
  'not-operator': [401, 'For operators'],
  'session-unknown': [404, 'No such sandbox'],
  'session-ended': [410, 'The sandbox has ended'],
  'address-not-allowed': [400, 'Address not allowed'],
  'host-not-here': [400, 'No such host'],
  'port-not-allowed': [400, 'Port not allowed'],
  limit: [409, 'Limit reached'],
  rate: [429, 'Too fast'],
  'not-found': [404, 'Not found'],
  'too-many-streams': [429, 'Too many event streams'],
  busy: [503, 'Busy'],
  'lab-off': [503, 'The lab is off'],
  'site-unknown': [503, 'Own address unknown'],
  /** The system below said no: a sandbox that cannot start, an agent that does not answer. */
  failed: [503, 'The lab failed'],
  /** A mistake of this site's own. */
  unexpected: [500, 'Unexpected'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type LabProblemCode = keyof typeof labProblems;
