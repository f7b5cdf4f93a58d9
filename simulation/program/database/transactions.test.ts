/** Transactions: seen by their own session alone until COMMIT, and gone after ROLLBACK. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Routine } from '../../host/program';
import type { Reply } from '../../host/system-call';
import { PendingTables } from './pending-tables';
import { parseStatement } from './sql-parse';

/** Carries out `routine` on files that are a map. */
function on<T>(files: Map<string, string>, routine: Routine<T>): T {
  const opened: string[] = [];
  const read = new Set<number>();
  const answer = (value: unknown): Reply => ({ ok: true, value });
  let step = routine.next({ ok: true, value: null });
  while (!step.done) {
    const call = step.value;
    let reply: Reply = { ok: false, errno: 'EINVAL' };
    if (call.call === 'open') {
      if (call.mode === 'r' && !files.has(call.path)) reply = { ok: false, errno: 'ENOENT' };
      else {
        if (call.mode === 'w') files.set(call.path, '');
        reply = answer(opened.push(call.path) - 1);
      }
    } else if (call.call === 'read') {
      const first = !read.has(call.fd);
      read.add(call.fd);
      reply = answer(first ? files.get(opened[call.fd] ?? '') : '');
    } else if (call.call === 'write') {
      const path = opened[call.fd] ?? '';
      files.set(path, (files.get(path) ?? '') + call.data);
      reply = answer(call.data.length);
    } else if (call.call === 'readdir') {
      const under = [...files.keys()].filter((path) => path.startsWith(`${call.path}/`));
      reply = answer(under.map((path) => path.slice(call.path.length + 1)));
    } else if (call.call === 'unlink') {
      reply = files.delete(call.path) ? answer(null) : { ok: false, errno: 'ENOENT' };
    } else if (call.call === 'close') reply = answer(null);
    step = routine.next(reply);
  }
  return step.value;
}

const table = (row: string) => ({
  owner: 'shop',
  columns: [{ name: 'a', type: 'text' as const, notNull: false }],
  rows: [[row]],
  next: 2,
});

test('any changes are unseen before commit, and afterwards what the transaction saw', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const change = fc.record({ name, row: fc.option(fc.string({ maxLength: 3 })) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const files = new Map<string, string>();
      on(files, new PendingTables('/d').save('s', 'a', table('old')));
      const stored = new PendingTables('/d');
      on(files, stored.save('s', 'a', table('old')));
      on(files, stored.commit());
      const before = new Map(files);
      const pending = new PendingTables('/d');
      for (const { name: one, row } of changes) {
        if (row === null) on(files, pending.remove('s', one));
        else on(files, pending.save('s', one, table(row)));
      }
      expect(files).toEqual(before);
      const seen = on(files, pending.tables('s')).map((one) => on(files, pending.load('s', one)));
      expect(on(files, pending.commit()).ok).toBe(true);
      const after = new PendingTables('/d');
      expect(on(files, after.tables('s')).map((one) => on(files, after.load('s', one)))).toEqual(
        seen,
      );
    }),
  );
});

test.each([
  ['begin work', 'begin'],
  ['START TRANSACTION', 'start transaction'],
  ['end transaction', 'commit'],
  ['abort', 'rollback'],
])('%s', (text, does) => {
  expect(parseStatement(text, 'postgres')).toEqual({
    ...{ ok: true, value: { kind: 'transaction', does } },
  });
});

test('modes, savepoints and words of the other server are refused', () => {
  for (const [text, dialect] of [
    ['begin isolation level serializable', 'postgres'],
    ['rollback to savepoint a', 'postgres'],
    ['start transaction read only', 'mariadb'],
    ['abort', 'mariadb'],
  ] as const) {
    expect(parseStatement(text, dialect).ok).toBe(false);
  }
});
