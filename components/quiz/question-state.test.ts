import { describe, expect, test } from 'vitest';
import type { QuestionInstance } from '@/contract/quiz-instance';
import { parseWhole } from './question-fields';
import {
  freshQuestion,
  isComplete,
  isSameAnswer,
  readMarks,
  withAnswer,
  withScore,
} from './question-state';

const no = (about: string | null) => ({ about, right: false, why: `no ${about}` });
const yes = (about: string | null) => ({ about, right: true, why: `yes ${about}` });

describe('a question', () => {
  test('counts the first answer, and lets the learner look at the others', () => {
    let state = withAnswer(freshQuestion(1), 'single', 'a');
    state = withScore(state, { right: false, feedback: [no('a')] }, 10);
    expect(state.scored).toEqual({ right: false, at: 10, tries: 1 });
    state = withAnswer(state, 'single', 'b');
    state = withScore(state, { right: true, feedback: [yes('b')], solution: 'b' }, 20);
    expect(state.scored).toEqual({ right: false, at: 10, tries: 1 });
    expect(readMarks(state.feedback)).toEqual({ a: false, b: true });
  });

  test('counts again with new numbers, and remembers the tries', () => {
    const first = withScore(freshQuestion(1), { right: false, feedback: [no('a')] }, 10);
    const again = withScore(
      freshQuestion(2, first.scored),
      { right: true, feedback: [yes('c')], solution: 'c' },
      20,
    );
    expect(again.scored).toEqual({ right: true, at: 20, tries: 2 });
    expect(again.feedback).toEqual([yes('c')]);
  });

  test('giving up counts as wrong', () => {
    const state = withScore(
      freshQuestion(1),
      { right: false, feedback: [yes('b')], solution: 'b' },
      5,
    );
    expect(state).toMatchObject({ closed: true, solution: 'b', scored: { right: false } });
  });

  test('a changed answer drops what was said of it as a whole', () => {
    const state = { ...freshQuestion(1), answer: ['a', 'b'], feedback: [no(null), no('a')] };
    expect(withAnswer(state, 'multiple', ['a']).feedback).toEqual([no('a')]);
  });

  test('a changed partner drops what was said of that line only', () => {
    const state = {
      ...freshQuestion(1),
      answer: { a: 'x', b: 'y' },
      feedback: [no('a'), yes('b')],
    };
    expect(withAnswer(state, 'match', { a: 'z', b: 'y' }).feedback).toEqual([yes('b')]);
  });
});

test.each([
  ['multiple', ['a', 'b'], ['b', 'a'], true],
  ['order', ['a', 'b'], ['b', 'a'], false],
  ['match', { a: 'x', b: 'y' }, { b: 'y', a: 'x' }, true],
  ['match', { a: 'x' }, { a: 'x', b: 'y' }, false],
  ['number', 4, 4, true],
  ['single', 'a', null, false],
] as const)('%s: %j and %j are the same: %s', (type, a, b, same) => {
  const copy = structuredClone({ a, b }) as { a: never; b: never };
  expect(isSameAnswer(type, copy.a, copy.b)).toBe(same);
});

test('a match is complete when every line has a partner', () => {
  const choice = (id: string) => ({ id, text: id });
  const question: QuestionInstance = {
    id: 'q',
    seed: 1,
    prompt: '',
    exhibits: [],
    type: 'match',
    left: [choice('a'), choice('b')],
    right: [choice('a')],
  };
  expect(isComplete(question, { a: 'a' })).toBe(false);
  expect(isComplete(question, { a: 'a', b: 'a' })).toBe(true);
  expect(isComplete(question, null)).toBe(false);
});

test.each([
  ['3', 3],
  [' -12 ', -12],
  ['+4', 4],
  ['', null],
  ['3.5', null],
  ['1e3', null],
  ['three', null],
  ['99999999999999999999', null],
])('parseWhole reads %j as %s', (text, value) => {
  expect(parseWhole(text)).toBe(value);
});
