import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDue, dequeue, enqueue, findDue, firstOf, inOrder, type Queue } from './queue';

type Due = { at: number; seq: number };
/** A time to be added at, or the place of one to be taken away. */
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ at: fc.oneof(fc.nat({ max: 5 }), fc.nat()) }) },
  { weight: 2, arbitrary: fc.record({ gone: fc.nat({ max: 50 }) }) },
);
const changes = fc.array(change, { maxLength: 100 });

function play(list: readonly ({ at: number } | { gone: number })[]) {
  let queue: Queue<Due> = null;
  let sorted: Due[] = [];
  list.forEach((one, seq) => {
    if ('at' in one) {
      queue = enqueue(queue, { at: one.at, seq });
      sorted = [...sorted, { at: one.at, seq }].sort(compareDue);
    } else {
      const gone = sorted[one.gone] ?? { at: 1, seq: 10_000 };
      queue = dequeue(queue, gone);
      sorted = sorted.filter((other) => other !== gone);
    }
  });
  return { queue: queue as Queue<Due>, sorted };
}

describe('the queue', () => {
  it('holds what a sorted array holds after the same changes, in the same order', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { queue, sorted } = play(list);
        expect([...inOrder(queue)]).toEqual(sorted);
        expect(firstOf(queue)).toEqual(sorted[0] ?? null);
        for (const due of sorted) expect(findDue(queue, due)).toEqual(due);
        expect(findDue(queue, { at: 1, seq: 10_000 })).toBeNull();
      }),
    );
  });

  it('has a shape that only its content decides', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { queue, sorted } = play(list);
        const again = [...sorted]
          .reverse()
          .reduce<Queue<Due>>((now, due) => enqueue(now, due), null);
        expect(JSON.stringify(again)).toBe(JSON.stringify(queue));
      }),
    );
  });

  it('goes on the same after a round trip through JSON', () => {
    fc.assert(
      fc.property(changes, fc.nat({ max: 50 }), (list, place) => {
        const { queue, sorted } = play(list);
        const copy = JSON.parse(JSON.stringify(queue)) as Queue<Due>;
        const gone = sorted[place] ?? { at: 0, seq: 9 };
        const next = { at: 3, seq: 5000 };
        expect(JSON.stringify(enqueue(dequeue(copy, gone), next))).toBe(
          JSON.stringify(enqueue(dequeue(queue, gone), next)),
        );
      }),
    );
  });

  it('stays low, in whatever order it is filled', () => {
    const heightOf = (queue: Queue<Due>): number =>
      queue === null ? 0 : 1 + Math.max(heightOf(queue.left), heightOf(queue.right));
    for (const at of [(seq: number) => seq, (seq: number) => -seq, () => 0]) {
      let queue: Queue<Due> = null;
      for (let seq = 0; seq < 20_000; seq += 1) queue = enqueue(queue, { at: at(seq), seq });
      expect(heightOf(queue)).toBeLessThan(60);
    }
  });
});
