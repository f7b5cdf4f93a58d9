/**
 * Freezes plain data through and through; what is frozen already is not looked into again. Written
 * for speed, since all that a step makes passes here: walked by key before it is frozen, and asked
 * whether it is extensible, which V8 answers faster than whether it is frozen.
 */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || !Object.isExtensible(value)) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const part: unknown = value[at];
      if (typeof part === 'object' && part !== null) freezeDeep(part);
    }
  } else {
    for (const key in value) {
      const part: unknown = value[key];
      if (typeof part === 'object' && part !== null) freezeDeep(part);
    }
  }
  return Object.freeze(value);
}
