/** Short lists inside a world, which are copied where they change. */

/** The list with one more. Unlike one that was spread or pushed to, it keeps no room for others. */
export function withItem<T>(list: readonly T[], item: T): readonly T[] {
  const next = new Array<T>(list.length + 1);
  for (let at = 0; at < list.length; at += 1) next[at] = list[at] as T;
  next[list.length] = item;
  return next;
}

/** `numbers`, which go upwards, with `id` where it belongs. */
export function withNumber(numbers: readonly number[], id: number): readonly number[] {
  const place = numbers.findIndex((one) => one >= id);
  if (place < 0) return withItem(numbers, id);
  return numbers[place] === id ? numbers : numbers.toSpliced(place, 0, id);
}

export function withoutNumber(numbers: readonly number[], id: number): readonly number[] {
  return numbers.filter((one) => one !== id);
}
