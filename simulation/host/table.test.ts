import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTable,
  emptyTable,
  entriesOf,
  entryOf,
  firstFree,
  firstKey,
  keysOf,
  type Looks,
  lastKey,
  lookAt,
  sizeOf,
  type Table,
  valuesOf,
  withEntry,
  withoutEntry,
} from './table';

const key = fc.oneof(
  fc.nat({ max: 70 }),
  fc.nat({ max: 40_000 }),
  fc.integer({ min: 2 ** 31 - 2, max: 2 ** 31 + 2 }),
  fc.constantFrom(0, 31, 32, 1023, 1024, 32_767, 32_768, 2 ** 30, 2 ** 32 - 1),
);
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key, value: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ key, value: fc.constant(null) }) },
);
type Change = { key: number; value: number | null };

function play(changes: readonly Change[]): { table: Table<number>; map: Map<number, number> } {
  let table = emptyTable<number>();
  const map = new Map<number, number>();
  for (const { key, value } of changes) {
    if (value === null) {
      table = withoutEntry(table, key);
      map.delete(key);
    } else {
      table = withEntry(table, key, value);
      map.set(key, value);
    }
  }
  return { table, map };
}

describe('a table', () => {
  it('holds what a Map holds after the same changes, up by key', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), key, (changes, other) => {
        const { table, map } = play(changes);
        const sorted = [...map].sort(([a], [b]) => a - b);
        expect(entriesOf(table)).toEqual(sorted);
        expect(keysOf(table)).toEqual(sorted.map(([one]) => one));
        expect(valuesOf(table)).toEqual(sorted.map(([, value]) => value));
        expect(sizeOf(table)).toBe(map.size);
        expect(firstKey(table)).toBe(sorted[0]?.[0] ?? null);
        expect(lastKey(table)).toBe(sorted.at(-1)?.[0] ?? null);
        for (const one of [other, ...map.keys()]) expect(entryOf(table, one)).toBe(map.get(one));
      }),
    );
  });

  it('is the same after a round trip through JSON, and goes on the same', () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (before, after) => {
        const { table } = play(before);
        const copy = JSON.parse(JSON.stringify(table)) as Table<number>;
        expect(copy).toEqual(table);
        const goOn = (from: Table<number>) =>
          after.reduce(
            (now, { key: one, value }) =>
              value === null ? withoutEntry(now, one) : withEntry(now, one, value),
            from,
          );
        expect(JSON.stringify(goOn(copy))).toBe(JSON.stringify(goOn(table)));
      }),
    );
  });

  it('leaves the table it was made from as it was', () => {
    fc.assert(
      fc.property(fc.array(change), change, (before, { key: one, value }) => {
        const { table } = play(before);
        const written = JSON.stringify(table);
        if (value === null) withoutEntry(table, one);
        else withEntry(table, one, value);
        expect(JSON.stringify(table)).toBe(written);
      }),
    );
  });

  it('copies few nodes of many', () => {
    const all = Array.from({ length: 100_000 }, (_, index) => [index, index] as const);
    const table = createTable(all);
    const old = nodesOf(table);
    const fresh = [...nodesOf(withEntry(table, 54_321, -1))].filter((node) => !old.has(node));
    expect(fresh.length).toBe(4);
  });

  it('finds the lowest free key', () => {
    const few = fc.uniqueArray(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 1100 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(few, fc.nat({ max: 100 }), fc.boolean(), (keys, from, dense) => {
        const taken = new Set(dense ? Array.from({ length: 1024 }, (_, one) => one) : []);
        for (const one of keys) if (!taken.delete(one)) taken.add(one);
        let free = from;
        while (taken.has(free)) free += 1;
        expect(firstFree(createTable([...taken].map((one) => [one, true])), from)).toBe(free);
      }),
    );
  });

  it('is looked at again only where it, or a table beside it, has changed', () => {
    const keys = fc.array(fc.nat({ max: 5000 }), { maxLength: 60 });
    fc.assert(
      fc.property(keys, keys, fc.array(change, { maxLength: 12 }), (own, others, changes) => {
        const numbered = (all: number[]) => createTable(all.map((one) => [one, one] as const));
        const known: Looks<string> = new WeakMap();
        let [table, beside] = [numbered(own), numbered(others)];
        const check = (most: number) => {
          let asked = 0;
          const rows = lookAt(table, [beside], known, (one) => {
            asked += 1;
            return { rows: [`${one} ${entryOf(beside, one)}`], lasts: one % 7 !== 0 };
          });
          expect(rows).toEqual(keysOf(table).map((one) => `${one} ${entryOf(beside, one)}`));
          const passing = keysOf(table).filter((one) => one % 7 === 0);
          // Beside each of them stand up to 31 others in one node.
          expect(asked).toBeLessThanOrEqual(most + 32 * passing.length);
        };
        check(own.length);
        check(0);
        for (const { key, value } of changes) {
          const at = key % 5000;
          if (key % 2 === 0) table = withEntry(table, at, at);
          else beside = value === null ? withoutEntry(beside, at) : withEntry(beside, at, value);
          check(32);
        }
      }),
    );
  });

  it('has no place for what is no whole number below 2^32', () => {
    for (const wrong of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(entryOf(createTable([[0, 'zero']]), wrong)).toBeUndefined();
      expect(() => withEntry(emptyTable(), wrong, 'x')).toThrow(RangeError);
    }
    expect(entryOf(emptyTable(), undefined)).toBeUndefined();
  });
});

function nodesOf(table: Table<unknown>): Set<unknown> {
  const nodes = new Set<unknown>();
  const visit = (node: unknown) => {
    if (!Array.isArray(node)) return;
    nodes.add(node);
    for (const part of node) visit(part);
  };
  visit(table.root);
  return nodes;
}
