/**
 * A table by whole number that is never changed: each change gives a new one, which shares all but
 * a path of the old. A radix tree 32 wide, as plain JSON; reading, adding and taking away cost
 * what the key is long (4 nodes for a million), and iteration goes up by key.
 */

/** Which of the 32 places are taken (bit by bit), how many entries lie below, and these places. */
type Node = readonly [places: number, count: number, ...unknown[]];

export type Table<T> = Readonly<{
  /** Levels below the root; a table of depth 0 has keys up to 31. */
  depth: number;
  root: Node | null;
  /** Only for the type of its entries; never there. */
  of?: T;
}>;

const WIDTH = 32;

/** Keys are whole numbers from 0 up to and without 2^32. */
function isKey(key: number): boolean {
  return key >>> 0 === key;
}

const empty: Table<never> = Object.freeze({ depth: 0, root: null });

export function emptyTable<T>(): Table<T> {
  return empty;
}

export function createTable<T>(entries: Iterable<readonly [key: number, value: T]>): Table<T> {
  let table = emptyTable<T>();
  for (const [key, value] of entries) table = withEntry(table, key, value);
  return table;
}

export function sizeOf({ root }: Table<unknown>): number {
  return root === null ? 0 : root[1];
}

/** How many bits of a 32-bit number are set. */
function countBits(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Where in a node the entry of a place stands, or would stand. */
function indexOf(places: number, place: number): number {
  return 2 + countBits(places & ((1 << place) - 1));
}

/** Levels that a key needs below the root. */
function depthFor(key: number): number {
  let depth = 0;
  for (let rest = key >>> 5; rest > 0; rest >>>= 5) depth += 1;
  return depth;
}

/** The entry at `key`; undefined where there is none, whatever the key is, and in no table. */
export function entryOf<T>(table: Table<T> | undefined, key: number | undefined): T | undefined {
  if (table === undefined || table.root === null || key === undefined || !isKey(key))
    return undefined;
  const { depth, root } = table;
  if (depth < 6 && key >>> (5 * (depth + 1)) !== 0) return undefined;
  let node: Node = root;
  for (let level = depth; ; level -= 1) {
    const place = (key >>> (5 * level)) & 31;
    if ((node[0] & (1 << place)) === 0) return undefined;
    const found = node[indexOf(node[0], place)];
    if (level === 0) return found as T;
    node = found as Node;
  }
}

/** The table with `value` at `key`. */
export function withEntry<T>(table: Table<T>, key: number, value: T): Table<T> {
  if (!isKey(key)) {
    throw new RangeError(`${key} is no key of a table: it must be a whole number below 2^32`);
  }
  let { depth, root } = table;
  const needed = depthFor(key);
  if (root === null) depth = needed;
  for (; depth < needed; depth += 1) if (root !== null) root = [1, root[1], root];
  return { depth, root: put(root, depth, key, value) };
}

function put(node: Node | null, level: number, key: number, value: unknown): Node {
  const place = (key >>> (5 * level)) & 31;
  if (node === null) {
    return [1 << place, 1, level === 0 ? value : put(null, level - 1, key, value)];
  }
  const [places, count] = node;
  const index = indexOf(places, place);
  // V8: `slice` and `with` are forty times slower than spreading where the array is frozen, and an
  // array that is pushed to keeps room for sixteen more.
  if ((places & (1 << place)) !== 0) {
    const next: [number, number, ...unknown[]] = [...node];
    if (level === 0) next[index] = value;
    else {
      const below = node[index] as Node;
      const made = put(below, level - 1, key, value);
      next[index] = made;
      next[1] = count + made[1] - below[1];
    }
    return next;
  }
  const next = new Array(node.length + 1);
  next[0] = places | (1 << place);
  next[1] = count + 1;
  for (let at = 2; at < index; at += 1) next[at] = node[at];
  next[index] = level === 0 ? value : put(null, level - 1, key, value);
  for (let at = index; at < node.length; at += 1) next[at + 1] = node[at];
  return next as unknown as Node;
}

/** The table without the entry at `key`; the same table where there is none. */
export function withoutEntry<T>(table: Table<T>, key: number): Table<T> {
  if (entryOf(table, key) === undefined || table.root === null) return table;
  const root = take(table.root, table.depth, key);
  return root === null ? empty : { depth: table.depth, root };
}

function take(node: Node, level: number, key: number): Node | null {
  const [places, count] = node;
  if (count === 1) return null;
  const place = (key >>> (5 * level)) & 31;
  const index = indexOf(places, place);
  const below = level === 0 ? null : take(node[index] as Node, level - 1, key);
  if (below !== null) {
    const next: [number, number, ...unknown[]] = [...node];
    next[1] = count - 1;
    next[index] = below;
    return next;
  }
  const next = new Array(node.length - 1);
  next[0] = places & ~(1 << place);
  next[1] = count - 1;
  for (let at = 2; at < index; at += 1) next[at] = node[at];
  for (let at = index + 1; at < node.length; at += 1) next[at - 1] = node[at];
  return next as unknown as Node;
}

/** Every entry, up by key. */
export function valuesOf<T>({ depth, root }: Table<T>): T[] {
  const values: T[] = [];
  if (root !== null) gather(root, depth, values);
  return values;
}

function gather<T>(node: Node, level: number, into: T[]): void {
  for (let at = 2; at < node.length; at += 1) {
    if (level === 0) into.push(node[at] as T);
    else gather(node[at] as Node, level - 1, into);
  }
}

/** What one entry looks like; `lasts`: as long as it and its `others` are the same. */
export type Look<R> = { rows: readonly R[]; lasts: boolean };
/** By node: its rows, and the nodes of the other tables that they were made with. */
export type Looks<R> = WeakMap<object, { rows: readonly R[]; beside: readonly (Node | null)[] }>;

/**
 * The rows of every entry, up by key. They follow from the entry and from those at the same key of
 * `others`. `known` remembers what lasts by the nodes of the table: where one shares nodes with
 * another that was looked at before, only the rest is looked at.
 */
export function lookAt<T, R>(
  { depth, root }: Table<T>,
  others: readonly Table<unknown>[],
  known: Looks<R>,
  look: (value: T) => Look<R>,
): readonly R[] {
  return root === null ? [] : lookBelow(root, depth, others, known, look).rows;
}

function lookBelow<T, R>(
  node: Node,
  level: number,
  others: readonly Table<unknown>[],
  known: Looks<R>,
  look: (value: T) => Look<R>,
): Look<R> {
  const old = known.get(node);
  if (old?.beside.every((one, at) => one === others[at]?.root)) {
    return { rows: old.rows, lasts: true };
  }
  const rows: R[] = [];
  let lasts = true;
  for (let place = 0, at = 2; at < node.length; place += 1) {
    if ((node[0] & (1 << place)) === 0) continue;
    const child = node[at];
    at += 1;
    const below =
      level === 0
        ? look(child as T)
        : lookBelow(
            child as Node,
            level - 1,
            others.map((other) => partOf(other, level, place)),
            known,
            look,
          );
    for (const row of below.rows) rows.push(row);
    lasts &&= below.lasts;
  }
  if (lasts) known.set(node, { rows, beside: others.map(({ root }) => root) });
  return { rows, lasts };
}

/** The part of a table that lies below one place of a level. */
function partOf(table: Table<unknown>, level: number, place: number): Table<unknown> {
  const { depth, root } = table;
  if (root === null) return table;
  if (depth < level) return place === 0 ? table : empty;
  if ((root[0] & (1 << place)) === 0) return empty;
  return { depth: depth - 1, root: root[indexOf(root[0], place)] as Node };
}

/** Every key, upwards. */
export function keysOf({ depth, root }: Table<unknown>): number[] {
  const keys: number[] = [];
  if (root !== null) gatherKeys(root, depth, 0, keys);
  return keys;
}

function gatherKeys(node: Node, level: number, above: number, into: number[]): void {
  let at = 2;
  for (let place = 0; place < WIDTH; place += 1) {
    if ((node[0] & (1 << place)) === 0) continue;
    const key = above * WIDTH + place;
    if (level === 0) into.push(key);
    else gatherKeys(node[at] as Node, level - 1, key, into);
    at += 1;
  }
}

/** Every key with its entry, up by key. */
export function entriesOf<T>(table: Table<T>): [key: number, value: T][] {
  const values = valuesOf(table);
  return keysOf(table).map((key, index) => [key, values[index] as T]);
}

/** The lowest key, null where the table is empty. */
export function firstKey(table: Table<unknown>): number | null {
  return endKey(
    table,
    (places) => 31 - Math.clz32(places & -places),
    () => 2,
  );
}

/** The highest key, null where the table is empty. */
export function lastKey(table: Table<unknown>): number | null {
  return endKey(
    table,
    (places) => 31 - Math.clz32(places),
    (node) => node.length - 1,
  );
}

function endKey(
  { depth, root }: Table<unknown>,
  placeIn: (places: number) => number,
  indexIn: (node: Node) => number,
): number | null {
  if (root === null) return null;
  let node = root;
  let key = 0;
  for (let level = depth; ; level -= 1) {
    key = key * WIDTH + placeIn(node[0]);
    if (level === 0) return key;
    node = node[indexIn(node)] as Node;
  }
}

/** The lowest key from `from` on that has no entry. */
export function firstFree({ depth, root }: Table<unknown>, from: number): number {
  const span = 2 ** (5 * (depth + 1));
  if (root === null || from >= span) return from;
  return freeIn(root, depth, from) ?? span;
}

/** The same below one node, with `from` counted from its first key; null where all are taken. */
function freeIn(node: Node, level: number, from: number): number | null {
  const span = WIDTH ** level;
  for (let place = Math.floor(from / span); place < WIDTH; place += 1) {
    const start = Math.max(0, from - place * span);
    if ((node[0] & (1 << place)) === 0) return place * span + start;
    if (level === 0) continue;
    const below = node[indexOf(node[0], place)] as Node;
    const found = below[1] === span ? null : freeIn(below, level - 1, start);
    if (found !== null) return place * span + found;
  }
  return null;
}
