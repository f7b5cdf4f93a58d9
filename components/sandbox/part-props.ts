import type { HostSpec } from '@/contract/scenario';

/** What every part of a host's form is given. `said` is spoken. */
export type PartProps = {
  name: string;
  spec: HostSpec;
  change: (fields: Partial<HostSpec>, said?: string) => void;
};

/** A list with one entry changed; undefined takes it out. */
export function changeAt<T>(list: readonly T[], index: number, next: T | undefined): T[] {
  return list.flatMap((one, at) => (at !== index ? [one] : next === undefined ? [] : [next]));
}

/** A record with one entry under another key or with another value, in its old place; null takes it out. */
export function changeEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  next: readonly [string, T] | null,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).flatMap((entry) => (entry[0] !== key ? [entry] : next ? [next] : [])),
  );
}
