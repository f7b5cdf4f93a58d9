import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases } from '@/content/messages/which-failure-causes';
import { formatCase, parseCase, SALTS, type Shown, saysSame, shuffleCases } from './plan';
import { type Found, sumRound, withFound } from './round';

const everyCase = cases.map((_, number) => number);

test('a round has every case once, and its order is the seed’s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (seed) => {
      expect(shuffleCases(seed).toSorted((one, other) => one - other)).toEqual(everyCase);
      expect(shuffleCases(seed)).toEqual(shuffleCases(seed));
    }),
  );
  const firsts = new Set(Array.from({ length: 400 }, (_, seed) => shuffleCases(seed)[0]));
  expect(firsts.size).toBe(cases.length);
});

test('a link’s word leads back to its case, and says nothing of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...everyCase),
      fc.integer({ min: 0, max: SALTS - 1 }),
      (number, salt) => {
        const word = formatCase(number, salt);
        expect(word).toMatch(/^[0-9a-z]{1,7}$/);
        expect(parseCase(word)).toBe(number);
      },
    ),
  );
  expect(new Set(everyCase.map((number) => formatCase(number, 1))).size).toBe(cases.length);
  expect(formatCase(3, 1)).not.toBe(formatCase(3, 2));
});

test('a word that was made up names no case', () => {
  for (const text of ['', 'refused', 'zzzzzzz', '-1', '1z', '%20', 'A1'])
    expect(parseCase(text), text).toBeNull();
});

const shown = (printed: string, rest: Partial<Shown> = {}): Shown => ({
  ...{ line: 'curl x', host: 'laptop', took: 1, gaveUp: false },
  ...{ printed, ...rest },
});

test('outputs differ by words, not by numbers of chance; a page’s number is its word', () => {
  expect(saysSame(shown('pid 12, id a087eaf300b3'), shown('pid 9,  id b187eaf300b3'))).toBe(true);
  expect(saysSame(shown('refused'), shown('timed out'))).toBe(false);
  expect(saysSame(shown('', { gaveUp: true }), shown(''))).toBe(false);
  const page = { line: 'https://shop.example/' };
  expect(saysSame(shown('502', page), shown('504', page))).toBe(false);
});

test('the first answer to a case counts, and so do the layers that were ruled out before it', () => {
  const first: Found = { number: 5, said: 'mute', layers: ['name', 'route'] };
  const second: Found = { number: 12, said: 'bad-gateway', layers: ['name'] };
  const round = withFound(withFound([], first), second);
  expect(sumRound(round)).toEqual({ done: 2, right: 1, layers: 3 });
  expect(withFound(round, { ...first, said: 'refused' })).toEqual(round);
});
