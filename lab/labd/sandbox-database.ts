/** The one database that a sandbox may lease: the way from its service process to the pool. */
import type { DatabasePool, Lease } from './database-pool';

export type SandboxDatabase = ReturnType<typeof createSandboxDatabase>;

export function createSandboxDatabase(pool: DatabasePool) {
  let lease: Lease | null = null;
  let over = false;
  const giveBack = () => {
    lease?.end();
    lease = null;
  };
  return {
    /** A new one, empty of what was there before; what a server says of itself. */
    async take(): Promise<Record<string, string>> {
      giveBack();
      const taken = await pool.take();
      if (over) taken.end();
      else lease = taken;
      return taken.parameters;
    },
    /** Rejects when there is none any more. */
    async ask(bytes: string): Promise<string> {
      if (!lease) throw new Error('the database has ended');
      return lease.run(bytes);
    },
    giveBack,
    /** The sandbox has ended. */
    end() {
      over = true;
      giveBack();
    },
  };
}
