/** Freezes plain data through and through; what is frozen already is not looked into again. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  // Walked by key: on frozen objects Object.values takes V8 eight times as long.
  if (Array.isArray(value)) for (let at = 0; at < value.length; at += 1) freezeDeep(value[at]);
  else for (const key in value) freezeDeep(value[key]);
  return value;
}
