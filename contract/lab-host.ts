import * as z from 'zod/mini';

/** The two machines of a sandbox; the phone exists in the netns tier only. */
export const labHostName = z.enum(['laptop', 'phone']);
export type LabHostName = z.infer<typeof labHostName>;
