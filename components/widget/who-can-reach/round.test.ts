import { describe, expect, test } from 'vitest';
import type { Call } from './plan-call';
import type { Finding } from './read-call';
import {
  callsOf,
  countTries,
  type Round,
  scoreIdeas,
  waiting,
  withFinding,
  withGuess,
  without,
} from './round';

const call: Call = { bind: '::', caller: 'own', broken: [] };
const other: Call = { ...call, caller: 'stranger' };
const finding: Finding = {
  outcome: 'open',
  errno: null,
  took: 0,
  cause: 'dual-stack',
  stations: [],
  printed: '',
};
const none: Round = {};

describe('guesses and results', () => {
  test('a guess can be changed and taken back until the packets are sent', () => {
    const guessed = withGuess(withGuess(none, call, 'refused'), call, 'open');
    expect(waiting(guessed, [call, other])).toEqual([call]);
    expect(withGuess(guessed, call, null)).toEqual({});
    const sent = withFinding(guessed, call, finding);
    expect(withGuess(sent, call, 'refused')).toBe(sent);
    expect(waiting(sent, [call])).toEqual([]);
  });

  test('no result without a guess', () => {
    expect(withFinding(none, call, finding)).toBe(none);
  });

  test('what is broken makes another pair of it, and the first result stays', () => {
    const sent = withFinding(withGuess(none, call, 'open'), call, finding);
    const broken: Call = { ...call, broken: ['firewall'] };
    expect(countTries(sent, [broken]).open).toBe(1);
    expect(countTries(withGuess(sent, broken, 'timeout'), [call]).sent).toBe(1);
  });

  test('guessing again forgets these calls and no others', () => {
    const both = withGuess(withGuess(none, call, 'open'), other, 'timeout');
    expect(Object.keys(without(both, [call]))).toHaveLength(1);
    expect(waiting(without(both, [call]), [call, other])).toEqual([other]);
  });

  test('a matrix has a call for every bind and caller, a row one for every caller', () => {
    expect(callsOf([])).toHaveLength(35);
    expect(callsOf(['stopped'], '::1')).toHaveLength(7);
  });
});

test('an idea counts what was said and held, and what was seen without a guess', () => {
  let round = withFinding(withGuess(none, call, 'open'), call, finding);
  round = withFinding(withGuess(round, other, 'refused'), other, finding);
  const third: Call = { ...call, caller: 'other' };
  round = withFinding(withGuess(round, third, 'unsure'), third, finding);
  expect(scoreIdeas(round)).toEqual([{ cause: 'dual-stack', met: 3, said: 2, right: 1 }]);
  expect(countTries(round, callsOf([], '::'))).toEqual({ sent: 3, right: 1, wrong: 1, open: 4 });
});
