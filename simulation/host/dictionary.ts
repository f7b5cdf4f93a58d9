/** A table by text that is never changed: texts are kept under the number they hash to. */
import { entryOf, type Table, withEntry, withoutEntry } from './table';

export type Dictionary<T> = Table<readonly (readonly [text: string, value: T])[]>;

/** A number of 32 bits that belongs to the text, the same in every run (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at += 1;
    hash = Math.imul(hash ^ point, 16777619);
  }
  return hash >>> 0;
}

/** Twenty bits: few enough for a low table, enough for a hundred thousand texts. */
export function shortHash(text: string): number {
  const hash = hashText(text);
  return (hash ^ (hash >>> 20)) & 0xfffff;
}

export function lookUp<T>(dictionary: Dictionary<T>, text: string): T | undefined {
  for (const [known, value] of entryOf(dictionary, shortHash(text)) ?? []) {
    if (known === text) return value;
  }
  return undefined;
}

export function withText<T>(dictionary: Dictionary<T>, text: string, value: T): Dictionary<T> {
  const key = shortHash(text);
  const others = (entryOf(dictionary, key) ?? []).filter(([known]) => known !== text);
  return withEntry(dictionary, key, [...others, [text, value]]);
}

export function withoutText<T>(dictionary: Dictionary<T>, text: string): Dictionary<T> {
  const key = shortHash(text);
  const others = (entryOf(dictionary, key) ?? []).filter(([known]) => known !== text);
  return others.length > 0 ? withEntry(dictionary, key, others) : withoutEntry(dictionary, key);
}
