/** BEGIN, COMMIT and ROLLBACK of one session, with PostgreSQL's words. */
import type { Routine } from '../../host/program';
import { PendingTables } from '../database/pending-tables';
import type { Statement } from '../database/sql-syntax';
import type { TableStore } from '../database/table-store';
import { formatError, formatMessage } from './wire';

/** `before` is the store without the transaction's changes. */
export type Transaction = { failed: boolean; tables: PendingTables; before: TableStore };
type Holder = { store: TableStore; transaction: Transaction | null };
type Does = Extract<Statement, { kind: 'transaction' }>['does'];

/** The letter of ReadyForQuery: idle, in a transaction, in one that has failed. */
export function statusOf({ transaction }: Holder): 'I' | 'T' | 'E' {
  return transaction === null ? 'I' : transaction.failed ? 'E' : 'T';
}

function warn(code: string, message: string): string {
  return formatError({ S: 'WARNING', V: 'WARNING', C: code, M: message }, 'N');
}

const tag = (text: string) => formatMessage('C', `${text}\0`);

/** The answer's bytes; null where the changes could not be stored. */
export function* runTransaction(session: Holder, does: Does): Routine<string | null> {
  const { transaction } = session;
  if (does === 'begin' || does === 'start transaction') {
    const warning = transaction ? warn('25001', 'there is already a transaction in progress') : '';
    if (!transaction) {
      const tables = new PendingTables(session.store.folder);
      session.transaction = { failed: false, tables, before: session.store };
      session.store = tables;
    }
    return warning + tag(does.toUpperCase());
  }
  if (!transaction)
    return warn('25P01', 'there is no transaction in progress') + tag(does.toUpperCase());
  session.store = transaction.before;
  session.transaction = null;
  if (does === 'rollback' || transaction.failed) return tag('ROLLBACK');
  return (yield* transaction.tables.commit()).ok ? tag('COMMIT') : null;
}
