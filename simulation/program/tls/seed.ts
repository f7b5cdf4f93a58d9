import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { packNumber } from './bytes';

/** 16 bytes of the kernel's chance, from which an end makes its keys. */
export function* randomSeed(): Routine<string> {
  let seed = '';
  for (let word = 0; word < 4; word += 1) {
    const drawn = yield* sys.random(2 ** 32);
    seed += packNumber(drawn.ok ? drawn.value : 0, 4);
  }
  return seed;
}
