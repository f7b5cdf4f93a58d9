import { expect, test } from 'vitest';
import { binds, callers, explainGuess, type Guess, guessWords, lessons } from './front-bench';

const guesses = Object.keys(guessWords) as Guess[];
const cases = binds.flatMap((bind) =>
  callers.flatMap(({ id }) => guesses.map((guess) => [bind, id, guess] as const)),
);

test.each(cases)(
  'bound to %s, %s: a wrong guess of %s names a belief, a right one none',
  (bind, id, guess) => {
    for (const outcome of guesses) {
      const why = explainGuess(bind, id, guess, outcome);
      if (guess === outcome) expect(why).toBeNull();
      else {
        // Read as "you said X, as if BELIEF. TRUTH"
        expect(why?.belief).toMatch(/^[a-z0-9].*[^.]$/);
        expect(why?.truth).toMatch(/^[A-Z0-9].*\.$/);
      }
    }
  },
);

test('a refusal taken for silence is explained by the kernel that answers', () => {
  expect(explainGuess('127.0.0.1', 'phone-own', 'silent', 'refused')?.truth).toMatch(
    /kernel says no/,
  );
});

test('every address has its own closing remark', () => {
  expect(new Set(binds.map((bind) => lessons[bind].belief)).size).toBe(binds.length);
});
