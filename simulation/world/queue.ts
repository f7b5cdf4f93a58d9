/**
 * What is about to happen, in the order in which it will: by time, then by number. A treap (a
 * search tree by key, a heap by a number that looks like chance but belongs to the key) as plain
 * JSON: adding, finding and taking away cost its height, some 2 ln n nodes, and what it holds
 * decides its shape, whatever was done before.
 */

export type Due = Readonly<{ at: number; seq: number }>;

export type Queue<T extends Due> = Readonly<{ one: T; left: Queue<T>; right: Queue<T> }> | null;

/** Negative where `a` comes first. */
export function compareDue(a: Due, b: Due): number {
  return a.at - b.at || a.seq - b.seq;
}

/** A number without a pattern that belongs to `seq` (the finalizer of MurmurHash3). */
function rankOf(seq: number): number {
  let mixed = Math.imul(seq ^ (seq >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function isAbove(a: Due, b: Due): boolean {
  const [x, y] = [rankOf(a.seq), rankOf(b.seq)];
  return x === y ? a.seq < b.seq : x < y;
}

/** Written out, since spreading a frozen object takes V8 ten times as long. */
function node<T extends Due>(one: T, left: Queue<T>, right: Queue<T>): Queue<T> {
  return { one, left, right };
}

/** The queue with `one` in its place. Numbers are given out once, so that no two are equal. */
export function enqueue<T extends Due>(queue: Queue<T>, one: T): Queue<T> {
  if (queue === null || isAbove(one, queue.one)) {
    const [left, right] = split(queue, one);
    return { one, left, right };
  }
  return compareDue(one, queue.one) < 0
    ? node(queue.one, enqueue(queue.left, one), queue.right)
    : node(queue.one, queue.left, enqueue(queue.right, one));
}

/** What comes before `due`, and what comes after it. */
function split<T extends Due>(queue: Queue<T>, due: Due): [Queue<T>, Queue<T>] {
  if (queue === null) return [null, null];
  if (compareDue(due, queue.one) < 0) {
    const [before, after] = split(queue.left, due);
    return [before, node(queue.one, after, queue.right)];
  }
  const [before, after] = split(queue.right, due);
  return [node(queue.one, queue.left, before), after];
}

/** The queue without what is due then; the same queue where nothing is. */
export function dequeue<T extends Due>(queue: Queue<T>, due: Due): Queue<T> {
  if (queue === null) return null;
  const order = compareDue(due, queue.one);
  if (order === 0) return merge(queue.left, queue.right);
  const { one, left, right } = queue;
  if (order < 0) {
    const rest = dequeue(left, due);
    return rest === left ? queue : node(one, rest, right);
  }
  const rest = dequeue(right, due);
  return rest === right ? queue : node(one, left, rest);
}

/** Two queues as one, where all of the first comes before all of the second. */
function merge<T extends Due>(before: Queue<T>, after: Queue<T>): Queue<T> {
  if (before === null) return after;
  if (after === null) return before;
  return isAbove(before.one, after.one)
    ? node(before.one, before.left, merge(before.right, after))
    : node(after.one, merge(before, after.left), after.right);
}

export function findDue<T extends Due>(queue: Queue<T>, due: Due): T | null {
  let rest = queue;
  while (rest !== null) {
    const order = compareDue(due, rest.one);
    if (order === 0) return rest.one;
    rest = order < 0 ? rest.left : rest.right;
  }
  return null;
}

/** What happens first. */
export function firstOf<T extends Due>(queue: Queue<T>): T | null {
  let rest = queue;
  while (rest?.left) rest = rest.left;
  return rest?.one ?? null;
}

/** Everything in the order of its happening; only what is asked for is walked through. */
export function* inOrder<T extends Due>(queue: Queue<T>): Generator<T, void, undefined> {
  const above: NonNullable<Queue<T>>[] = [];
  let rest = queue;
  while (rest !== null || above.length > 0) {
    for (; rest !== null; rest = rest.left) above.push(rest);
    const next = above.pop();
    if (!next) return;
    yield next.one;
    rest = next.right;
  }
}
