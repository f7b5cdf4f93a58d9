/** Repeatable chance: the same seed and name give the same draws on every machine. */
export type Chance = {
  /** A whole number from 0 up to, but not including, `count`. */
  below: (count: number) => number;
  /** A copy in a drawn order (Fisher and Yates). */
  shuffle: <T>(list: readonly T[]) => T[];
};

export function createChance(seed: number, name: string): Chance {
  // FNV-1a spreads the name over the seed, so that questions of one quiz draw independently.
  let state = 0x811c9dc5;
  for (const char of `${seed}/${name}`) {
    state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    shuffle: (list) => {
      const copy = [...list];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [copy[last], copy[other]] = [copy[other] as never, copy[last] as never];
      }
      return copy;
    },
  };
}
