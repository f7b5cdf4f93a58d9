import { createHash } from 'node:crypto';

/** Names a session in logs and to the operator: its id itself would open it. */
export const sessionHash = (session: string): string =>
  createHash('sha256').update(session).digest('hex').slice(0, 12);
