/** Tables as an open transaction sees them: its own changes over what is stored, kept until COMMIT. */
import type { Routine } from '../../host/program';
import type { Outcome } from '../../host/system';
import { type Table, TableStore } from './table-store';

const unchanged: Outcome<null> = { ok: true, value: null };

export class PendingTables extends TableStore {
  /** By database and table; null where it has been dropped. */
  private readonly changes = new Map<
    string,
    { database: string; name: string; to: Table | null }
  >();

  private note(database: string, name: string, to: Table | null): void {
    this.changes.set(`${database}/${name}`, { database, name, to });
  }

  override *tables(database: string): Routine<string[]> {
    const names = new Set(yield* super.tables(database));
    for (const change of this.changes.values()) {
      if (change.database !== database) continue;
      if (change.to) names.add(change.name);
      else names.delete(change.name);
    }
    return [...names].sort();
  }

  override *load(database: string, name: string): Routine<Table | null> {
    const change = this.changes.get(`${database}/${name}`);
    return change ? change.to : yield* super.load(database, name);
  }

  override *save(database: string, name: string, table: Table): Routine<Outcome<null>> {
    this.note(database, name, table);
    return unchanged;
  }

  override *remove(database: string, name: string): Routine<Outcome<null>> {
    this.note(database, name, null);
    return unchanged;
  }

  /** Stores the changes; the first that cannot be stored is told. */
  *commit(): Routine<Outcome<null>> {
    for (const { database, name, to } of this.changes.values()) {
      const done = to ? yield* super.save(database, name, to) : yield* super.remove(database, name);
      // A table that was made and dropped again was never stored.
      if (!done.ok && to) return done;
    }
    return unchanged;
  }
}
