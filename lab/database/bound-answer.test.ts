import { describe, expect, it } from 'vitest';
import { boundAnswer } from './bound-answer';

const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x54]);

describe('boundAnswer', () => {
  it('passes on what is short, as it was when it came', () => {
    const bounded = boundAnswer(10);
    const view = Buffer.from('abc');
    bounded.add(view);
    view.fill(0);
    bounded.add(Buffer.from('d'));
    expect(bounded.answer().toString()).toBe('abcd');
  });

  it('puts an error in the place of what is long, and keeps the state of the transaction', () => {
    const bounded = boundAnswer(10);
    bounded.add(Buffer.alloc(20, 'x'));
    bounded.add(ready.subarray(0, 2));
    bounded.add(ready.subarray(2));
    const answer = bounded.answer();
    expect(answer.toString('latin1')).toContain(
      'SERROR\0VERROR\0C54000\0Mthe lab passes on at most 10 bytes',
    );
    expect(answer.readInt32BE(1)).toBe(answer.length - 1 - ready.length);
    expect(answer.subarray(-6)).toEqual(ready);
  });
});
