import { describe, expect, it } from 'vitest';
import type { LabEvent } from '@/contract/lab';
import { createEventHistory } from './event-history';

const heard = (seq: number, bytes: number): LabEvent => ({
  seq,
  event: {
    at: seq,
    host: 'laptop',
    kind: 'call',
    pid: 2,
    program: 'probe',
    call: 'recv',
    fd: 5,
    args: {},
    phase: 'both',
    result: { ok: true, value: { n: bytes, data: 'x'.repeat(bytes) } },
  },
});
const numbers = (items: LabEvent[]) => items.map(({ seq }) => seq);

describe('createEventHistory', () => {
  it('keeps the newest, and gives those after a number', () => {
    const history = createEventHistory(3, 1_000_000);
    for (const seq of [1, 2, 3, 4, 5]) history.add(heard(seq, 1));
    expect(numbers(history.after(0))).toEqual([3, 4, 5]);
    expect(numbers(history.after(4))).toEqual([5]);
  });

  it('lets the oldest go when their payload is too much, and goes on with small ones', () => {
    const history = createEventHistory(100, 10_000);
    for (const seq of [1, 2, 3]) history.add(heard(seq, 4_096));
    expect(numbers(history.after(0))).toEqual([2, 3]);
    for (const seq of [4, 5, 6, 7]) history.add(heard(seq, 100));
    expect(numbers(history.after(0))).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('keeps the newest even when it alone is too much', () => {
    const history = createEventHistory(100, 50);
    for (const seq of [1, 2]) history.add(heard(seq, 4_096));
    expect(numbers(history.after(0))).toEqual([2]);
  });

  it('counts bytes as the line that carries them does: six for each NUL', () => {
    const history = createEventHistory(100, 10_000);
    const nul = (seq: number) => {
      const item = heard(seq, 0);
      return { ...item, event: { ...item.event, result: { ok: true, value: '\0'.repeat(1_000) } } };
    };
    for (const seq of [1, 2, 3]) history.add(nul(seq) as LabEvent);
    expect(numbers(history.after(0))).toEqual([3]);
  });
});
