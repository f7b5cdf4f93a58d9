/** Whose a socket is, where the kernel's table says where it stands. Pure. */
import type { LabSocketRow } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { RunningService } from '@/contract/lab-service';

/** What one process of the running services listens on. */
export type Held = { pid: number; program: string; listening: RunningService['listening'] };

/** Services stand on the laptop. */
const SERVER: LabHostName = 'laptop';

/**
 * Names the service behind each row that nobody owns: the listener itself, and the connections
 * that it accepted, which have its port. A TIME-WAIT row stays nobody's, as in ss.
 */
export function ownRows(rows: readonly LabSocketRow[], running: readonly Held[]): LabSocketRow[] {
  return rows.map((row) => {
    if (row.owners.length > 0 || row.host !== SERVER || row.state === 'TIME-WAIT') return row;
    const owner = running.find(({ listening }) =>
      listening.some(
        ({ proto, local }) =>
          proto === row.proto &&
          local.port === row.local.port &&
          (row.state !== 'LISTEN' || local.addr === row.local.addr),
      ),
    );
    if (!owner) return row;
    return { ...row, owners: [{ pid: owner.pid, fd: null, program: owner.program }] };
  });
}
