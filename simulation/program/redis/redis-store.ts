/** The data of a Redis server, in memory only. Keys leave when their time has come, at the next look. */

export type Entry = { expires: number | null } & (
  | { kind: 'string'; value: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'hash'; fields: Map<string, string> }
  | { kind: 'set'; members: Set<string> }
);

export class RedisStore {
  private readonly databases = new Map<number, Map<string, Entry>>();

  private database(number: number): Map<string, Entry> {
    const known = this.databases.get(number) ?? new Map<string, Entry>();
    this.databases.set(number, known);
    return known;
  }

  find(database: number, key: string, now: number): Entry | null {
    const entry = this.database(database).get(key);
    if (!entry) return null;
    if (entry.expires === null || entry.expires > now) return entry;
    this.database(database).delete(key);
    return null;
  }

  put(database: number, key: string, entry: Entry): void {
    this.database(database).set(key, entry);
  }

  remove(database: number, key: string): boolean {
    return this.database(database).delete(key);
  }

  keys(database: number, now: number): string[] {
    return [...this.database(database).keys()].filter((key) => this.find(database, key, now));
  }

  clear(database: number | null): void {
    if (database === null) this.databases.clear();
    else this.databases.delete(database);
  }

  numbers(): number[] {
    return [...this.databases.keys()].sort((a, b) => a - b);
  }
}

/** Glob patterns of KEYS and CONFIG GET (stringmatchlen): `*`, `?`, `[a-c]`, `\`. */
export function matchesGlob(pattern: string, text: string): boolean {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern.charAt(at);
    const end = letter === '[' ? pattern.indexOf(']', at) : -1;
    if (letter === '*') source += '[^]*';
    else if (letter === '?') source += '[^]';
    else if (letter === '[' && end > at + 1) {
      const inside = pattern.slice(at + 1, end).replace(/\\|\[/g, '\\$&');
      source += `[${inside}]`;
      at = end;
    } else {
      if (letter === '\\' && at + 1 < pattern.length) at += 1;
      source += pattern.charAt(at).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    }
  }
  try {
    return new RegExp(`^${source.replace(/(\[\^\]\*)+/g, '[^]*')}$`).test(text);
  } catch {
    return false;
  }
}
