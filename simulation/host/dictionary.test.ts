import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Dictionary, lookUp, shortHash, withoutText, withText } from './dictionary';
import { emptyTable, sizeOf } from './table';

/** Two texts that hash to the same number. */
const twins = ['10.0.0.0', '10.0.0.0'];
for (let number = 0, seen = new Map<number, string>(); ; number += 1) {
  const text = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  const other = seen.get(shortHash(text));
  seen.set(shortHash(text), text);
  if (other === undefined) continue;
  twins.splice(0, 2, other, text);
  break;
}

it('a dictionary holds what a Map holds, also under texts that hash to the same number', () => {
  expect(twins[0]).not.toBe(twins[1]);
  const text = fc.oneof(fc.constantFrom('', ...twins), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat())), text, fc.array(text), (pairs, other, gone) => {
      let dictionary: Dictionary<number> = emptyTable();
      for (const [key, value] of pairs) dictionary = withText(dictionary, key, value);
      const map = new Map(pairs);
      for (const key of [other, ...twins, ...map.keys()])
        expect(lookUp(dictionary, key)).toBe(map.get(key));
      for (const key of gone) {
        dictionary = withoutText(dictionary, key);
        map.delete(key);
      }
      for (const [key] of [...pairs, [other]]) expect(lookUp(dictionary, key)).toBe(map.get(key));
      for (const key of map.keys()) dictionary = withoutText(dictionary, key);
      expect(sizeOf(dictionary)).toBe(0);
    }),
  );
});
